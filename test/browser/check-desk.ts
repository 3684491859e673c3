import type { Browser, Page } from "playwright-core";

import { median } from "../bench/measure.ts";
import { startPinned } from "../bench/start-pinned.ts";
import { benchFolder } from "../bench/start-service.ts";
import { chatUntil, say, visit } from "./chat-page.ts";
import { launchChromium } from "./chromium.ts";
import { agentAt, openCase, reply, sees } from "./desk-page.ts";
import { measureQueue } from "./measure-queue.ts";

/**
 * `npm run check:desk`: how soon words are seen on the other side, from pressing Enter, with two agents and two people
 * in four browsers who
 * write at once, where the second Enter does not wait for the five seconds in which a reply can be taken back; and how a queue of
 * thousands of cases behaves. Ends with 1 where half of the messages take longer than they may.
 */

const messages = 20;
const mayTakeMs = 1_000;
const manyCases = 5_000;

/** Milliseconds from sending until the other page shows it. */
async function span(send: () => Promise<void>, seen: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await send();
  await seen();
  return performance.now() - began;
}

/** One agent with one person: what each of their messages took. */
async function talk(browser: Browser, base: string, { agent, device }: { agent: string; device: string }) {
  const { page: person } = await visit(browser, base);
  await chatUntil(person, "I'm the Music Support Assistant");
  await say(person, `Spotify says error 502 on my ${device}`);
  await person.getByRole("button", { name: "It works now" }).last().waitFor();
  await say(person, "person");
  await chatUntil(person, "I've asked for a person: case");
  const { page: desk } = await agentAt(browser, { base }, agent);
  await openCase(desk, device);
  await reply(desk, `Hello, this is ${agent}`);
  await chatUntil(person, `Hello, this is ${agent}`);
  return messagesBothWays(desk, person);
}

async function messagesBothWays(desk: Page, person: Page): Promise<{ toPerson: number[]; toAgent: number[] }> {
  const spans = { toPerson: [] as number[], toAgent: [] as number[] };
  for (let at = 1; at <= messages; at++) {
    const [asked, answered] = [`Question ${at} of the agent`, `Answer ${at} of the person`];
    const down = span(
      () => reply(desk, asked),
      () => chatUntil(person, asked),
    );
    spans.toPerson.push(await down);
    const up = span(
      () => say(person, answered),
      () => sees(desk, answered),
    );
    spans.toAgent.push(await up);
  }
  return spans;
}

const folder = benchFolder();
const service = await startPinned({
  script: "src/main.ts",
  core: 0,
  env: {
    PORT: "0",
    STATUS_FEED: "off",
    DATABASE_URL: `sqlite:${folder.path}/desk.db`,
    RATE_LIMITS: "off",
    DESK_AGENTS: "ana:ana-token,ben:ben-token",
  },
});
const browser = await launchChromium();
const talks = await Promise.all(
  [
    { agent: "ana", device: "Mac" },
    { agent: "ben", device: "iPhone" },
  ].map((pair) => talk(browser, service.url, pair)),
);
const rounded = (spans: number[]) => ({
  medianMs: Math.round(median(spans)),
  longestMs: Math.round(Math.max(...spans)),
});
const toPerson = rounded(talks.flatMap((one) => one.toPerson));
const toAgent = rounded(talks.flatMap((one) => one.toAgent));
for (const [way, { medianMs, longestMs }] of [
  ["agent to person", toPerson],
  ["person to agent", toAgent],
] as const)
  process.stdout.write(`${way}: ${medianMs} ms in the middle of ${2 * messages} messages, ${longestMs} ms at most\n`);
const queue = await measureQueue(browser, manyCases);
process.stdout.write(
  `queue of ${manyCases} open cases: all there after ${queue.loadedMs} ms, ${queue.rows} rows drawn, ` +
    `${queue.frameMs} ms (${queue.cpuMs.frame} of the page's processor time) for each of ${queue.frames} steps of scrolling ` +
    `through them, ${queue.changeMs} ms (${queue.cpuMs.change}) until a change is seen\n`,
);
process.stdout.write(`${JSON.stringify({ mayTakeMs, toPerson, toAgent, queue })}\n`);
await browser.close();
await service.stop();
folder.remove();
process.exitCode = Math.max(toPerson.medianMs, toAgent.medianMs) > mayTakeMs ? 1 : 0;
