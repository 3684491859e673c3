import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";

import { launchChromium } from "../browser/chromium.ts";
import { openStage, type Stage } from "./playground.ts";

/**
 * `npm run check:teams`: drives Microsoft's Agents Playground against the running service, as a person in Teams would,
 * and prints
 * what held. Ends with 1 where something did not.
 */

type Pledge = { promise: string; holds: (page: Page, stage: Stage) => Promise<void> };
/** Thrown where the service does not have yet what the promise is about. */
class NotThere extends Error {}

const timeout = { timeout: 15_000 };
const shots = join(tmpdir(), "shots");

const promises: readonly Pledge[] = [
  {
    promise: "installing the app brings one welcome, with buttons",
    async holds(page) {
      await said(page, "I'm the Music Support Assistant").waitFor(timeout);
      await page.getByRole("button", { name: "Spotify error 502" }).last().waitFor(timeout);
      await expectCount(said(page, "I'm the Music Support Assistant"), 1);
    },
  },
  {
    promise: "a message brings the first step as a card",
    async holds(page) {
      await write(page, "Spotify says error 502 on my iPhone");
      await said(page, "Step 1 of 10").waitFor(timeout);
      await page
        .getByRole("heading", { name: "Check Spotify's status" })
        .or(said(page, "Check Spotify's status"))
        .first()
        .waitFor(timeout);
    },
  },
  {
    promise: "a pressed card changes in place, and the next step is a new message",
    async holds(page) {
      await page.getByRole("button", { name: "Still broken" }).last().click();
      await said(page, "Step 1 · still broken").waitFor(timeout);
      await said(page, "Step 2 of 10").waitFor(timeout);
      await expectCount(page.getByRole("button", { name: "Still broken" }), 1);
      await updateAnswered(page);
    },
  },
  {
    promise: "an answer names its source, and thumbs on it are taken",
    async holds(page) {
      await write(page, "how long does it last?");
      await said(page, "15 minutes to a few hours").waitFor(timeout);
      await page.getByRole("button", { name: "Like", exact: true }).last().click();
      await page.getByRole("button", { name: "Submit" }).click();
      await page.getByText("We appreciate your feedback").waitFor(timeout);
      await page.getByRole("button", { name: "Close" }).last().click();
    },
  },
  {
    promise: "an older card's button brings no message, only an updated card",
    async holds(page) {
      await page.getByRole("button", { name: "Skip this step" }).last().click();
      await said(page, "Step 2 · skipped").first().waitFor(timeout);
      await said(page, "Step 3 of 10").waitFor(timeout);
      const first = page.getByRole("button", { name: "Skip this step" }).first();
      await first.click();
      await page.waitForFunction('document.body.innerText.split("Step 2 · skipped").length === 3', undefined, timeout);
      await expectCount(said(page, "earlier question"), 0);
    },
  },
  {
    promise: "what nobody asked for reaches the chat: an agent takes the case",
    async holds(page, stage) {
      await write(page, "I want to talk to a person");
      await said(page, "case number is").waitFor(timeout);
      await claimFirstCase(stage);
      await said(page, "You're now talking to ana").waitFor(timeout);
    },
  },
  {
    promise: "in a channel it answers a mention, in the thread",
    async holds(page) {
      await page.getByText("General", { exact: true }).click();
      const box = page.locator("[contenteditable=true], textarea").first();
      await box.click();
      await box.pressSequentially("@", { delay: 60 });
      await page.getByRole("menuitem").filter({ hasText: "Test Bot" }).first().click(timeout);
      await page.keyboard.type(" error 502 on my mac");
      await page.getByRole("button", { name: "Post" }).click();
      await said(page, "Step 1 of 10").waitFor(timeout);
    },
  },
  {
    promise: "in a group chat it answers a mention, and a press there changes the card in place",
    async holds(page) {
      await page.getByText("Group Chat", { exact: true }).click();
      await page.getByText("Send a card").or(page.getByPlaceholder("Type a message...")).first().waitFor(timeout);
      const box = page.locator("[contenteditable=true], textarea").first();
      await box.click();
      await box.pressSequentially("@", { delay: 60 });
      await page.getByRole("menuitem").filter({ hasText: "Test Bot" }).first().click(timeout);
      await page.keyboard.type(" error 502 on android");
      await page.keyboard.press("Enter");
      await said(page, "Step 1 of 10").waitFor(timeout);
      await page.getByRole("button", { name: "Still broken" }).last().click();
      await said(page, "Step 1 · still broken").waitFor(timeout);
      await said(page, "Step 2 of 10").waitFor(timeout);
    },
  },
];

function said(page: Page, text: string): Locator {
  return page.locator("p, span, div").filter({ hasText: text }).locator("visible=true").last();
}

async function write(page: Page, text: string): Promise<void> {
  const box = page.locator("[contenteditable=true], textarea").first();
  await box.click();
  await box.pressSequentially(text);
  await page.keyboard.press("Enter");
}

async function expectCount(found: Locator, count: number): Promise<void> {
  const there = await found.count();
  if (there !== count) throw new Error(`expected ${count}, found ${there}`);
}

/** The Playground's own log tells whether it took the update by the card's id. */
async function updateAnswered(page: Page): Promise<void> {
  const log = await page.locator("body").innerText();
  if (/User Application\s*->[^\n]*message 4\d\d/.test(log)) throw new Error("the update of the card was refused");
}

async function claimFirstCase({ service, agent }: Stage): Promise<void> {
  const headers = { Authorization: `Bearer ${agent}`, "Content-Type": "application/json" };
  const listed = await fetch(`${service}/api/desk/cases?status=waiting`, { headers });
  if (listed.status === 404) throw new NotThere("the desk is not served");
  const { cases } = (await listed.json()) as { cases: { id: string }[] };
  const claimed = await fetch(`${service}/api/desk/cases/${cases[0]?.id ?? ""}/claim`, {
    method: "POST",
    headers,
    body: "{}",
  });
  if (!claimed.ok) throw new Error(`the case could not be claimed: ${claimed.status}`);
}

async function run(): Promise<number> {
  mkdirSync(shots, { recursive: true });
  const stage = await openStage();
  const browser = await launchChromium();
  let broken = 0;
  try {
    const page = await browser.newPage({ viewport: { width: 1300, height: 1000 } });
    await page.goto(stage.playground, { waitUntil: "load" });
    for (const [at, { promise, holds }] of promises.entries()) {
      const verdict = await holds(page, stage).then(
        () => "held",
        (cause: unknown) =>
          cause instanceof NotThere
            ? `not checked, ${cause.message}`
            : `BROKEN, ${(cause as Error).message.split("\n", 1)[0]}`,
      );
      if (verdict.startsWith("BROKEN")) broken += 1;
      await page.screenshot({ path: join(shots, `teams-${at + 1}.png`) });
      process.stdout.write(`${verdict}: ${promise}\n`);
    }
  } finally {
    await browser.close();
    stage.close();
  }
  process.stdout.write(`screenshots: ${shots}\n`);
  return broken;
}

process.exitCode = (await run()) === 0 ? 0 : 1;
