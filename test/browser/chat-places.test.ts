import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { pageEn as ui } from "../../dialogs/wording/page-en.ts";
import type { DeskApp } from "../support/desk-app.ts";
import { expectFitting } from "./axe.ts";
import { chatUntil, press, say, visit } from "./chat-page.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { startWithPages } from "./desk-page.ts";

const surroundings: readonly [string, BrowserContextOptions][] = [
  ["desktop, light", { viewport: { width: 1280, height: 800 } }],
  [
    "desktop, dark, less motion",
    { viewport: { width: 1280, height: 800 }, colorScheme: "dark", reducedMotion: "reduce" },
  ],
  [
    "phone, light, less motion",
    { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, reducedMotion: "reduce" },
  ],
  ["phone, dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }],
];

const typingPicture = "getComputedStyle(document.querySelector('.webchat__typing-indicator')).backgroundImage";

describe.skipIf(!hasChromium)(`every view of the chat page${needsChromium}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  let service: DeskApp;

  beforeAll(async () => {
    service = await startWithPages();
    browser = await launchChromium();
  }, 90_000);
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  /** Asks for a person and gives the case. */
  async function askForPerson(page: Page): Promise<string> {
    await say(page, "person");
    await chatUntil(page, "I've asked for a person: case");
    const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
    return body.cases.at(-1)!.id;
  }

  test.each(surroundings)("fits and is accessible, from the welcome to the rating: %s", async (_, options) => {
    const { page, complaints } = await visit(browser, service.base, options);
    await chatUntil(page, "I'm the Music Support Assistant");
    await expectFitting(page, "welcome");
    await say(page, "Spotify says error 502 on my iPhone");
    await chatUntil(page, "Step 1 of 10");
    await expectFitting(page, "step");
    await say(page, "how do i reinstall it");
    await chatUntil(page, "Please note");
    await expectFitting(page, "warning");
    const id = await askForPerson(page);
    await expectFitting(page, "waiting");
    await service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await chatUntil(page, "You're now talking to");
    await service.desk("ana", "POST", `/cases/${id}/messages`, {
      text: `Look at https://example.com/${"long/".repeat(30)} please`,
    });
    await chatUntil(page, "https://example.com/long/");
    await service.desk("ana", "POST", `/cases/${id}/typing`, {});
    await page.locator(".webchat__typing-indicator").waitFor();
    await expectFitting(page, "typing");
    const picture = await page.evaluate<string>(typingPicture);
    expect(picture).toContain("svg");
    expect(picture.includes("animate")).toBe(options.reducedMotion !== "reduce");
    await service.desk("ana", "POST", `/cases/${id}/close`, {});
    await chatUntil(page, "How was the help from");
    await expectFitting(page, "rating");
    await press(page, "4");
    await chatUntil(page, "passed on");
    expect(complaints).toEqual([]);
  });

  test.each(surroundings)("fits and is accessible while the service is lost: %s", async (_, options) => {
    const { page } = await visit(browser, service.base, options);
    await chatUntil(page, "I'm the Music Support Assistant");
    await page.route("**/webchat/token", (route) => route.abort());
    await page.reload();
    await page.locator("#notice").getByText(ui.away).waitFor();
    await expectFitting(page, "away");
  });

  test("the keyboard alone rates, and answers the question before starting over", async () => {
    const { page } = await visit(browser, service.base);
    await chatUntil(page, "I'm the Music Support Assistant");
    const id = await askForPerson(page);
    await service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await service.desk("ana", "POST", `/cases/${id}/close`, {});
    await page.getByRole("button", { name: "5 great" }).last().waitFor();
    const focused = () =>
      page.evaluate<string>("document.activeElement?.tagName + ' ' + document.activeElement?.textContent");
    const focusedName = () => page.evaluate<string | null>("document.activeElement?.getAttribute('aria-label')");
    const tabTo = async (what: RegExp, key = "Tab"): Promise<void> => {
      for (let at = 0; at < 20 && !what.test(await focused()); at++) await page.keyboard.press(key);
      expect(await focused()).toMatch(what);
    };
    await tabTo(/^(TEXTAREA|INPUT)/);
    await tabTo(/^BUTTON 1/, "Shift+Tab");
    for (let at = 0; at < 6 && !/5 great/.test(await focused()); at++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await chatUntil(page, "passed on");
    const { body } = await service.desk("ana", "GET", `/cases/${id}`);
    expect(body.rating?.score).toBe(5);

    for (let at = 0; at < 20 && (await focusedName()) !== ui.menu; at++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: ui.startOver }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator("#start-over-question").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#start-over-question").waitFor({ state: "hidden" });
    expect(await focusedName()).toBe(ui.menu);
  });
});
