import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { pageEn as ui } from "../../dialogs/wording/page-en.ts";
import { bubbles, chatUntil, chooseInMenu, press, say, visit } from "./chat-page.ts";
import { graveFaults } from "./axe.ts";
import { hasChromium, needsChromium } from "./chromium.ts";
import { useScriptedPage } from "./use-pages.ts";

describe.skipIf(!hasChromium)(`the chat page${needsChromium}`, { timeout: 60_000 }, () => {
  const pages = useScriptedPage();

  /** From the welcome to the second step. */
  async function guideToStepTwo(page: Page): Promise<void> {
    await say(page, "Spotify says error 502");
    await press(page, "iPhone or iPad");
    await press(page, "Still broken");
    await chatUntil(page, "Reinstall the app");
  }

  test("runs a guide by typing and by buttons", async () => {
    const { page, complaints } = await visit(pages.browser, pages.site.base);
    await chatUntil(page, "You can ask for a person at any time.");
    await guideToStepTwo(page);

    expect((await bubbles(page)).map((text) => text.split("\n", 1)[0])).toEqual([
      expect.stringContaining("Hi, I'm an assistant"),
      "Spotify says error 502",
      expect.stringContaining("Error 502 means"),
      "iPhone or iPad",
      "Step 1 of 10 · about 3 minutes",
      "Still broken",
      "Step 2 of 10 · about 3 minutes",
    ]);
    expect(pages.talk.received.at(-1)?.input).toEqual({
      kind: "pressed",
      press: { event: { type: "step.done", result: "not-fixed" }, asked: 1 },
      text: "Still broken",
    });
    expect(complaints).toEqual([]);
  });

  test("shows a step in its parts", async () => {
    const { page } = await visit(pages.browser, pages.site.base);
    await guideToStepTwo(page);
    const step = page.locator(".webchat__bubble__content").last();
    expect(await step.getByRole("heading", { name: "Reinstall the app" }).count()).toBe(1);
    expect(await step.getByRole("listitem").allInnerTexts()).toEqual([
      "Touch and hold the Spotify icon, then tap Remove App.",
      "Open the App Store and get it again.",
      "Sign in.",
    ]);
    expect(await step.locator(".warning").innerText()).toContain("Offline downloads will be deleted");
  });

  test("keeps conversation, step and buttons after a reload", async () => {
    const { page } = await visit(pages.browser, pages.site.base);
    await guideToStepTwo(page);
    const before = await bubbles(page);

    await page.reload();
    await chatUntil(page, "Reinstall the app");

    expect(await bubbles(page)).toEqual(before);
    await press(page, "Talk to a person");
    await chatUntil(page, "A-4711");
  });

  test("shows when the service is lost and back, and then sends queued messages in order and once", async () => {
    const { page } = await visit(pages.browser, pages.site.base);
    await chatUntil(page, "You can ask for a person");
    const state = page.locator("#notice");

    await pages.site.stop();
    await state.getByText(ui.away).waitFor();
    await say(page, "are you there?");
    await say(page, "hello?");
    await pages.site.start();
    await state.getByText(ui.back).waitFor();
    await chatUntil(page, "You wrote: 6 characters.");

    expect(pages.talk.received.flatMap(({ input }) => (input.kind === "said" ? [input.text] : []))).toEqual([
      "are you there?",
      "hello?",
    ]);
    const shown = (await bubbles(page)).slice(1).toSorted();
    expect(shown).toEqual(["You wrote: 14 characters.", "You wrote: 6 characters.", "are you there?", "hello?"]);
  });

  test("shows each message of an outage exactly once", async () => {
    const { page } = await visit(pages.browser, pages.site.base);
    await chatUntil(page, "You can ask for a person");
    const conversation = pages.talk.received[0]?.conversation ?? "";

    await pages.site.stop();
    pages.talk.say(conversation, "agent", "Ana here, are you still there?");
    await pages.site.start();

    await chatUntil(page, "Ana here");
    expect(await bubbles(page)).toEqual([
      expect.stringContaining("Hi, I'm an assistant"),
      expect.stringContaining("Ana here, are you still there?"),
    ]);
  });

  test("opens as soon as the service does", async () => {
    const { page } = await visit(pages.browser, pages.site.base);
    await chatUntil(page, "You can ask for a person");
    await page.route("**/webchat/token", (route) => route.abort());
    await page.reload();
    await page.locator("#notice").getByText(ui.away).waitFor();
    await page.unroute("**/webchat/token");
    await chatUntil(page, "You can ask for a person");
    expect(await bubbles(page)).toHaveLength(1);
  });

  test("works by polling if WebSockets are blocked", async () => {
    const context = await pages.browser.newContext();
    const page = await context.newPage();
    await page.routeWebSocket(/stream/, (socket) => socket.close());
    await page.goto(pages.site.base);
    await chatUntil(page, "You can ask for a person");
    await say(page, "hello");
    await chatUntil(page, "You wrote: 5 characters.");
    expect(await bubbles(page)).toHaveLength(3);
  });

  test("starts over after confirmation only", async () => {
    const { page } = await visit(pages.browser, pages.site.base);
    await say(page, "hello");
    await chatUntil(page, "You wrote: 5 characters.");
    await chooseInMenu(page, ui.startOver);
    await page.getByRole("button", { name: ui.startOverNo }).click();
    expect(await bubbles(page)).toHaveLength(3);

    await chooseInMenu(page, ui.startOver);
    await Promise.all([
      page.waitForEvent("load"),
      page.getByRole("dialog").getByRole("button", { name: ui.startOverYes }).click(),
    ]);
    await chatUntil(page, "You can ask for a person");

    expect(await bubbles(page)).toHaveLength(1);
    expect(new Set(pages.talk.received.map(({ conversation }) => conversation)).size).toBe(2);
  });

  test("sends requests to no other host", async () => {
    const { page, requested, complaints } = await visit(pages.browser, pages.site.base);
    await guideToStepTwo(page);
    const hosts = requested.filter((address) => !/^(blob|data):/.test(address)).map((address) => new URL(address).host);
    expect(new Set(hosts)).toEqual(new Set([pages.site.chat().host]));
    expect(complaints).toEqual([]);
  });

  test("shows the person's input as plain text", async () => {
    const { page, complaints } = await visit(pages.browser, pages.site.base);
    const nasty = `<img src=x onerror="alert(1)"> **b** [x](https://evil.example) ${"long ".repeat(200)}`;
    await say(page, nasty);
    await chatUntil(page, "You wrote:");
    const mine = page.locator(".webchat__bubble--from-user .webchat__bubble__content").last();
    expect(await mine.innerText()).toContain('<img src=x onerror="alert(1)"> **b** [x](https://evil.example) long');
    expect(await mine.locator("img, a, strong").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test.each([
    ["desktop, light", { viewport: { width: 1100, height: 800 } }],
    ["phone, light", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
    ["phone, dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark" as const }],
    [
      "small phone, dark, less motion",
      { viewport: { width: 320, height: 568 }, colorScheme: "dark" as const, reducedMotion: "reduce" as const },
    ],
  ])("fits and is accessible: %s", async (_, options) => {
    const { page } = await visit(pages.browser, pages.site.base, options);
    await guideToStepTwo(page);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    // On phones the buttons are one row that is swiped, so the row has to fit, not each of them.
    const outside =
      "[...document.querySelectorAll('header *, .webchat__bubble__content, [role=toolbar], textarea')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).length";
    expect(await page.evaluate(outside)).toBe(0);
    expect(await graveFaults(page)).toEqual([]);
    await chooseInMenu(page, ui.startOver);
    expect(await graveFaults(page)).toEqual([]);
  });

  test("the keyboard alone suffices", async () => {
    const { page } = await visit(pages.browser, pages.site.base);
    await chatUntil(page, "You can ask for a person");
    const focused = () =>
      page.evaluate<string>("document.activeElement?.tagName + ' ' + document.activeElement?.textContent");
    const tabTo = async (what: RegExp, key = "Tab"): Promise<void> => {
      for (let i = 0; i < 20 && !what.test(await focused()); i++) await page.keyboard.press(key);
      expect(await focused()).toMatch(what);
    };
    await tabTo(/^(TEXTAREA|INPUT)/);
    await page.keyboard.type("Spotify says error 502");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Android" }).last().waitFor();
    await tabTo(/^BUTTON iPhone/, "Shift+Tab");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await chatUntil(page, "Check Spotify's servers");
    expect(pages.talk.received.at(-1)?.input).toMatchObject({ text: "Android" });
  });

  test("the Direct Line client of Microsoft works with the endpoint", async () => {
    const { page } = await visit(pages.browser, pages.site.base);
    await chatUntil(page, "You can ask for a person");
    const talkOnce = `(async () => {
      const { token } = await (await fetch("/v3/directline/tokens/generate", { method: "POST" })).json();
      const line = WebChat.createDirectLine({ token, domain: location.origin + "/v3/directline" });
      const texts = [];
      const three = new Promise((resolve) => line.activity$.subscribe(({ text }) => texts.push(text) === 3 && resolve()));
      const id = await new Promise((resolve, reject) => line.postActivity({ type: "message", text: "hi there", from: { id: "me" } }).subscribe(resolve, reject));
      await three;
      line.end();
      return { id: typeof id, texts };
    })()`;
    const { id, texts } = await page.evaluate<{ id: string; texts: string[] }>(talkOnce);
    expect(id).toBe("string");
    // Microsoft's client shows a message of one's own when its POST is answered, which may be after the reply came by
    // the stream.
    expect(texts.toSorted()).toEqual([
      expect.stringContaining("Hi, I'm an assistant"),
      "You wrote: 8 characters.",
      "hi there",
    ]);
  });
});
