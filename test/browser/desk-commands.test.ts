import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import { loadCannedReplies } from "../../knowledge/canned-replies.ts";
import type { DeskApp } from "../support/desk-app.ts";
import { visitor, type Visitor } from "../support/desk-app.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { agentAt, deed, openCase, reply, sees, startWithPages } from "./desk-page.ts";

/** What agents do with a case on the desk page, and what the person hears of it. */

describe.skipIf(!hasChromium)(`on the desk page${needsChromium}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  let service: DeskApp;

  beforeAll(async () => {
    service = await startWithPages();
    browser = await launchChromium({ framesLocal: true });
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

  /** Somebody's case, open before ana. */
  async function atCase(): Promise<{ page: Page; kim: Visitor }> {
    const kim = await visitor(service);
    for (const text of ["Spotify says error 502 on my iPhone", "still broken", "person"]) await kim.say(text);
    const { page } = await agentAt(browser, service, "ana");
    await openCase(page, "iPhone");
    return { page, kim };
  }

  test("a ready reply and the suggested next step are put into the box, to be changed before they are sent", async () => {
    const { page, kim } = await atCase();
    const [canned] = loadCannedReplies();
    await page.getByRole("button", { name: words.canned }).click();
    await page.getByRole("option", { name: canned!.title.en }).click();
    expect(await page.locator("#field").inputValue()).toBe(canned!.text.en);
    expect((await kim.lines()).join()).not.toContain(canned!.text.en);
    await page.locator("#send").click();
    await page.locator("#send-now").click();
    await sees(page, canned!.text.en);
    expect(await kim.lines()).toContain(`ana: ${canned!.text.en}`);
    await page.getByRole("button", { name: words.useNext }).click();
    expect(await page.locator("#field").inputValue()).toMatch(/^Restart Spotify\n1\. /);
  });

  test("a note is seen by the desk and never by the person", async () => {
    const { page, kim } = await atCase();
    await page.getByRole("button", { name: words.note, exact: true }).click();
    await page.locator("#field").fill("a regular, be kind");
    await page.locator("#send").click();
    await page.locator('[data-from="note"]', { hasText: "a regular, be kind" }).waitFor();
    expect((await kim.lines()).join()).not.toContain("a regular");
  });

  test("a case is given back to the queue, closed and opened again, each told to the person once", async () => {
    const { page, kim } = await atCase();
    await deed(page, words.claim);
    await deed(page, words.release);
    await page.locator(".deeds").getByText(words.claim).waitFor();
    await deed(page, words.close);
    await page.locator("#close-confirm").click();
    await deed(page, words.reopen);
    await reply(page, "One more thing");
    await sees(page, "One more thing");
    const said = (await kim.lines()).filter((line) =>
      /talking to ana|keeps its place in line|ana closed|^ana: /.test(line),
    );
    expect(said.map((line) => /talking to|keeps its place|ana closed|One more thing/.exec(line)?.[0])).toEqual([
      "talking to",
      "keeps its place",
      "ana closed",
      "talking to",
      "One more thing",
    ]);
  });

  test("cases are found by what was said in them, in whichever tab they are", async () => {
    const { page, kim } = await atCase();
    await kim.say("the cat sits on the router");
    const id = await page.locator(".head .under").textContent();
    await deed(page, words.close);
    await page.locator("#close-confirm").click();
    await page.locator(".deeds").getByText(words.reopen).waitFor();
    await page.locator("#search").fill("cat sits");
    await page.getByText(words.found(1)).waitFor();
    expect(id).toContain(
      /case-(\w+)/.exec((await page.locator(".case").getAttribute("data-key")) ?? "")?.[1] ?? "no case",
    );
  });

  test("the agent sees that the person writes", async () => {
    const { page, kim } = await atCase();
    await deed(page, words.claim);
    await page.locator(".deeds").getByText(words.release).waitFor();
    await kim.send({ type: "typing" });
    await page.locator(".typing", { hasText: words.typing(words.person) }).waitFor();
    expect(await page.locator(".log").getByText("typing").count()).toBe(0);
  });

  test("it works as a tab of Teams, where no cookie comes along, and in nobody else's frame", async () => {
    const page = await (await browser.newContext()).newPage();
    for (const host of ["teams.microsoft.com", "www.example.com"])
      await page.route(`https://${host}/`, (route) =>
        route.fulfill({
          contentType: "text/html",
          body: `<iframe id="tab" width="1000" height="700" src="${service.base}/desk#token=ana-token"></iframe>`,
        }),
      );
    await page.goto("https://teams.microsoft.com/");
    const tab = page.frameLocator("#tab");
    await tab.getByRole("tab", { name: words.tabs.waiting }).waitFor();
    await tab.locator(".dot[data-state=online]").waitFor();
    const refused: string[] = [];
    page.on("requestfailed", (request) => refused.push(`${request.url()} ${request.failure()?.errorText}`));
    await page.goto("https://www.example.com/");
    expect(refused).toContain(`${service.base}/desk net::ERR_BLOCKED_BY_RESPONSE`);
    expect(await page.frameLocator("#tab").locator(".tabs").count()).toBe(0);
  });
});
