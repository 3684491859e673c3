import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import type { DeskApp } from "../support/desk-app.ts";
import { useDeskApp, visitor } from "../support/desk-app.ts";
import { startOpenIdProvider } from "../support/oidc-provider.ts";
import { bubbles, chatUntil, say, visit } from "./chat-page.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { type Agent, agentAt, deed, look, openCase, reply, sees, startWithPages, transfer } from "./desk-page.ts";

/** Both press at once: one has it, the other sees who. */
async function claimTogether(ana: Agent, ben: Agent, kim: Page): Promise<{ winner: Agent; loser: Agent }> {
  await Promise.all([ana, ben].map(({ page }) => openCase(page, "iPhone")));
  // The button of the slower one may go before it is pressed.
  const claim = ({ page }: Agent) => page.locator(".deeds").getByRole("button", { name: words.claim, exact: true });
  await Promise.all(
    [ana, ben].map((agent) =>
      claim(agent)
        .click({ timeout: 5_000 })
        .catch(() => undefined),
    ),
  );
  await chatUntil(kim, "You're now talking to");
  const mine = ana.page.locator(".deeds").getByText(words.release);
  const anaWon = await mine.waitFor({ timeout: 3_000 }).then(
    () => true,
    () => false,
  );
  const [winner, loser] = anaWon ? [ana, ben] : [ben, ana];
  await loser.page.locator(".head").getByText(words.with(winner.name)).waitFor();
  return { winner, loser };
}

/** As text: nothing becomes markup. How soon words come, `npm run check:desk` measures. */
async function talkBothWays(agent: Page, kim: Page): Promise<void> {
  await reply(agent, "Hello, what do you see? <b>bold?</b>");
  await chatUntil(kim, "Hello, what do you see? <b>bold?</b>");
  await say(kim, "A red light on the router <img src=x>");
  await sees(agent, "A red light on the router <img src=x>");
  expect(await agent.locator(".log img, .log b").count()).toBe(0);
}

async function reloadBoth(agent: Page, kim: Page): Promise<void> {
  await Promise.all([agent.reload(), kim.reload()]);
  await sees(agent, "A red light on the router");
  await chatUntil(kim, "Hello, what do you see?");
  await say(kim, "Still there?");
  await sees(agent, "Still there?");
}

async function handOn(from: Page, to: Agent, kim: Page): Promise<void> {
  await transfer(from, to.name);
  await chatUntil(kim, `has passed your case to ${to.name}`);
  await reply(to.page, "I take over here.");
  await chatUntil(kim, "I take over here.");
}

async function answerAndReturn(agent: Page, lee: Page): Promise<void> {
  await agent.locator('[data-key="tab-waiting"]').click();
  await openCase(agent, "Mac");
  await reply(agent, "Hello Mac");
  await chatUntil(lee, "Hello Mac");
  await deed(agent, words.returnIt);
  await chatUntil(lee, "has handed you back to me");
}

async function closeAndRate(agent: Page, kim: Page): Promise<void> {
  await agent.locator('[data-key="tab-mine"]').click();
  await openCase(agent, "iPhone");
  await deed(agent, words.close);
  await agent.locator("#close-resolution").fill("New router");
  await agent.locator("#close-confirm").click();
  await chatUntil(kim, "How was the help from");
  await kim.getByRole("button", { name: "5 great" }).last().click();
  await agent.locator(".facts").getByText(words.stars(5)).waitFor();
}

