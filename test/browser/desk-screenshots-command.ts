import { mkdirSync } from "node:fs";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import { reportsEn } from "../../dialogs/wording/reports-en.ts";
import { newCase, referenceOf, said, turnOf } from "../storage/support/turns.ts";
import { setup as buildPages } from "../support/built-pages.ts";
import { type DeskApp, visitor } from "../support/desk-app.ts";
import { launchChromium } from "./chromium.ts";
import { agentAt, openCase, startWithPages } from "./desk-page.ts";

/**
 * `node test/browser/desk-screenshots-command.ts FOLDER [WIDTH …]`: pictures of the desk and its reports for people to look at,
 * at four widths, in the light and in the dark.
 */

const [into, ...onlyWidths] = process.argv.slice(2);
if (into === undefined)
  throw new Error("Name a folder for the pictures: node test/browser/desk-screenshots-command.ts FOLDER");
mkdirSync(into, { recursive: true });

const heights = { 320: 568, 390: 664, 768: 1024, 1280: 800 };
const widths = onlyWidths.length > 0 ? onlyWidths.map(Number) : Object.keys(heights).map(Number);
const reasons = ["asked", "frustrated", "all-tried", "not-understood", "fault"] as const;
const names = ["Maria Lopez", "", "Bartholomew Featherstonehaugh-Cholmondeley", "李雷", "Tom"];
const texts = [
  "It still says 502.",
  "I have restarted the router twice now and nothing at all has changed, what am I supposed to do next?",
  "Hello?",
];

/** Fifty cases that wait since different times, and one talk that went through the guide. */
async function fillQueue(service: DeskApp): Promise<void> {
  const { turnStore } = service.app.store;
  for (let at = 0; at < 49; at++) {
    const talk = `guest ${at}`;
    const userName = names[at % names.length] ?? "";
    const met = await turnStore.loadForFastPath(referenceOf(talk, { userName }));
    if (!met) throw new Error("a message of the conversation waits");
    const reason = reasons[at % reasons.length] ?? "asked";
    const opened = turnOf(talk, 0, "m1", { newCase: { ...newCase, number: `Q${at}ABCD`, reason } });
    const incoming = { ...said(talk, "m1", texts[at % texts.length] ?? ""), at: Date.now() - (at % 12) * 45_000 };
    await turnStore.acceptAndCommit(met, { incoming }, opened);
  }
  const person = await visitor(service);
  const name = "Ines Ferreira";
  for (const text of [
    "Spotify says error 502 on my Windows laptop",
    "all fine there",
    "still broken",
    "I want a person please",
  ])
    await person.send({ text, from: { id: "u", name } });
  const lost = await visitor(service);
  for (const text of ["spotify error 502 on my iphone", "how long does it take?", "my hovercraft is full of eels"])
    await lost.say(text);
}

async function lookAtDesk(browser: Browser, service: DeskApp, name: string, options: BrowserContextOptions) {
  const { page } = await agentAt(browser, service, "ana", options);
  const look = (view: string): Promise<unknown> =>
    page.screenshot({ path: `${into}/${name}-desk-${view}.png`, animations: "disabled" });
  await page.locator(".case").first().waitFor();
  await look("1-queue");
  await page.locator("#filter summary").click();
  await page.locator("#filter-reason").selectOption("frustrated");
  await page.locator(".case").first().waitFor();
  await look("2-filters");
  await page.getByRole("button", { name: words.clearFilters }).click();
  await page.locator("#filter summary").click();
  await page.keyboard.press("Control+K");
  await page.getByRole("dialog").waitFor();
  await look("3-commands");
  await page.keyboard.press("Escape");
  await page.locator("#search").fill("Ines");
  await openCase(page, "Ines");
  await page.locator(".log .line").first().waitFor();
  await look("4-case");
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await look("5-keys");
  await page.keyboard.press("Escape");
  await lookAtFacts(page, look);
  await page.context().close();
}

async function lookAtFacts(page: Page, look: (view: string) => Promise<unknown>): Promise<void> {
  const facts = page.locator("details.facts");
  if ((await facts.getAttribute("open")) === null) await facts.locator("summary").first().click();
  await look("6-facts");
}

async function lookAtReports(browser: Browser, base: string, name: string, options: BrowserContextOptions) {
  const page = await (await browser.newContext({ ...options, locale: "en-US" })).newPage();
  await page.goto(`${base}/desk#token=ana-token`);
  await page.locator(".dot").waitFor();
  await page.goto(`${base}/desk/reports`);
  await page.locator("#steps figure").waitFor();
  await page.getByRole("heading", { name: reportsEn.name }).first().waitFor();
  await page.screenshot({ path: `${into}/${name}-reports.png`, fullPage: true });
  await page.context().close();
}

await buildPages();
const service = await startWithPages({ RATE_LIMITS: "off", DESK_ANSWER_WITHIN: "5" });
await fillQueue(service);
const browser = await launchChromium();
for (const width of widths)
  for (const colorScheme of ["light", "dark"] as const) {
    const options = { viewport: { width, height: heights[width as keyof typeof heights] ?? 800 }, colorScheme };
    await lookAtDesk(browser, service, `${width}-${colorScheme}`, options);
    await lookAtReports(browser, service.base, `${width}-${colorScheme}`, options);
  }
await browser.close();
await service.stop();
