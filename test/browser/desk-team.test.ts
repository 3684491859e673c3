import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import { type DeskApp, visitor, type Visitor } from "../support/desk-app.ts";
import { newCase, referenceOf, said, turnOf } from "../storage/support/turns.ts";
import { expectFitting } from "./axe.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { agentAt, deed, openCase, reply, sees, startWithPages, transfer } from "./desk-page.ts";

/** What agents do with many cases and with each other. */

const minute = 60_000;

describe.skipIf(!hasChromium)(`a team at the desk page${needsChromium}`, { timeout: 90_000 }, () => {
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

  async function asked(problem: string, name = ""): Promise<{ id: string; person: Visitor }> {
    const person = await visitor(service);
    for (const text of [problem, "person"]) await person.send({ text, from: { id: "u", name } });
    const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
    return { id: body.cases.at(-1)!.id, person };
  }
  const linesOf = async (person: Visitor): Promise<string> => (await person.lines()).join("\n");
  const field = (page: Page) => page.locator("#field");

  test("cases are filtered by words, status, agent and reason together, how many there are is true, and clearing shows the views again", async () => {
    for (let at = 0; at < 60; at++) {
      const [talk, number] = [`filter ${at}`, `F${at}`];
      const met = (await service.app.store.turnStore.loadForFastPath(referenceOf(talk)))!;
      const reason = at % 2 === 0 ? "frustrated" : "fault";
      const opened = turnOf(talk, 0, "m1", { newCase: { ...newCase, number, reason } });
      await service.app.store.turnStore.acceptAndCommit(met, { incoming: said(talk, "m1", "lamp blinks") }, opened);
    }
    await service.desk("ben", "POST", "/cases/F0/claim", {});
    const { page } = await agentAt(browser, service, "ana");
    const rows = page.locator(".case");
    await page.locator("#search").fill("lamp blinks");
    await page.getByText(words.found(60)).waitFor();
    await page.locator("#filter summary").click();
    await page.locator("#filter-reason").selectOption("frustrated");
    await page.getByText(words.found(30)).waitFor();
    await page.locator("#filter-status").selectOption("waiting");
    await page.getByText(words.found(29)).waitFor();
    await page.locator("#filter-status").selectOption("");
    await page.locator("#filter-agent").selectOption("ben");
    await page.getByText(words.found(1)).waitFor();
    expect(await rows.getAttribute("data-key")).toBe("case-F0");
    await page.getByText(words.filtersOn(2)).waitFor();
    await page.locator("#filter-to").fill("2020-01-01");
    await page.getByText(words.found(0)).waitFor();
    await page.locator("#search").fill("");
    await page.getByRole("button", { name: words.clearFilters }).click();
    await page.getByRole("tab", { name: words.tabs.mine }).waitFor();
    expect(await page.locator('[data-key="tab-waiting"] .count').innerText()).toBe("59");
  });

  test("a reply can be taken back for five seconds, by button and by key, and the person never sees it; left alone it goes out", async () => {
    const { person } = await asked("Spotify error 502 on Linux");
    const { page } = await agentAt(browser, service, "ana");
    await page.clock.install();
    await openCase(page, "Linux");
    await field(page).fill("Meant for somebody else");
    await field(page).press("Enter");
    expect(await page.locator("#said").textContent()).toBe(words.held);
    await page.locator("#undo").click();
    expect(await field(page).inputValue()).toBe("Meant for somebody else");
    await field(page).press("Enter");
    await field(page).press("Control+z");
    expect(await field(page).inputValue()).toBe("Meant for somebody else");
    await page.clock.fastForward(10_000);
    expect(await linesOf(person)).not.toContain("Meant for");
    await field(page).fill("Now it's right");
    await field(page).press("Enter");
    await page.clock.fastForward(4_000);
    expect(await linesOf(person)).not.toContain("Now it's right");
    await page.clock.fastForward(2_000);
    await sees(page, "Now it's right");
    expect(await linesOf(person)).toContain("ana: Now it's right");
  });

  test("whoever writes a second reply, closes the case or leaves the page has sent the first", async () => {
    const { id, person } = await asked("Spotify error 502 on Linux");
    const { page } = await agentAt(browser, service, "ana");
    await openCase(page, "Linux");
    const write = async (text: string): Promise<void> => {
      await field(page).fill(text);
      await field(page).press("Enter");
    };
    await write("First");
    await write("Second");
    await sees(page, "First");
    await deed(page, words.close);
    await page.locator("#close-confirm").click();
    await deed(page, words.reopen);
    await page.locator(".deeds").getByText(words.release).waitFor();
    await write("Third");
    await page.goto("about:blank");
    await expect.poll(() => linesOf(person), { timeout: 20_000 }).toContain("ana: Third");
    const own = (await person.lines()).filter((line) => line.startsWith("ana: "));
    expect(own).toEqual(["ana: First", "ana: Second", "ana: Third"]);
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body.status).toBe("active");
  });

  test("what is refused after all stands in the box again, in words", async () => {
    const { id } = await asked("Spotify error 502 on Linux");
    const { page } = await agentAt(browser, service, "ana");
    await openCase(page, "Linux");
    await field(page).fill("Too late");
    await field(page).press("Enter");
    await service.desk("ben", "POST", `/cases/${id}/claim`, {});
    await page.locator("#send-now").click();
    await page.getByText(words.takenBy("ben")).waitFor();
    await service.desk("ben", "POST", `/cases/${id}/transfer`, { to: "ana" });
    await page.locator(".deeds").getByText(words.release).waitFor();
    expect(await field(page).inputValue()).toBe("Too late");
  });

  test("leads write ready replies at the desk; a slash finds them, shows them filled in, and puts one in for every agent", async () => {
    const { id } = await asked("Spotify error 502 on Linux", "Kim Lee");
    const { page } = await agentAt(browser, service, "ana");
    await openCase(page, "Linux");
    await page.getByRole("button", { name: words.canned }).click();
    await page.locator("#canned-edit").click();
    await page.locator("#canned-new").click();
    await page.locator("#canned-save").click();
    await page.getByText(words.cannedIncomplete).waitFor();
    await page.locator("#canned-name").fill("By name");
    await page.locator("#canned-words").fill("Hello {name}, this is {agent} about case {case}.");
    await page.locator("#canned-save").click();
    await page.locator(".canned-reply", { hasText: "By name" }).waitFor();
    const { page: other } = await agentAt(browser, service, "ben");
    await openCase(other, "Linux");
    await other.keyboard.press("r");
    await other.keyboard.type("/");
    await other.getByRole("dialog", { name: words.canned }).waitFor();
    expect(await other.locator("#canned-edit").count()).toBe(0);
    await other.keyboard.type("this is ben");
    await other.locator(".preview", { hasText: `Hello Kim Lee, this is ben about case ${id}.` }).waitFor();
    await other.getByRole("dialog").getByRole("status").getByText(words.choices(1)).waitFor({ state: "attached" });
    await other.keyboard.press("Enter");
    expect(await field(other).inputValue()).toBe(`Hello Kim Lee, this is ben about case ${id}.`);
    await field(other).fill("");
    await other.keyboard.type("1/2");
    expect(await field(other).inputValue()).toBe("1/2");
    await page.locator(".canned-reply", { hasText: "By name" }).click();
    await page.locator("#canned-remove").click();
    await page.locator(".canned-reply", { hasText: "By name" }).waitFor({ state: "detached" });
  });

  test("an @ in a note offers the agents; who is named is told wherever they are, until they have looked", async () => {
    const { id } = await asked("Spotify error 502 on Linux");
    const [ana, ben] = await Promise.all(["ana", "ben"].map((name) => agentAt(browser, service, name)));
    await openCase(ana!.page, "Linux");
    await ana!.page.keyboard.press("n");
    await ana!.page.keyboard.type("Look, @");
    await ana!.page.getByRole("dialog", { name: words.mentionWhom }).waitFor();
    await ana!.page.keyboard.type("ben");
    await ana!.page.keyboard.press("Enter");
    await ana!.page.keyboard.type("it blinks");
    expect(await field(ana!.page).inputValue()).toBe("Look, @ben it blinks");
    await ana!.page.keyboard.press("Enter");
    await ben!.page.getByText(words.mentionedBy("ana", id)).waitFor();
    await ben!.page.locator(".case", { hasText: words.mentionsYou }).waitFor();
    expect(await ben!.page.title()).toBe(`(2) ${words.name}`);
    await ben!.page.reload();
    await ben!.page.getByRole("button", { name: words.mentions(1) }).click();
    await ben!.page.locator(".preview", { hasText: "Look, @ben it blinks" }).waitFor();
    await ben!.page.keyboard.press("Enter");
    await ben!.page.locator(".head").getByText(id).waitFor();
    await ben!.page.getByRole("button", { name: words.mentions(1) }).waitFor({ state: "detached" });
    await expect.poll(() => ben!.page.title(), { timeout: 20_000 }).toBe(`(1) ${words.name}`);
  });

  test("a case is passed on with a word, and who gets it is told", async () => {
    const { id, person } = await asked("Spotify error 502 on Linux");
    const [ana, ben] = await Promise.all(["ana", "ben"].map((name) => agentAt(browser, service, name)));
    await openCase(ana!.page, "Linux");
    await deed(ana!.page, words.claim);
    await ana!.page.locator(".deeds").getByText(words.release).waitFor();
    await transfer(ana!.page, "ben", "They have a new router");
    await ben!.page.getByText(words.passedToYou(id)).waitFor();
    await ana!.page.locator('[data-from="note"]', { hasText: "They have a new router" }).waitFor();
    expect(await linesOf(person)).not.toContain("new router");
    await ben!.page.getByRole("tab", { name: words.tabs.mine }).click();
    await openCase(ben!.page, "Linux");
    await sees(ben!.page, "They have a new router");
  });

  test("who is away says until when, everybody sees it, also after a reload, and then they are online by themselves", async () => {
    const { page } = await agentAt(browser, service, "ana");
    const { page: other } = await agentAt(browser, service, "ben");
    await page.locator(".mine").getByText("ana").click();
    await page.getByRole("menuitem", { name: words.awayUntilAsk }).click();
    await expectFitting(page, "away");
    await page.getByRole("button", { name: words.awayFor(30) }).click();
    await page
      .locator(".mine")
      .getByText(/Away until \d/)
      .waitFor();
    await page.reload();
    await page
      .locator(".mine")
      .getByText(/Away until \d/)
      .waitFor();
    await asked("Spotify error 502 on Linux");
    await openCase(other, "Linux");
    await deed(other, words.claim);
    await deed(other, words.transfer);
    await other.getByRole("option", { name: /ana \(away until \d/ }).waitFor({ state: "attached" });
    service.forward(31 * minute);
    await page.clock.install({ time: Date.now() + 31 * minute });
    await page.locator(".dot[data-state=online]").waitFor({ timeout: 30_000 });
    service.forward(-31 * minute);
    await service.desk("ana", "POST", "/presence", { state: "online" });
  });

  test("who waits longer than the desk's own aim is counted and coloured, with an agent or without", async () => {
    service.forward(-10 * minute);
    const { id, person } = await asked("Spotify error 502 on Linux");
    await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "Which router is it?" });
    service.forward(10 * minute);
    await asked("Spotify error 502 on Android");
    const { page } = await agentAt(browser, service, "ana");
    const mine = page.locator(`[data-key="case-${id}"]`);
    await page.locator('[data-key="tab-all"]').click();
    await mine.waitFor();
    expect([await mine.getAttribute("data-age"), await page.locator(".over-aim").innerText()]).toEqual(["active", ""]);
    // Half a minute more than what is shown: the page knows the service's time to some milliseconds only.
    service.forward(-6.5 * minute);
    await person.say("a black one");
    service.forward(6.5 * minute);
    await page.getByText(words.overAim(1, "5 min")).waitFor();
    expect(await mine.getAttribute("data-age")).toBe("old");
    expect(await mine.locator(".standing").innerText()).toContain(words.waits("6 min"));
  });

  test("earlier cases and talks of the same person stand beside the case and can be read", async () => {
    const user = "dl_kim";
    const talk = async (name: string, change = {}): Promise<void> => {
      const met = (await service.app.store.turnStore.loadForFastPath(referenceOf(name, { user })))!;
      const incoming = said(name, "m1", `words of ${name}`);
      await service.app.store.turnStore.acceptAndCommit(met, { incoming }, turnOf(name, 0, "m1", change));
    };
    await talk("first talk");
    await talk("earlier", { newCase: { ...newCase, number: "EARLIER" } });
    await service.desk("ana", "POST", "/cases/EARLIER/close", { resolution: "New router" });
    await talk("now", { newCase: { ...newCase, number: "NOW" } });
    const { page } = await agentAt(browser, service, "ana");
    await page.locator('[data-key="case-NOW"]').click();
    await page.getByText(words.summaryOf(newCase.subject, words.triedSteps(1, false))).waitFor();
    await page.locator(".history").getByText(words.ends.resolved).waitFor();
    await page
      .locator(".history")
      .getByRole("button", { name: /2 lines/ })
      .click();
    await page.getByRole("dialog").getByText("words of first talk").waitFor();
    await expectFitting(page, "talk");
    await page.keyboard.press("Escape");
    await page.locator('[data-key="earlier-EARLIER"]').click();
    await page.locator(".head").getByText("EARLIER").waitFor();
  });

  test("a half written reply is marked in its row", async () => {
    const { id } = await asked("Spotify error 502 on Linux");
    await asked("Spotify error 502 on Android");
    const { page } = await agentAt(browser, service, "ana");
    await openCase(page, "Linux");
    await field(page).fill("half a th");
    await openCase(page, "Android");
    const row = page.locator(`[data-key="case-${id}"]`);
    await row.getByText(words.draft).waitFor();
    expect(await row.locator(".last-words").innerText()).toBe(`${words.draft} half a th`);
    await openCase(page, "Linux");
    await reply(page, "all of it");
    await sees(page, "all of it");
  });
});
