import { rmSync } from "node:fs";

import { describe, expect, onTestFinished, test } from "vitest";

import { pageEn as ui } from "../../dialogs/wording/page-en.ts";
import { makeScriptedTalk } from "../channels/directline/scripted-talk.ts";
import { bubbles, buildChatPage, chatUntil, say, startSite, visit } from "./chat-page.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { scriptedGuide } from "./scripted-guide.ts";

describe.skipIf(!hasChromium)(`the chat page of a service that cannot store${needsChromium}`, () => {
  test("shows that a message was not sent, and sends it once when it can", async () => {
    const folder = await buildChatPage();
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const site = await startSite(makeScriptedTalk(scriptedGuide), folder);
    onTestFinished(() => site.stop());
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const { page } = await visit(browser, site.base);
    await chatUntil(page, "You can ask for a person");
    const refused = {
      status: 503,
      json: { error: { code: "StoreUnavailable", message: "Nothing can be stored just now." } },
    };
    await page.route("**/activities", (route) => route.fulfill(refused));
    await say(page, "hello");
    await page.locator("#notice").getByText(ui.unsent).waitFor();
    await page.unroute("**/activities");
    await page.locator("#notice").getByText(ui.back).waitFor();
    await chatUntil(page, "You wrote: 5 characters.");
    expect(await bubbles(page)).toHaveLength(3);

    // Longer than the service takes: the page explains it, and the next message goes on as usual.
    await say(page, "x".repeat(8_001));
    await page.locator("#notice").getByText(ui.tooLong).waitFor();
    await say(page, "short");
    await chatUntil(page, "short");
    await page.locator("#notice:empty").waitFor({ state: "attached" });
  }, 60_000);
});
