import nock from "nock";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import type { DeskApp } from "../support/desk-app.ts";
import { useDeskApp, visitor } from "../support/desk-app.ts";
import { newCase, referenceOf, said, turnOf } from "../storage/support/turns.ts";
import { waitFor } from "../desk/event-stream.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { agentAt, look, openCase, startWithPages } from "./desk-page.ts";

/** How the desk page calls its agent, and knows whether they are there. */

const minute = 60_000;

/** Runs in the page before its own code: nobody looks at it, and its sounds and notes are written down. */
const spy = (permission: string): string => `
  document.hasFocus = () => false;
  window.heard = { sounds: 0, notes: [] };
  const Real = window.AudioContext;
  window.AudioContext = class extends Real { constructor() { super(); window.heard.sounds += 1; } };
  window.Notification = class extends EventTarget {
    static permission = ${JSON.stringify(permission)};
    static async requestPermission() { return (this.permission = "granted"); }
    constructor(title, { body, tag }) { super(); window.heard.notes.push({ title, body, tag }); window.heard.last = this; }
  };`;
/**
 * Looked for from here: a page under our content policy evaluates nothing, so `waitForFunction` with a script fails
 * where it has to look twice.
 */
const patient = { timeout: 20_000 };
/** A script that gives this of every case in the list. */
const inRows = (what: string): string => `[...document.querySelectorAll(".case")].map((one) => ${what})`;
type Noted = { sounds: number; notes: { title: string; body: string; tag: string }[] };
const noted = (page: Page): Promise<Noted> => page.evaluate("({ sounds: heard.sounds, notes: heard.notes })");

