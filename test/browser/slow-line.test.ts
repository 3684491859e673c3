import { rmSync } from "node:fs";

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { pageEn as ui } from "../../dialogs/wording/page-en.ts";
import { makeScriptedTalk, type ScriptedTalk } from "../channels/directline/scripted-talk.ts";
import { graveFaults } from "./axe.ts";
import { bubbles, buildChatPage, chatUntil, say, startSite, visit, type Site } from "./chat-page.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { scriptedGuide } from "./scripted-guide.ts";

describe.skipIf(!hasChromium)(
  `the chat page on a slow or failing connection${needsChromium}`,
  { timeout: 60_000 },
  () => {
    let browser: Browser;
    let folder: string;
    let talk: ScriptedTalk;
    let site: Site;

    beforeAll(async () => {
      folder = await buildChatPage();
      browser = await launchChromium();
    }, 60_000);
    beforeEach(async () => {
      talk = makeScriptedTalk(scriptedGuide);
      site = await startSite(talk, folder);
    });
    afterEach(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await site.stop();
    });
    afterAll(async () => {
      await browser?.close();
      if (folder) rmSync(folder, { recursive: true, force: true });
    });

    test("accepts input before Web Chat has loaded, and hands it over", async () => {
      const page = await (await browser.newContext()).newPage();
      const come = Promise.withResolvers<void>();
      await page.route("**/webchat-*.js", async (route) => {
        await come.promise;
        await route.continue();
      });
      await page.goto(site.base, { waitUntil: "commit" });
      await page.getByRole("button", { name: ui.send, disabled: false }).waitFor();
      await say(page, "hello");
      await say(page, "are you <b>there</b>?");
      await page.getByRole("textbox").fill("and one mo");
      expect(await page.getByRole("listitem").allInnerTexts()).toEqual(["hello", "are you <b>there</b>?"]);
      expect(await graveFaults(page)).toEqual([]);
      come.resolve();
      await chatUntil(page, "You wrote: 21 characters.");
      await page.keyboard.type("re");
      expect(await page.getByRole("textbox").inputValue()).toBe("and one more");
      expect(talk.received.flatMap(({ input }) => (input.kind === "said" ? [input.text] : []))).toEqual([
        "hello",
        "are you <b>there</b>?",
      ]);
    });

    test("retries loading Web Chat", async () => {
      const page = await (await browser.newContext()).newPage();
      let asked = 0;
      await page.route("**/webchat-*.js", (route) => (asked++ === 0 ? route.abort() : route.continue()));
      await page.goto(site.base);
      await chatUntil(page, "You can ask for a person");
      expect(asked).toBe(2);
    });

    test("shows that it cannot send although its stream seems open", async () => {
      const { page } = await visit(browser, site.base);
      await chatUntil(page, "You can ask for a person");
      await page.context().setOffline(true);
      await say(page, "hello");
      await page.locator("#notice").getByText(ui.away).waitFor();
      await page.context().setOffline(false);
      await page.locator("#notice").getByText(ui.back).waitFor();
      await chatUntil(page, "You wrote: 5 characters.");
      expect((await bubbles(page)).filter((text) => text === "hello")).toHaveLength(1);
    });

    test("loses no message that is sent before the connection is up", async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const said = Promise.withResolvers<void>();
      await page.route("**/v3/directline/conversations", async (route) => {
        await said.promise;
        await route.continue();
      });
      await page.goto(site.base);
      await say(page, "hello");
      said.resolve();
      await chatUntil(page, "You wrote: 5 characters.");
      expect((await bubbles(page)).filter((text) => text === "hello")).toHaveLength(1);
      expect(await bubbles(page)).toHaveLength(3);
    });
  },
);
