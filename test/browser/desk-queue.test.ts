import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import { type DeskApp, visitor, type Visitor } from "../support/desk-app.ts";
import { expectFitting } from "./axe.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { agentAt, look, openCase, startWithPages } from "./desk-page.ts";

/** Rows that tell cases apart, views, shortcuts and commands of the desk page. */

describe.skipIf(!hasChromium)(`the desk's queue${needsChromium}`, { timeout: 90_000 }, () => {
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

  type Asked = { id: string; say: Visitor["say"] };

  async function asked(problem: string, name?: string): Promise<Asked> {
    const person = await visitor(service);
    const known = (await service.desk("ana", "GET", "/cases?status=waiting")).body.cases.map(({ id }) => id);
    const say = (text: string) => person.send({ text, from: { id: "u", ...(name && { name }) } });
    for (const text of [problem, "person"]) await say(text);
    const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
    return { id: body.cases.find(({ id }) => !known.includes(id))!.id, say };
  }
  const rowOf = (page: Page, { id }: Asked) => page.locator(`[data-key="case-${id}"]`);
  const view = (page: Page, name: string) => page.getByRole("tab", { name }).click();
  const order = (page: Page) => page.locator(".case .person").allInnerTexts();

  test("a row names the person, or tells guests apart, and shows what was said last", async () => {
    const kim = await asked("Spotify says error 502 on my iPhone", "Kim Lee");
    const guest = await asked("Spotify says error 502 on my Mac");
    const { page } = await agentAt(browser, service, "ana");
    await rowOf(page, guest).waitFor();
    expect(await rowOf(page, kim).locator(".person").innerText()).toBe("Kim Lee");
    expect(await rowOf(page, guest).locator(".person").innerText()).toBe(words.guest(guest.id));
    expect(await rowOf(page, kim).locator(".last-words").innerText()).toBe("person");
    await guest.say("a red light\non the router");
    await rowOf(page, guest)
      .locator(".last-words", { hasText: /^a red light on the router$/ })
      .waitFor();
    await look(page, "queue-rows");
    await expectFitting(page, "rows");
  });

  test("mine, waiting, all and closed: who waits for an answer stands first, and what came unread is counted", async () => {
    const [first, second] = [await asked("Spotify error 502 on Linux", "First"), await asked("error 502", "Second")];
    const others = await asked("Spotify error 502 on Android", "Third");
    for (const { id } of [first, second]) {
      await service.desk("ana", "POST", `/cases/${id}/claim`, {});
      await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "Which router is it?" });
    }
    await service.desk("ben", "POST", `/cases/${others.id}/claim`, {});
    const { page } = await agentAt(browser, service, "ana");
    await view(page, words.tabs.mine);
    await expect.poll(() => order(page)).toEqual(["First", "Second"]);
    expect(await rowOf(page, first).locator(".standing").innerText()).toContain(words.waitsForThem);
    expect(await rowOf(page, first).locator(".last-words").innerText()).toBe(
      words.saidBy(words.you, "Which router is it?"),
    );
    await second.say("a black one");
    await rowOf(page, second).getByText(words.hasNews).waitFor();
    expect(await order(page)).toEqual(["Second", "First"]);
    expect(await rowOf(page, second).locator(".standing").innerText()).toContain(words.waits("under a minute"));
    expect(await page.title()).toBe(`(1) ${words.name}`);
    await view(page, words.tabs.all);
    expect(await order(page)).toEqual(["Second", "Third", "First"]);
    await openCase(page, "Second");
    await expect.poll(() => page.title()).toBe(words.name);
    await service.desk("ana", "POST", `/cases/${first.id}/close`, {});
    await view(page, words.tabs.closed);
    await rowOf(page, first).waitFor();
  });

  test("j and k go from case to case and say so, c claims, n and r write, e closes, ? lists them", async () => {
    await asked("Spotify error 502 on Linux", "Older");
    service.forward(60_000);
    const younger = await asked("Spotify error 502 on Android", "Younger");
    service.forward(-60_000);
    const { page } = await agentAt(browser, service, "ana");
    await rowOf(page, younger).waitFor();
    const said = page.locator("#said");
    await page.keyboard.press("j");
    await page.locator(".head").getByText("Older").waitFor();
    expect(await said.textContent()).toMatch(/^Older: /);
    await page.keyboard.press("j");
    await page.locator(".head").getByText("Younger").waitFor();
    await page.keyboard.press("k");
    await page.locator(".head").getByText("Older").waitFor();
    await page.locator(".deeds").getByText(words.claim).waitFor();
    await page.keyboard.press("c");
    await page.locator(".deeds").getByText(words.release).waitFor();
    await page.keyboard.press("n");
    await page.keyboard.type("jk?");
    expect(await page.locator("#field").inputValue()).toBe("jk?");
    await page.keyboard.press("Enter");
    await page.locator('[data-from="note"]', { hasText: "jk?" }).waitFor();
    await page.locator("#field:enabled:focus").waitFor();
    await page.evaluate("document.activeElement.blur()");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: words.shortcuts }).waitFor();
    await look(page, "shortcuts");
    await expectFitting(page, "shortcuts");
    await page.keyboard.press("Escape");
    await page.keyboard.press("e");
    await page.locator("#close-confirm").click();
    await page.locator(".deeds").getByText(words.reopen).waitFor();
  });

  test("Ctrl+K finds what can be done now, and cases by name", async () => {
    const kim = await asked("Spotify error 502 on Linux", "Kim Lee");
    await asked("Spotify error 502 on Android", "Lee Kim");
    const { page } = await agentAt(browser, service, "ana");
    await rowOf(page, kim).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("kim lee");
    await look(page, "commands");
    await expectFitting(page, "commands");
    await page.getByRole("option", { name: words.goToCase("Kim Lee", kim.id) }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".head").getByText("Kim Lee").waitFor();
    await page.locator(".deeds").getByText(words.claim).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("claim");
    await page.keyboard.press("Enter");
    await page.locator(".deeds").getByText(words.release).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("nothing like it");
    await page.getByRole("option", { name: words.noCommand }).waitFor();
    await page.getByRole("status").getByText(words.noCommand).waitFor({ state: "attached" });
  });
});