describe.skipIf(!hasChromium)(`at the desk page${needsChromium}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  let service: DeskApp;

  beforeAll(async () => {
    service = await startWithPages();
    browser = await launchChromium();
  }, 90_000);
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
    for (const { id } of body.cases) await service.desk("ana", "POST", `/cases/${id}/close`, {});
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  /** The desk of somebody who is spied on. */
  async function spiedAgent(permission: string): Promise<Page> {
    const context = await browser.newContext();
    await context.addInitScript(spy(permission));
    const page = await context.newPage();
    await page.goto(`${service.base}/desk#token=ana-token`);
    await page.locator(".dot[data-state=online]").waitFor();
    return page;
  }
  const askForPerson = async (problem: string): Promise<string> => {
    const kim = await visitor(service);
    for (const text of [problem, "person"]) await kim.say(text);
    const { body } = await service.desk("ana", "GET", `/search?q=${encodeURIComponent(problem)}`);
    return body.cases[0]!.id;
  };
  const stateOf = async (name: string): Promise<string | undefined> =>
    (await service.desk("ben", "GET", "/presence")).body.agents.find((one) => one.name === name)?.state;
  const becomes = (state: string): Promise<unknown> =>
    waitFor(async () => ((await stateOf("ana")) === state ? true : undefined));

  test("an agent who touches nothing for a while is away, for everybody, and back with the next touch; what was chosen by hand stays", async () => {
    const page = await (await browser.newContext()).newPage();
    await page.clock.install();
    await page.goto(`${service.base}/desk#token=ana-token`);
    await page.locator(".dot[data-state=online]").waitFor();
    await page.clock.fastForward(4 * minute);
    expect(await stateOf("ana")).toBe("online");
    await page.clock.fastForward(2 * minute);
    await page.locator(".dot[data-state=away]").waitFor();
    await becomes("away");
    await page.keyboard.press("Shift");
    await page.locator(".dot[data-state=online]").waitFor();
    await becomes("online");
    await page.locator(".mine").getByText("ana").click();
    await page.getByRole("menuitem", { name: words.presence.away, exact: true }).click();
    await page.locator(".dot[data-state=away]").waitFor();
    await page.keyboard.press("Shift");
    await page.clock.fastForward(minute);
    await becomes("away");
    expect(await page.locator(".dot").getAttribute("data-state")).toBe("away");
  });

  test("a new case sounds once and is noted by the system once; the note leads to the case", async () => {
    const page = await spiedAgent("granted");
    const id = await askForPerson("Spotify says error 502 on Linux");
    await expect.poll(async () => (await noted(page)).notes.length, patient).toBe(1);
    const { sounds, notes } = await noted(page);
    expect(sounds).toBe(1);
    expect(notes).toEqual([{ title: words.newCase(id), body: expect.stringContaining(words.reasons.asked), tag: id }]);
    await page.evaluate("heard.last.dispatchEvent(new Event('click'))");
    await page.locator(".head").getByText(id).waitFor();
  });

  test("sound that was switched off stays off after a reload, and the note comes all the same", async () => {
    const page = await spiedAgent("granted");
    await page.getByRole("button", { name: words.soundOn }).click();
    await page.reload();
    await page.getByRole("button", { name: words.soundOff }).waitFor();
    await askForPerson("Spotify says error 502 on Windows");
    await expect.poll(async () => (await noted(page)).notes.length, patient).toBe(1);
    expect((await noted(page)).sounds).toBe(0);
    await page.getByRole("button", { name: words.soundOff }).click();
    await page.getByRole("button", { name: words.soundOn }).waitFor();
  });

  test("whoever was not asked yet can allow notes by a button, which goes then", async () => {
    const page = await spiedAgent("default");
    await askForPerson("Spotify says error 502 on my Mac");
    await page.locator(".case", { hasText: "Mac" }).waitFor();
    expect((await noted(page)).notes).toEqual([]);
    await page.getByRole("button", { name: words.notify }).click();
    await page.getByRole("button", { name: words.notify }).waitFor({ state: "detached" });
    await askForPerson("Spotify says error 502 on Android");
    await expect.poll(async () => (await noted(page)).notes.length, patient).toBe(1);
  });

  test.each<[string, BrowserContextOptions]>([
    ["desktop-light", { viewport: { width: 1280, height: 800 } }],
    ["desktop-dark", { viewport: { width: 1280, height: 800 }, colorScheme: "dark" }],
    ["phone-light", { viewport: { width: 390, height: 844 } }],
    ["phone-dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }],
  ])("who waits longer is at the top, in another colour and in words: %s", async (name, options) => {
    // The cases are opened by the service's clock, and looked at by the page's own.
    for (const [ago, device] of [
      [12 * minute, "iPhone"],
      [3 * minute, "Mac"],
      [0, "Windows"],
    ] as const) {
      service.forward(-ago);
      await askForPerson(`Spotify says error 502 on ${device}`);
      service.forward(ago);
    }
    const { page } = await agentAt(browser, service, "ana", options);
    const rows = page.locator(".case");
    await rows.nth(2).waitFor();
    expect(await page.evaluate(inRows("one.dataset.age"))).toEqual(["old", "older", "fresh"]);
    expect(await rows.locator(".standing").allTextContents()).toEqual([
      words.waits("12 min"),
      words.waits("3 min"),
      words.waits("under a minute"),
    ]);
    const colours = await page.evaluate<string[]>(inRows("getComputedStyle(one).borderLeftColor"));
    expect(new Set(colours).size).toBe(3);
    await look(page, `queue-${name}`);
    await openCase(page, "iPhone");
    await look(page, `case-${name}`);
  });

  test("older closed cases come as they are scrolled to, page by page, each once, and their number is true from the start", async () => {
    const { turnStore, cases } = service.app.store;
    for (let count = 0; count < 205; count++) {
      const [talk, number] = [`older ${count}`, `OLD${count}`];
      // In one write: the service, which looks for messages that wait, must not take this turn for its own.
      const met = (await turnStore.loadForFastPath(referenceOf(talk)))!;
      await turnStore.acceptAndCommit(
        met,
        { incoming: said(talk, "m1") },
        turnOf(talk, 0, "m1", { newCase: { ...newCase, number } }),
      );
      const from = (await cases.get(number))!;
      const to = { ...from, status: "closed" as const, closedAt: 1_000 + count, ended: "resolved" as const };
      await cases.change({
        number,
        conversation: talk,
        from,
        to,
        entry: { id: number, at: 1, who: "ana", what: "closed", text: "" },
        systemEvent: null,
      });
    }
    const { page } = await agentAt(browser, service, "ana");
    await page.locator('[data-key="tab-closed"]').click();
    const closed = (await cases.closed(500)).map(({ number }) => `case-${number}`);
    await page.locator(`[data-key="${closed[0]}"]`).waitFor();
    expect(await page.locator('[data-key="tab-closed"] .count').innerText()).toBe(String(closed.length));
    const met: string[] = [];
    while (!met.includes("case-OLD0")) {
      const keys = await page.evaluate<string[]>(inRows("one.dataset.key"));
      // Rows in sight alone are drawn.
      expect(keys.length).toBeLessThan(40);
      met.push(...keys.filter((key) => !met.includes(key)));
      await page.evaluate("document.getElementById('cases').scrollBy(0, 400)");
      await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
    }
    expect(met).toEqual(closed);
  });

  test("who else has the case, and who could not be told of it, stands beside it; a button tries again, and a redaction names them", async () => {
    const hub = () => nock("https://hub.example.com").post("/api/handoff");
    hub().reply(404);
    const handing = await useDeskApp({
      DESK_LEADS: "ana",
      CONNECTORS: "handoff",
      HANDOFF_HUB_URL: "https://hub.example.com/api/handoff",
      HANDOFF_SECRET: "a-secret-for-the-hub",
    });
    const kim = await visitor(handing);
    for (const text of ["Spotify says error 502 on my iPhone", "still broken", "can't do this", "person"])
      await kim.say(text);
    await waitFor(async () => ((await handing.app.store.outbox.backlog()).deadLetters > 0 ? true : undefined));
    const { page } = await agentAt(browser, handing, "ana", { viewport: { width: 1280, height: 1100 } });
    await openCase(page, "iPhone");
    const elsewhere = page.locator(".elsewhere");
    await elsewhere.getByText(`Hand-off hub ${words.outsideUnknown}, ${words.outsideGivenUp(1)}`).waitFor();
    await look(page, "elsewhere");
    hub().times(9).reply(202);
    await elsewhere.getByRole("button", { name: words.retry }).click();
    await elsewhere.getByText(`Hand-off hub ${words.outsideKnown}`).waitFor();
    await elsewhere.getByRole("button", { name: words.retry }).waitFor({ state: "detached" });
    await page.locator("#redact").click();
    await page.getByText(words.redactElsewhere("Hand-off hub")).waitFor();
    await look(page, "redact");
    await page.locator("#redact-words").fill("still broken");
    await page.getByText(/^Found in \d+ place/).waitFor();
    await page.locator("#redact-confirm").click();
    await page.locator(".deed", { hasText: words.alsoAt("Hand-off hub") }).waitFor();
    expect(await page.locator(".log").getByText("still broken", { exact: true }).count()).toBe(0);
  });
});
