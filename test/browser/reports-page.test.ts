import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { reportsEn as words } from "../../dialogs/wording/reports-en.ts";
import { type DeskApp, startDeskApp, visitor } from "../support/desk-app.ts";
import { copyOfKnowledge, type KnowledgeCopy } from "../support/knowledge-directory.ts";
import { dayName } from "../../src/web/desk/reports/figures.ts";
import { dayIn } from "../desk/reports/report-reader.ts";
import { firstDay, lastDay, simulateWeek } from "../desk/reports/simulated-week.ts";
import { expectFitting } from "./axe.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";

/** A lead's browser with the reports open; `complaints` is what it reports of itself. */
async function reportsAt(browser: Browser, base: string, agent: string, scheme: "light" | "dark", width = 1360) {
  const context = await browser.newContext({
    viewport: { width, height: 820 },
    colorScheme: scheme,
    acceptDownloads: true,
    // A machine without a locale has "en-US@posix", which is none to `Intl`.
    locale: "en-US",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${base}/desk#token=${agent}-token`);
  await page.locator(".dot").waitFor();
  return { page, complaints };
}

async function tile(page: Page, name: string): Promise<string> {
  return (await page.locator(".tile", { hasText: name }).first().locator(".large").textContent()) ?? "";
}

async function look(page: Page, name: string): Promise<void> {
  const folder = process.env["SCREENSHOTS"];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/reports-${name}.png`, fullPage: true });
}

/** What the chart says of each day as the arrow keys go through them. */
async function daysByKeyboard(page: Page, count: number): Promise<string[]> {
  const slider = page.getByRole("slider");
  const said: string[] = [];
  await slider.focus();
  for (let day = 0; day < count; day += 1) {
    await page.keyboard.press(day === 0 ? "Home" : "ArrowRight");
    const text = (await slider.getAttribute("aria-valuetext")) ?? "";
    // What is said is there to be read as well.
    expect(await slider.textContent()).toBe(text);
    said.push(text);
  }
  return said;
}

/** Holds where the chart has the colours that its style sheet gives to a light or a dark page. */
async function drawsIn(page: Page, scheme: "light" | "dark"): Promise<void> {
  const colours = { light: [16, 124, 65], dark: [79, 176, 112] };
  const isDrawn = ([r, g, b]: readonly number[]) =>
    page.evaluate<boolean>(`(() => {
      const canvas = document.querySelector("#trend canvas");
      const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      for (let at = 0; at < pixels.length; at += 4)
        if (pixels[at] === ${r} && pixels[at + 1] === ${g} && pixels[at + 2] === ${b}) return true;
      return false;
    })()`);
  const other = scheme === "light" ? "dark" : "light";
  await expect.poll(() => isDrawn(colours[scheme])).toBe(true);
  expect(await isDrawn(colours[other])).toBe(false);
}

/** Three talks: solved, left at a step, and handed to a person who solves it. */
async function talks(service: DeskApp): Promise<void> {
  const [fixed, left, helped] = [await visitor(service), await visitor(service), await visitor(service)];
  for (const person of [fixed, left, helped]) await person.say("Spotify says error 502 on my iPhone");
  await fixed.say("still broken");
  await fixed.say("yes it works now");
  await left.say("what does 502 mean?");
  await left.say("my hovercraft is full of eels <b>today</b>");
  await helped.say("person");
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  await service.desk("ana", "POST", `/cases/${body.cases[0]!.id}/claim`);
  await service.desk("ana", "POST", `/cases/${body.cases[0]!.id}/close`, { resolution: "Done." });
}

describe.skipIf(!hasChromium)(`the page with reports${needsChromium}`, { timeout: 120_000 }, () => {
  let browser: Browser;
  let service: DeskApp;
  let knowledge: KnowledgeCopy;
  beforeAll(async () => {
    knowledge = copyOfKnowledge();
    const more = { phrasingsOf: knowledge.directory };
    [browser, service] = await Promise.all([launchChromium(), startDeskApp({ DESK_LEADS: "ana" }, more)]);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    knowledge?.[Symbol.dispose]();
  });

  test("says why it is empty, then shows the figures of the API, and fits and passes axe light and dark, wide and narrow", async () => {
    const { page, complaints } = await reportsAt(browser, service.base, "ana", "light");
    await page.getByRole("link", { name: words.name }).click();
    await page.getByText(words.nothing.steps).waitFor();
    await expectFitting(page, "empty");
    await talks(service);
    await page.reload();
    await page.locator("#steps figure").waitFor();
    expect(await tile(page, words.conversations)).toBe("3");
    expect(await tile(page, words.outcomes.fixedByGuide)).toBe("1");
    expect(await tile(page, words.outcomes.fixedByPerson)).toBe("1");
    expect(await tile(page, words.outcomes.leftOpen)).toBe("1");
    await page.getByText("my hovercraft is full of eels <b>today</b>").waitFor();
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByLabel(words.means, { exact: true }).first().fill("conversation goodbye");
    await page.getByRole("button", { name: /^Use as example: my hovercraft/ }).click();
    await page.getByText(words.lineAdded).waitFor();
    await page.getByText(words.reviewDone(1)).waitFor();
    expect(readFileSync(join(knowledge.directory, "phrasings", "conversation.yaml"), "utf8")).toContain(
      '  - "my hovercraft is full of eels <b>today</b>"',
    );
    await page.getByText(words.nothing.orders).waitFor();
    for (const panel of ["#trend", "#steps"]) await page.locator(`${panel} summary`).click();
    const row = page.locator("#steps tbody tr").first();
    expect(await row.locator("td").first().textContent()).toBe("3");
    await expectFitting(page, "wide and light");
    await look(page, "light");
    const narrow = await reportsAt(browser, service.base, "ana", "dark", 390);
    await narrow.page.goto(`${service.base}/desk/reports`);
    await narrow.page.locator("#steps figure").waitFor();
    await expectFitting(narrow.page, "narrow and dark");
    await look(narrow.page, "dark-narrow");
    expect([...complaints, ...narrow.complaints]).toEqual([]);
  });

  test("is used by keyboard: a filter changes the figures and the address, and keeps the focus", async () => {
    const { page } = await reportsAt(browser, service.base, "ana", "light");
    await page.goto(`${service.base}/desk/reports?from=2026-01-01&to=2026-01-07`);
    await page.getByText(words.nothing.conversations).waitFor();
    await page.getByRole("button", { name: words.lastDays(7) }).focus();
    await page.keyboard.press("Enter");
    await page.locator("#trend canvas").waitFor();
    expect(await page.evaluate("document.activeElement.textContent.trim()")).toBe(words.lastDays(7));
    await page.locator("#device").selectOption("ios");
    await page.waitForURL(/device=ios/);
    expect(await tile(page, words.conversations)).toBe("3");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: words.csv }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^reports-.*\.csv$/);
  });

  test("compares the steps by device, with a table behind each chart, and opens a talk", async () => {
    const { page, complaints } = await reportsAt(browser, service.base, "ana", "light");
    await page.goto(`${service.base}/desk/reports`);
    await page.locator("#compare").selectOption("device");
    await page.waitForURL(/by=device/);
    await page.locator("#steps h3").getByText("iPhone or iPad").waitFor();
    const charts = await page.locator("#steps figure").count();
    expect(charts).toBeGreaterThan(0);
    expect(await page.locator("#steps figure details table").count()).toBe(charts);
    await page.locator("#compare").selectOption("status");
    await page.locator("#steps h3").getByText(words.liveStatuses.unknown).waitFor();
    await page.locator("#talks summary").click();
    await page.locator("#talks").getByRole("button", { name: words.readTalk }).last().click();
    await page.getByRole("dialog").getByText("Spotify says error 502 on my iPhone").first().waitFor();
    await expectFitting(page, "a talk");
    await look(page, "talk");
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("shows of a simulated week what those know who took part, on a screen, a phone and paper", async () => {
    const { service: simulated, truth } = await simulateWeek({ DATABASE_URL: "sqlite::memory:" });
    const { page } = await reportsAt(browser, simulated.base, "ana", "light");
    const address = `${simulated.base}/desk/reports?from=${firstDay}&to=${lastDay}`;
    await page.goto(address);
    await page.locator("#steps figure").waitFor();
    const ends = truth.count(({ outcome }) => outcome);
    expect(await tile(page, words.conversations)).toBe(String(truth.sessions.length));
    for (const [name, heading] of Object.entries(words.outcomes))
      expect([name, await tile(page, heading)]).toEqual([name, String(ends[name] ?? 0)]);
    const perDay = truth.count(({ day }) => day);
    const incidentDays = truth.incidents.map(({ since }) => dayName(dayIn("America/New_York", since)));
    const said = await daysByKeyboard(page, Object.keys(perDay).length);
    for (const [at, [day, total]] of Object.entries(perDay).entries())
      expect(said[at]).toMatch(new RegExp(`^${words.daySaid(dayName(day), String(total))}( |$)`));
    expect(said.flatMap((text) => (text.includes(words.incidentDay) ? text.split(":")[0] : []))).toEqual(incidentDays);
    await look(page, "week");
    await page.locator("#compare").selectOption("device");
    await look(page, "week-by-device");
    await drawsIn(page, "light");
    await page.emulateMedia({ colorScheme: "dark" });
    await drawsIn(page, "dark");
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    await drawsIn(page, "light");
    await page.emulateMedia({ media: "print" });
    await look(page, "week-print");
    const phone = await reportsAt(browser, simulated.base, "ana", "dark", 390);
    await phone.page.goto(address);
    await phone.page.locator("#steps figure").waitFor();
    await expectFitting(phone.page, "the week on a phone");
    await look(phone.page, "week-phone-dark");
  });

  test("where the knowledge cannot be written, an example comes as a file to put there, and what is personal is refused", async () => {
    const readOnly = await startDeskApp(
      { DESK_LEADS: "ana" },
      { phrasingsOf: join(knowledge.directory, "not", "there") },
    );
    const person = await visitor(readOnly);
    await person.say("my hovercraft is full of eels");
    await person.say("zorblax quuxly says kim@example.com");
    const { page, complaints } = await reportsAt(browser, readOnly.base, "ana", "light");
    await page.goto(`${readOnly.base}/desk/reports`);
    const use = async (text: string): Promise<void> => {
      const item = page.locator(".review > li", { hasText: text });
      await item.getByLabel(words.means, { exact: true }).fill("conversation goodbye");
      page.once("dialog", (dialog) => void dialog.accept());
      await item.getByRole("button", { name: words.reviewAction(words.use, text) }).click();
    };
    await use("zorblax quuxly says kim@example.com");
    await page.getByText(words.notAsLine).waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), use("my hovercraft is full of eels")]);
    expect(download.suggestedFilename()).toBe("phrasings.yaml");
    expect(readFileSync(await download.path(), "utf8")).toBe(
      '# knowledge/phrasings/conversation.yaml\n"goodbye":\n  - "my hovercraft is full of eels"\n',
    );
    await page.getByText(words.patchSaved).waitFor();
    await page.getByText(words.reviewDone(1)).waitFor();
    // What was refused is still to be reviewed.
    await page.locator(".review > li", { hasText: "zorblax" }).getByRole("button", { name: words.ignore }).click();
    await page.getByText(words.reviewDone(2)).waitFor();
    expect(complaints.filter((text) => !text.includes("400"))).toEqual([]);
    await readOnly.stop();
  });

  test("is shown to leads alone", async () => {
    const { page } = await reportsAt(browser, service.base, "ben", "light");
    expect(await page.getByRole("link", { name: words.name }).count()).toBe(0);
    await page.goto(`${service.base}/desk/reports`);
    await page.getByText(words.leadsOnly).waitFor();
  });
});
