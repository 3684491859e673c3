import { describe, expect, test } from "vitest";

import { pageEn as ui } from "../../dialogs/wording/page-en.ts";
import { graveFaults } from "./axe.ts";
import { bubbles, chatUntil, say, visit } from "./chat-page.ts";
import { hasChromium, needsChromium } from "./chromium.ts";
import { useScriptedPage } from "./use-pages.ts";

describe.skipIf(!hasChromium)(
  `the chat page on a slow or failing connection${needsChromium}`,
  { timeout: 60_000 },
  () => {
    const pages = useScriptedPage();

    test("accepts input before Web Chat has loaded, and hands it over", async () => {
      const page = await (await pages.browser.newContext()).newPage();
      const come = Promise.withResolvers<void>();
      await page.route("**/webchat-*.js", async (route) => {
        await come.promise;
        await route.continue();
      });
      await page.goto(pages.site.base, { waitUntil: "commit" });
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
      expect(pages.talk.received.flatMap(({ input }) => (input.kind === "said" ? [input.text] : []))).toEqual([
        "hello",
        "are you <b>there</b>?",
      ]);
    });

    test("retries loading Web Chat", async () => {
      const page = await (await pages.browser.newContext()).newPage();
      let asked = 0;
      await page.route("**/webchat-*.js", (route) => (asked++ === 0 ? route.abort() : route.continue()));
      await page.goto(pages.site.base);
      await chatUntil(page, "You can ask for a person");
      expect(asked).toBe(2);
    });

    test("shows that it cannot send although its stream seems open", async () => {
      const { page } = await visit(pages.browser, pages.site.base);
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
      const context = await pages.browser.newContext();
      const page = await context.newPage();
      const said = Promise.withResolvers<void>();
      await page.route("**/v3/directline/conversations", async (route) => {
        await said.promise;
        await route.continue();
      });
      await page.goto(pages.site.base);
      await say(page, "hello");
      said.resolve();
      await chatUntil(page, "You wrote: 5 characters.");
      expect((await bubbles(page)).filter((text) => text === "hello")).toHaveLength(1);
      expect(await bubbles(page)).toHaveLength(3);
    });
  },
);
