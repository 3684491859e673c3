import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { pageEn as ui } from "../../dialogs/wording/page-en.ts";
import { expectFitting } from "./axe.ts";
import { bubbles, chatUntil, chooseInMenu, press, say, visit } from "./chat-page.ts";
import { hasChromium, needsChromium } from "./chromium.ts";
import { look } from "./desk-page.ts";
import { useService } from "./use-pages.ts";

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
  const pages = useService();

  /** Asks for a person and gives the case. */
  async function askForPerson(page: Page): Promise<string> {
    await say(page, "person");
    await chatUntil(page, "I've asked for a person: case");
    const { body } = await pages.service.desk("ana", "GET", "/cases?status=waiting");
    return body.cases.at(-1)!.id;
  }

  test.each(surroundings)("fits and is accessible, from the welcome to the rating: %s", async (_, options) => {
    const { page, complaints } = await visit(pages.browser, pages.service.base, options);
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
    await pages.service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await chatUntil(page, "You're now talking to");
    await pages.service.desk("ana", "POST", `/cases/${id}/messages`, {
      text: `Look at https://example.com/${"long/".repeat(30)} please`,
    });
    await chatUntil(page, "https://example.com/long/");
    await pages.service.desk("ana", "POST", `/cases/${id}/typing`, {});
    await page.locator(".webchat__typing-indicator").waitFor();
    // Read at once: it is shown for a few seconds.
    const picture = await page.evaluate<string>(typingPicture);
    await expectFitting(page, "typing");
    expect(picture).toContain("svg");
    expect(picture.includes("animate")).toBe(options.reducedMotion !== "reduce");
    await pages.service.desk("ana", "POST", `/cases/${id}/close`, {});
    await chatUntil(page, "How was the help from");
    await expectFitting(page, "rating");
    await press(page, "4");
    await chatUntil(page, "passed on");
    expect(complaints).toEqual([]);
  });

  test("who comes back days later sees the newest messages at once, the earlier ones on demand, and of when they are", async () => {
    const { page } = await visit(pages.browser, pages.service.base);
    await chatUntil(page, "I'm the Music Support Assistant");
    const id = await askForPerson(page);
    await pages.service.desk("ana", "POST", `/cases/${id}/claim`, {});
    for (let at = 1; at <= 60; at++)
      await pages.service.desk("ana", "POST", `/cases/${id}/messages`, { text: `Line ${at} of sixty` });
    await chatUntil(page, "Line 60 of sixty");
    await page.clock.setFixedTime(Date.now() + 3 * 86_400_000);
    await page.reload();
    await chatUntil(page, "Line 60 of sixty");
    expect((await bubbles(page)).filter((text) => text.includes("of sixty"))).toHaveLength(50);
    const date = new Intl.DateTimeFormat("en-US", { month: "long", day: "numeric" }).format(new Date());
    const status = page.locator(".webchat__stacked-layout__status");
    await status
      .getByText(new RegExp(`^${date} at`))
      .last()
      .waitFor();
    const more = page.getByRole("button", { name: ui.earlier });
    await page.getByText("Line 11 of sixty", { exact: true }).scrollIntoViewIfNeeded();
    await page.mouse.move(500, 400);
    await page.mouse.wheel(0, -20_000);
    await expect.poll(() => more.getAttribute("class")).not.toBe("away");
    await look(page, "chat-earlier");
    await more.click();
    await chatUntil(page, "Line 1 of sixty");
    await more.waitFor({ state: "hidden" });
    expect((await bubbles(page))[0]).toContain("I'm the Music Support Assistant");
    expect((await bubbles(page)).filter((text) => text.includes("of sixty"))).toHaveLength(60);
  });

  test("in forced colours all that stood out by its background has an edge", async () => {
    const { page } = await visit(pages.browser, pages.service.base, { forcedColors: "active" });
    await say(page, "Spotify says error 502 on my iPhone");
    await chatUntil(page, "Step 1 of 10");
    const id = await askForPerson(page);
    await pages.service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await pages.service.desk("ana", "POST", `/cases/${id}/messages`, { text: "Hello from me" });
    await chatUntil(page, "Hello from me");
    const edges = "[...document.querySelectorAll('WHAT')].map((one) => getComputedStyle(one).borderTopStyle)";
    for (const what of [".webchat__bubble__content", "progress", "#agent-face", ".speaker .face"]) {
      const found = await page.evaluate<string[]>(edges.replace("WHAT", what));
      expect(new Set(found), what).toEqual(new Set(["solid"]));
    }
    await expectFitting(page, "forced colours");
    await look(page, "chat-forced-colours");
  });

  test("at 400 % zoom one reads, writes and presses without scrolling sideways", async () => {
    const { page } = await visit(pages.browser, pages.service.base, { viewport: { width: 320, height: 256 } });
    await say(page, "Spotify says error 502");
    await page.getByRole("button", { name: "Android" }).last().waitFor();
    const text = await page.locator(".webchat__basic-transcript__scrollable").boundingBox();
    expect(text?.height).toBeGreaterThan(3 * 24);
    await expectFitting(page, "400 %");
    await look(page, "chat-zoomed");
    await press(page, "Android");
    await chatUntil(page, "Step 1 of 10");
    await chooseInMenu(page, ui.startOver);
    await expectFitting(page, "400 %, asked before starting over");
    await page.getByRole("button", { name: ui.startOverNo }).click();
  });

  test("on a phone the buttons make room for what is being written, and come back", async () => {
    const { page } = await visit(pages.browser, pages.service.base, {
      viewport: { width: 390, height: 400 },
      isMobile: true,
      hasTouch: true,
    });
    await say(page, "Spotify says error 502");
    const android = page.getByRole("button", { name: "Android" }).last();
    await android.waitFor();
    await page.getByRole("textbox").fill("It is my old");
    await android.waitFor({ state: "hidden" });
    await page.getByRole("textbox").fill("");
    await android.waitFor();
    expect(await android.isVisible()).toBe(true);
  });

  test.each(surroundings)("fits and is accessible while the service is lost: %s", async (_, options) => {
    const { page } = await visit(pages.browser, pages.service.base, options);
    await chatUntil(page, "I'm the Music Support Assistant");
    await page.route("**/webchat/token", (route) => route.abort());
    await page.reload();
    await page.locator("#notice").getByText(ui.away).waitFor();
    await expectFitting(page, "away");
  });

  test("after the guide one says whether it solved the matter, and who did not is told what comes next", async () => {
    const { page } = await visit(pages.browser, pages.service.base);
    await say(page, "Spotify says error 502 on my iPhone");
    await chatUntil(page, "Step 1 of 10");
    await press(page, "It works now");
    await chatUntil(page, ui.solvedQuestion);
    const sent = page.waitForRequest((request) => request.method() === "POST");
    await page.getByRole("button", { name: ui.notSolved }).click();
    expect((await sent).postDataJSON()).toMatchObject({
      value: { event: { type: "feedback", good: false, about: "article:spotify-502", silent: true } },
    });
    await page.getByRole("status").getByText(ui.notSolvedNext).waitFor();
    await expectFitting(page, "after the guide");
  });

  test("the help of an agent is rated by faces that have names and are all in view on the smallest phone", async () => {
    const { page } = await visit(pages.browser, pages.service.base, {
      viewport: { width: 320, height: 568 },
      isMobile: true,
      hasTouch: true,
    });
    await chatUntil(page, "I'm the Music Support Assistant");
    const id = await askForPerson(page);
    await pages.service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await pages.service.desk("ana", "POST", `/cases/${id}/close`, {});
    const faces = page.getByRole("button", { name: ui.rating });
    await faces.nth(4).waitFor();
    expect(await faces.getByRole("img").count()).toBe(5);
    const edges = await faces.evaluateAll((all: { getBoundingClientRect(): { left: number; right: number } }[]) =>
      all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => left >= 0 && right <= 320),
    );
    expect(edges).toEqual([true, true, true, true, true]);
    await page.getByRole("button", { name: `${ui.rating} 2` }).tap();
    await chatUntil(page, "passed on");
    const { body } = await pages.service.desk("ana", "GET", `/cases/${id}`);
    expect(body.rating?.score).toBe(2);
  });

  test("the keyboard alone rates, and answers the question before starting over", async () => {
    const { page } = await visit(pages.browser, pages.service.base);
    await chatUntil(page, "I'm the Music Support Assistant");
    const id = await askForPerson(page);
    await pages.service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await pages.service.desk("ana", "POST", `/cases/${id}/close`, {});
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
    const { body } = await pages.service.desk("ana", "GET", `/cases/${id}`);
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