describe.skipIf(!hasChromium)(`the desk page${needsChromium}`, { timeout: 90_000 }, () => {
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

  /** Somebody on the chat page who asks for a person. */
  async function asker(problem: string): Promise<Page> {
    const { page } = await visit(browser, service.base);
    await chatUntil(page, "I'm the Music Support Assistant");
    await say(page, problem);
    await page.getByRole("button", { name: "It works now" }).last().waitFor();
    await say(page, "person");
    await chatUntil(page, "I've asked for a person: case");
    return page;
  }

  test("two agents and two users at once: one claim wins, words go both ways, a case is handed on, returned, closed and rated, and reloads lose nothing", async () => {
    const [ana, ben] = await Promise.all([agentAt(browser, service, "ana"), agentAt(browser, service, "ben")]);
    const [kim, lee] = await Promise.all([
      asker("Spotify says error 502 on my iPhone"),
      asker("Spotify error 502 on my Mac"),
    ]);
    const { winner, loser } = await claimTogether(ana, ben, kim);
    await talkBothWays(winner.page, kim);
    await reloadBoth(winner.page, kim);
    await handOn(winner.page, loser, kim);
    await answerAndReturn(loser.page, lee);
    await closeAndRate(loser.page, kim);
    const said = (await bubbles(kim)).filter((text) =>
      /You're now talking to|closed case|Still there|I take over/.test(text),
    );
    expect(said).toHaveLength(4);
    for (const { complaints } of [ana, ben]) expect(complaints.filter((text) => !text.includes("409"))).toEqual([]);
  });

  test("a new case appears by itself, also one that came while the service could not be reached", async () => {
    const { page } = await agentAt(browser, service, "ana");
    await page.context().setOffline(true);
    const kim = await visitor(service);
    await kim.say("Spotify says error 502 on Android");
    await kim.say("person");
    await page.context().setOffline(false);
    await page.locator(".case", { hasText: "Android" }).waitFor();
    expect(await page.title()).toContain("(1)");
  });

  test("what is half written outlives a reload", async () => {
    const kim = await visitor(service);
    await kim.say("person");
    const { page } = await agentAt(browser, service, "ana");
    await openCase(page, "Wants a person");
    await page.locator("#field").fill("half a th");
    await page.reload();
    await expect.poll(() => page.locator("#field").inputValue(), { timeout: 20_000 }).toBe("half a th");
  });

  test("a wrong token is refused in words, the right one signs in, signing out ends it", async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${service.base}/desk#token=wrong`);
    await page.getByText(words.wrongToken).waitFor();
    expect(page.url()).not.toContain("wrong");
    await page.getByLabel(words.token).fill("ana-token");
    await page.getByLabel(words.token).press("Enter");
    await page.locator(".mine").getByText("ana").click();
    await page.getByRole("menuitem", { name: words.signOut, exact: true }).click();
    await page.getByLabel(words.token).waitFor();
  });

  test("an agent signs in at a provider and out again, and who has no role there is told so", async () => {
    const provider = await startOpenIdProvider({
      kim: { name: "Kim Lee", preferred_username: "kim", roles: ["lead"] },
      guest: { preferred_username: "guest" },
    });
    onTestFinished(provider.stop);
    const other = await useDeskApp(provider.settings);
    await provider.serve(other.base);
    const signInAs = async (login: string): Promise<Page> => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(`${other.base}/desk`);
      await page.getByRole("link", { name: words.signInAt("Example ID") }).click();
      await page.locator("input[name=login]").fill(login);
      await page.locator("input[name=password]").fill("any");
      await page.locator("[type=submit]").click();
      return page;
    };
    const guest = await signInAs("guest");
    await guest.getByText(words.signInFaults["no-role"]).waitFor();
    const page = await signInAs("kim");
    await page.locator(".mine").getByText("Kim Lee").click();
    await page.getByRole("menuitem", { name: words.signOut, exact: true }).click();
    await page.getByRole("button", { name: "Yes, sign me out" }).click();
    await page.waitForURL(`${other.base}/desk`);
    await page.getByRole("link", { name: words.signInAt("Example ID") }).click();
    await page.locator("input[name=login]").waitFor();
    await page.goto(`${other.base}/desk`);
    await page.getByRole("link", { name: words.signInAt("Example ID") }).waitFor();
    expect(page.url()).toBe(`${other.base}/desk`);
    await look(page, "sign-in");
  });

  test("personal data is taken out with the keyboard after a question, and is gone from every open page", async () => {
    const kim = await visitor(service);
    await kim.say("my number is 555-0199");
    await kim.say("person");
    const [ana, ben] = await Promise.all([agentAt(browser, service, "ana"), agentAt(browser, service, "ben")]);
    for (const { page } of [ana, ben]) {
      await openCase(page, "Wants a person");
      await sees(page, "my number is 555-0199");
    }
    await ana.page.locator("#redact").focus();
    await ana.page.keyboard.press("Enter");
    await ana.page.getByRole("dialog").waitFor();
    await ana.page.keyboard.type("555-0199");
    await ana.page.getByText(/^Found in \d+ place/).waitFor();
    await ana.page.locator("#redact-confirm").focus();
    await ana.page.keyboard.press("Enter");
    for (const { page } of [ana, ben]) {
      await sees(page, "my number is [removed]");
      await page.locator(".deed", { hasText: "ana removed personal data" }).waitFor();
      expect(await page.getByText("555-0199").count()).toBe(0);
    }
  });

  test("a case whose person has their data deleted closes before the agent's eyes, in words, and nothing of it stays on the page", async () => {
    const kim = await visitor(service);
    await kim.say("my number is 555-0142");
    await kim.say("person");
    const { page } = await agentAt(browser, service, "ana");
    const other = await visitor(service);
    await other.say("Spotify says error 502 on Linux");
    await other.say("person");
    await page.locator(".case", { hasText: "Linux" }).waitFor();
    await openCase(page, "Wants a person");
    await sees(page, "my number is 555-0142");
    const id = new URL(page.url()).hash.slice("#/".length);
    await page.locator("#field").fill("Dear 555-0142");
    await kim.say("delete my data");
    // The word about it is there for some seconds only.
    await Promise.all([page.getByText(words.gone(id)).waitFor(), kim.say("yes")]);
    await page.getByText(words.nothingOpen).waitFor();
    await page.locator(".case", { hasText: "Wants a person" }).waitFor({ state: "detached" });
    await look(page, "case-gone");
    expect(await page.locator(".case", { hasText: "Linux" }).count()).toBe(1);
    expect(await page.evaluate("document.body.innerText + JSON.stringify(sessionStorage)")).not.toContain("555-0142");
  });

  test("signing out on all devices ends the other page as well", async () => {
    const [here, there] = await Promise.all([agentAt(browser, service, "ana"), agentAt(browser, service, "ana")]);
    await here.page.locator(".mine").getByText("ana").click();
    await here.page.getByRole("menuitem", { name: words.signOutEverywhere }).click();
    for (const { page } of [here, there]) {
      await page.getByLabel(words.token).waitFor();
      expect(await page.locator(".case").count()).toBe(0);
    }
  });

  test("the keyboard alone suffices", async () => {
    const kim = await visitor(service);
    await kim.say("Spotify says error 502 on my iPhone");
    await kim.say("person");
    const { page } = await agentAt(browser, service, "ana");
    await page.locator(".case", { hasText: "iPhone" }).waitFor();
    const focused = (): Promise<string> =>
      page.evaluate("(document.activeElement?.id || '') + ' ' + (document.activeElement?.textContent || '')");
    const tabTo = async (what: RegExp): Promise<void> => {
      for (let i = 0; i < 25 && !what.test(await focused()); i++) await page.keyboard.press("Tab");
      expect(await focused()).toMatch(what);
    };
    await page.keyboard.press("/");
    expect(await focused()).toMatch(/^search/);
    await tabTo(/iPhone/);
    await page.keyboard.press("Enter");
    await page.locator(".deeds").getByText(words.claim).waitFor();
    await tabTo(new RegExp(`^ ${words.claim}`));
    await page.keyboard.press("Enter");
    await page.locator(".deeds").getByText(words.release).waitFor();
    await tabTo(/^field/);
    await page.keyboard.type("By keyboard");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await sees(page, "By keyboard");
    expect(await kim.lines()).toContain("ana: By keyboard");
  });
});
