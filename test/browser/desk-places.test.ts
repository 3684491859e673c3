import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import { type DeskApp, visitor } from "../support/desk-app.ts";
import { expectFitting } from "./axe.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { agentAt, deed, openCase, reply, sees, startWithPages } from "./desk-page.ts";

const surroundings: readonly [string, BrowserContextOptions][] = [
  ["desktop, light", { viewport: { width: 1280, height: 800 } }],
  [
    "small window, dark, less motion",
    { viewport: { width: 1000, height: 760 }, colorScheme: "dark", reducedMotion: "reduce" },
  ],
  ["phone, light", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ["small phone, dark", { viewport: { width: 320, height: 568 }, colorScheme: "dark" }],
];

describe.skipIf(!hasChromium)(`every place of the desk page${needsChromium}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  let service: DeskApp;

  beforeAll(async () => {
    service = await startWithPages();
    browser = await launchChromium();
  }, 90_000);
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    for (const status of ["waiting", "active"]) {
      const { body } = await service.desk("ana", "GET", `/cases?status=${status}`);
      for (const { id, assignee } of body.cases)
        await service.desk(assignee ?? "ana", "POST", `/cases/${id}/close`, {});
    }
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  async function kimAsks() {
    const kim = await visitor(service);
    await kim.say("Spotify says error 502 on my iPhone");
    await kim.say("still broken");
    await kim.say("my number is 555-0199, person please");
    return kim;
  }

  test.each(surroundings)("fits and is accessible, signing in and finding: %s", async (_, options) => {
    await kimAsks();
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(`${service.base}/desk#token=wrong`);
    await page.getByText(words.wrongToken).waitFor();
    await expectFitting(page, "sign-in");
    const { page: desk } = await agentAt(browser, service, "ana", options);
    await desk.locator(".case", { hasText: "iPhone" }).waitFor();
    await expectFitting(desk, "queue");
    await desk.locator("#search").fill("nothing like it");
    await desk.getByText(words.found(0)).first().waitFor();
    await expectFitting(desk, "nothing-found");
    await desk.locator("#search").fill("iPhone");
    await desk.locator(".case", { hasText: "iPhone" }).first().waitFor();
    await expectFitting(desk, "found");
    await desk.locator("#filter summary").click();
    await desk.locator("#filter-to").waitFor();
    await expectFitting(desk, "filters");
    await desk.locator(".mine").getByText("ana").click();
    await desk.getByRole("menuitem", { name: words.signOutEverywhere }).waitFor();
    await expectFitting(desk, "own-menu");
    await desk.getByRole("menuitem", { name: words.awayUntilAsk }).click();
    await desk.locator("#away-at").waitFor();
    await expectFitting(desk, "away");
  });

  test.each(surroundings)("fits and is accessible, with a case in hand: %s", async (_, options) => {
    const kim = await kimAsks();
    const { page } = await agentAt(browser, service, "ana", options);
    await openCase(page, "iPhone");
    await expectFitting(page, "waiting");
    await deed(page, words.claim);
    await page.locator(".deeds").getByText(words.release).waitFor();
    await reply(page, `Hello, please look at ${"a-very-long-word-".repeat(12)} once more.`);
    await kim.say("A red light 🔴 on the router");
    await sees(page, "A red light");
    await expectFitting(page, "active");
    await deed(page, words.transfer);
    await page.locator("#transfer-note").waitFor();
    await expectFitting(page, "transfer");
    await page.keyboard.press("Escape");
    await page.locator("#field").fill("Held for a moment");
    await page.locator("#field").press("Enter");
    await page.locator("#undo").click();
    // Sent again, and held while it is looked at, however long that takes.
    await page.locator("#field").press("Enter");
    await page.locator("#undo").waitFor();
    await expectFitting(page, "held");
    await page.getByRole("button", { name: words.canned }).click();
    await page.locator("#canned-edit").waitFor();
    await expectFitting(page, "ready-replies");
    await page.locator("#canned-edit").click();
    await page.locator("#canned-new").waitFor();
    await expectFitting(page, "ready-replies-list");
    await page.locator(".canned-reply").first().click();
    await page.locator("#canned-save").waitFor();
    await expectFitting(page, "ready-reply");
    await page.keyboard.press("Escape");
    await page.locator('[data-key="mode-note"]').click();
    await page.locator("#field").fill("half a note");
    await expectFitting(page, "note");
    await deed(page, words.close);
    await page.locator("#close-resolution").waitFor();
    await expectFitting(page, "close");
    await page.keyboard.press("Escape");
    await page.locator("#close-resolution").waitFor({ state: "detached" });
    if (!(await page.locator("#redact").isVisible())) await page.getByText(words.details, { exact: true }).click();
    await page.locator("#redact").scrollIntoViewIfNeeded();
    await expectFitting(page, "details");
    await page.locator("#redact").click();
    await page.locator("#redact-words").fill("555-0199");
    await page.getByText(/^Found in \d+ place/).waitFor();
    await expectFitting(page, "redact");
    await page.locator("#redact-confirm").click();
    await page.locator(".deed", { hasText: "removed personal data" }).waitFor();
    await expectFitting(page, "redacted");
  });

  test.each(surroundings)(
    "fits and is accessible, with a closed case and a line that is down: %s",
    async (_, options) => {
      const kim = await kimAsks();
      const { page } = await agentAt(browser, service, "ana", options);
      await openCase(page, "iPhone");
      await deed(page, words.claim);
      await page.locator(".deeds").getByText(words.release).waitFor();
      await deed(page, words.close);
      await page.locator("#close-resolution").fill("New router");
      await page.locator("#close-confirm").click();
      await page.getByText(words.closedHere).waitFor();
      await kim.say("5");
      await page.locator(".deeds").getByText(words.reopen).waitFor();
      await expectFitting(page, "closed");
      await page.route("**/api/desk/events", (route) => route.abort());
      await page.reload();
      await page.getByText(words.lost).waitFor();
      await expectFitting(page, "lost");
    },
  );

  test("in forced colours what is chosen stands out from the rest, and what one says from what another says", async () => {
    await kimAsks();
    await kimAsks();
    const { page } = await agentAt(browser, service, "ana", { forcedColors: "active" });
    await openCase(page, "iPhone");
    await page.locator(".case[aria-current]").waitFor();
    const shades = (what: string): Promise<string[]> =>
      page.evaluate(`[...document.querySelectorAll('${what}')].map((one) => getComputedStyle(one).backgroundColor)`);
    const expectToStandOut = async (chosen: string, others: string): Promise<void> => {
      expect(new Set(await shades(chosen)).size, chosen).toBe(1);
      expect(await shades(others), others).not.toContain((await shades(chosen))[0]);
    };
    await expectToStandOut(".case[aria-current]", ".case:not([aria-current])");
    await expectToStandOut(".tab[aria-selected=true]", ".tab[aria-selected=false]");
    await expectToStandOut(".mode[aria-pressed=true]", ".mode[aria-pressed=false]");
    await expectToStandOut(".dot[data-state=online]", ".top");
    const edges = "[...document.querySelectorAll('.log .words')].map((one) => getComputedStyle(one).borderTopStyle)";
    expect(new Set(await page.evaluate<string[]>(edges))).toEqual(new Set(["solid"]));
    await expectFitting(page, "forced colours");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").waitFor();
    await expectToStandOut("[role=option][aria-selected=true]", "[role=option][aria-selected=false]");
    await expectFitting(page, "commands in forced colours");
  });

  /** What has the focus, by its id and its text. */
  const focused = (page: Page): Promise<string> =>
    page.evaluate("(document.activeElement?.id || '') + ' ' + (document.activeElement?.textContent || '')");
  async function tabTo(page: Page, what: RegExp, most = 40): Promise<void> {
    for (let at = 0; at < most && !what.test(await focused(page)); at++) await page.keyboard.press("Tab");
    expect(await focused(page)).toMatch(what);
  }

  /** Opens the dialog of what has the focus and leaves it by Escape: the focus is where it was. */
  async function leaveDialog(page: Page, opener: RegExp): Promise<void> {
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await focused(page)).toMatch(opener);
  }

  test("what people and agents write is words at every place: no markup, nothing hidden or turned round, no link but an address that an agent wrote", async () => {
    const evil = "https://evil.example/login";
    const nasty = `pay\u200Bment \u202Egnp.exe\u202C <img src=x onerror="document.title='hacked'"> <b>b</b> [here](${evil}) ${evil} javascript:alert(1) \u0007`;
    const shown = `payment gnp.exe <img src=x onerror="document.title='hacked'"> <b>b</b> [here](${evil}) ${evil} javascript:alert(1)`;
    const kim = await visitor(service);
    await kim.say(nasty);
    await kim.say("person");
    const { page, complaints } = await agentAt(browser, service, "ana");
    await openCase(page, "Wants a person");
    await deed(page, words.claim);
    await reply(page, `reply ${nasty}`);
    await sees(page, "reply payment gnp.exe");
    await page.locator('[data-key="mode-note"]').click();
    await reply(page, `note ${nasty}`);
    await sees(page, "note payment gnp.exe");
    await deed(page, words.close);
    await page.locator("#close-resolution").fill(`end ${nasty}`);
    await page.locator("#close-confirm").click();
    await page.locator(".deed", { hasText: "end payment" }).waitFor();
    await page.locator("#search").fill("gnp.exe");
    await page.locator(".case", { hasText: "Wants a person" }).first().waitFor();
    const said = await page.locator(".log .words").allInnerTexts();
    for (const begun of ["", "reply ", "note "]) expect(said.map((text) => text.trim())).toContain(begun + shown);
    const links = await page.evaluate<string[][]>(
      "[...document.querySelectorAll('main a[href]')].map((one) => [one.closest('.line')?.dataset.from, one.textContent, one.getAttribute('href')])",
    );
    expect(links).toEqual(["agent", "agent", "note", "note"].map((from) => [from, evil, evil]));
    expect(await page.locator("img[src=x], .log b, .facts b, .queue b, [onerror]").count()).toBe(0);
    expect(await page.locator("body").innerText()).not.toMatch(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069]/);
    expect(await page.title()).not.toContain("hacked");
    expect(complaints).toEqual([]);
    expect((await kim.lines()).at(-1)).not.toMatch(/\u202E|\u200B/);
  });

  test("the keyboard alone passes a case on, takes personal data out, closes, opens again and signs out, and never loses the place", async () => {
    const kim = await kimAsks();
    const { page } = await agentAt(browser, service, "ana");
    await openCase(page, "iPhone");
    await tabTo(page, new RegExp(`^ ${words.claim}`));
    await page.keyboard.press("Enter");
    await page.locator(".deeds").getByText(words.release).waitFor();

    await tabTo(page, /^redact /);
    await leaveDialog(page, /^redact /);
    await page.keyboard.press("Enter");
    await page.keyboard.type("555-0199");
    await page.getByText(/^Found in \d+ place/).waitFor();
    await tabTo(page, /^redact-confirm/);
    await page.keyboard.press("Enter");
    await sees(page, "my number is [removed]");
    expect(await focused(page)).toMatch(/^redact /);

    await tabTo(page, new RegExp(`^ ${words.close}$`));
    await leaveDialog(page, new RegExp(`^ ${words.close}$`));
    await page.keyboard.press("Enter");
    await tabTo(page, /^close-confirm/);
    await page.keyboard.press("Enter");
    await page.getByText(words.closedHere).waitFor();

    await tabTo(page, new RegExp(`^ ${words.reopen}`));
    await page.keyboard.press("Enter");
    await page.locator(".deeds").getByText(words.transfer).waitFor();
    await tabTo(page, new RegExp(`^ ${words.transfer}`));
    await page.keyboard.press("Enter");
    await page.locator("#transfer-to:focus").waitFor();
    await tabTo(page, /^transfer-note/);
    await page.keyboard.type("Router is new");
    await tabTo(page, /^transfer-confirm/);
    await page.keyboard.press("Enter");
    await page.locator(".head").getByText(words.with("ben")).waitFor();
    await page.locator('[data-from="note"]', { hasText: "Router is new" }).waitFor();
    expect(await kim.lines()).toContainEqual(expect.stringContaining("ben"));

    await tabTo(page, /^ ana/);
    await page.keyboard.press("Enter");
    await page.locator("[role=menuitem]:focus").waitFor();
    for (let at = 0; at < 8 && (await focused(page)) !== ` ${words.signOut}`; at++)
      await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByLabel(words.token).waitFor();
    expect(await focused(page)).toMatch(/^token/);
  });
});
