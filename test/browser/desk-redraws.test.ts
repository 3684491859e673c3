import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import { type DeskApp, visitor, type Visitor } from "../support/desk-app.ts";
import { newCase, referenceOf, said, turnOf } from "../storage/support/turns.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { agentAt, openCase, reply, sees, startWithPages } from "./desk-page.ts";

/** What an agent is about stays as it is, while the page is drawn again because something happened elsewhere. */

describe.skipIf(!hasChromium)(`while things happen at the desk page${needsChromium}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  let service: DeskApp;

  beforeAll(async () => {
    service = await startWithPages({ RATE_LIMITS: "off" });
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

  type Asked = { id: string; say: Visitor["say"]; answer: (text: string) => Promise<unknown> };

  /** A case of ana's, whose person she has answered. */
  async function answered(name: string): Promise<Asked> {
    const person = await visitor(service);
    const say = (text: string) => person.send({ text, from: { id: "u", name } });
    for (const text of ["Spotify says error 502 on Linux", "person"]) await say(text);
    const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
    const id = body.cases.find((one) => one.person === name)!.id;
    const answer = (text: string) => service.desk("ana", "POST", `/cases/${id}/messages`, { text });
    await answer("Which router is it?");
    return { id, say, answer };
  }

  const focusedKey = (page: Page): Promise<string | null> =>
    page.evaluate("document.activeElement.dataset.key ?? document.activeElement.id");
  const scrolled = (page: Page): Promise<{ top: number; end: number }> =>
    page.evaluate(
      "(({ scrollTop, scrollHeight, clientHeight }) => ({ top: scrollTop, end: scrollHeight - clientHeight }))(document.querySelector('.log'))",
    );

  test("a row has the focus also after it has moved, and the list has it once the row is out of sight", async () => {
    const first = await answered("First");
    const second = await answered("Second");
    for (let at = 0; at < 40; at++) {
      const talk = `row ${at}`;
      const met = (await service.app.store.turnStore.loadForFastPath(referenceOf(talk)))!;
      const opened = turnOf(talk, 0, "m1", { newCase: { ...newCase, number: `R${at}` } });
      await service.app.store.turnStore.acceptAndCommit(met, { incoming: said(talk, "m1") }, opened);
    }
    const { page } = await agentAt(browser, service, "ana");
    await page.getByRole("tab", { name: words.tabs.mine }).click();
    const names = page.locator(".case .person");
    await expect.poll(() => names.allInnerTexts()).toEqual(["First", "Second"]);
    await page.locator(`[data-key="case-${first.id}"]`).focus();
    await second.say("a black one");
    await expect.poll(() => names.allInnerTexts()).toEqual(["Second", "First"]);
    expect(await focusedKey(page)).toBe(`case-${first.id}`);
    await page.getByRole("tab", { name: words.tabs.waiting }).click();
    await page.locator(".case").nth(3).focus();
    await page.evaluate("document.getElementById('cases').scrollTop = 1e6");
    await expect.poll(() => focusedKey(page)).toBe("cases");
  });

  test("whoever writes keeps the words and the place of the cursor, and an open menu stays open", async () => {
    const { id, say } = await answered("Kim");
    const { page } = await agentAt(browser, service, "ana");
    await page.getByRole("tab", { name: words.tabs.mine }).click();
    await openCase(page, "Kim");
    await page.locator("#field").fill("one three");
    await page.evaluate("document.getElementById('field').setSelectionRange(4, 4)");
    await say("a black one");
    await sees(page, "a black one");
    await page.keyboard.type("two ");
    expect(await page.locator("#field").inputValue()).toBe("one two three");
    await page.locator(".mine").getByText("ana").click();
    await page.getByRole("menuitem", { name: words.signOut, exact: true }).waitFor();
    await service.desk("ana", "POST", "/presence", { state: "away" });
    await page.locator(".dot[data-state=away]").waitFor();
    expect(await page.getByRole("menuitem", { name: words.signOut, exact: true }).isVisible()).toBe(true);
    await service.desk("ana", "POST", "/presence", { state: "online" });
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body.status).toBe("active");
  });

  test("a day is typed into a filter to its end, though each digit searches anew", async () => {
    await answered("Kim");
    const { page } = await agentAt(browser, service, "ana");
    await page.locator("#filter summary").click();
    await page.locator("#filter-to").focus();
    await page.keyboard.type("12252020", { delay: 30 });
    await page.getByText(words.found(0)).first().waitFor();
    expect(await page.locator("#filter-to").inputValue()).toBe("2020-12-25");
    expect(await focusedKey(page)).toBe("filter-to");
    await page.getByRole("button", { name: words.clearFilters }).click();
    await page.getByRole("tab", { name: words.tabs.mine }).waitFor();
    expect(await page.locator("#filter-to").inputValue()).toBe("");
  });

  test("who reads further up stays there when words come, also earlier ones above; who is at the end sees the newest", async () => {
    const { say, answer } = await answered("Kim");
    for (let at = 0; at < 210; at++) await answer(`Line ${at}`);
    const { page } = await agentAt(browser, service, "ana");
    await page.getByRole("tab", { name: words.tabs.mine }).click();
    await openCase(page, "Kim");
    await sees(page, "Line 209");
    await say("first news");
    await sees(page, "first news");
    const atEnd = await scrolled(page);
    expect(atEnd.end).toBeGreaterThan(1_000);
    expect(Math.abs(atEnd.end - atEnd.top)).toBeLessThan(2);
    await page.evaluate("document.querySelector('.log').scrollTop = 500");
    await say("second news");
    await sees(page, "second news");
    expect((await scrolled(page)).top).toBe(500);
    await page.evaluate("document.querySelector('.log').scrollTop = 0");
    const line = page.locator(".log .line").first();
    const text = (await line.locator(".words").textContent()) ?? "";
    const { y } = (await line.boundingBox())!;
    await page.getByRole("button", { name: words.earlier }).click();
    await page.locator(".log").getByText("Which router is it?").waitFor({ state: "attached" });
    const same = page.locator(".log .line", { has: page.getByText(text, { exact: true }) });
    // The button goes as nothing earlier is left, and gives its room to the lines.
    expect(Math.abs((await same.boundingBox())!.y - y)).toBeLessThan(60);
  });

  test("only what is new comes into the conversation, so that it alone is read out", async () => {
    const { id, say } = await answered("Kim");
    await say("my number is 555-0199");
    const { page } = await agentAt(browser, service, "ana");
    await page.getByRole("tab", { name: words.tabs.mine }).click();
    await openCase(page, "Kim");
    await sees(page, "my number is 555-0199");
    await page.evaluate(`window.added = [];
      new MutationObserver((changes) => added.push(...changes.flatMap(({ addedNodes }) => [...addedNodes])
        .filter((node) => node instanceof Element).map((one) => one.textContent.replace(/\\s+/g, " ").trim())))
        .observe(document.querySelector(".log"), { childList: true, subtree: true })`);
    const added = (): Promise<string[]> => page.evaluate("added");
    await reply(page, "Which lamp?");
    await sees(page, "Which lamp?");
    await say("the left one");
    await sees(page, "the left one");
    await service.desk("ana", "POST", `/cases/${id}/redact`, { words: "555-0199", confirm: 1 });
    await sees(page, "my number is [removed]");
    await page.locator(".deed", { hasText: "removed personal data" }).waitFor();
    expect(await added()).toEqual([
      expect.stringContaining("Which lamp?"),
      expect.stringContaining("the left one"),
      expect.stringContaining("removed personal data"),
    ]);
  });
});
