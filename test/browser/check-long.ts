import { DatabaseSync } from "node:sqlite";
import type { Browser, Page } from "playwright-core";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import { median } from "../bench/measure.ts";
import { startPinned } from "../bench/start-pinned.ts";
import { benchFolder } from "../bench/start-service.ts";
import { chatUntil, say, visit } from "./chat-page.ts";
import { launchChromium } from "./chromium.ts";
import { openCase } from "./desk-page.ts";

/**
 * `npm run check:long`: how soon the newest lines of a long conversation are seen, by the person who comes back and by the agent
 * who opens its case; medians of three, for conversations of 20, 500 and 20,000 lines. Ends with 1 where 20,000 lines take more
 * than three times as long as 20.
 */
const sizes = [20, 500, 20_000];
const times = 3;
const mostTimes = 3;

/** Milliseconds until this text is on the page. */
async function shownIn(act: () => Promise<unknown>, seen: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  await seen();
  return performance.now() - began;
}

/** Adds lines to a conversation as if they had been said, up to so many in all; the last one is `last`. */
function lengthen(
  path: string,
  { conversation, lines, last }: { conversation: string; lines: number; last: string },
): void {
  const database = new DatabaseSync(path);
  database.exec("pragma busy_timeout = 10000");
  const { seq } = database.prepare("select last_seq as seq from conversations where id = ?").get(conversation) as {
    seq: number;
  };
  const add = database.prepare(
    "insert into transcript (conversation, seq, speaker, id, text, at) values (?, ?, ?, ?, ?, ?)",
  );
  database.exec("begin immediate");
  for (let at = seq + 1; at <= lines; at += 1) {
    const text = at === lines ? last : `Line ${at} of a long conversation, as long as people usually write.`;
    add.run(conversation, at, at % 2 === 0 ? "user" : "agent", `long-${at}`, text, Date.now());
  }
  database.prepare("update conversations set last_seq = max(last_seq, ?) where id = ?").run(lines, conversation);
  database.exec("commit");
  database.close();
}

async function talkWithCase(browser: Browser, base: string): Promise<Page> {
  const { page } = await visit(browser, base);
  await chatUntil(page, "I'm the Music Support Assistant");
  await say(page, "Spotify says error 502 on my Mac");
  await chatUntil(page, "Step 1 of");
  await say(page, "person");
  await chatUntil(page, "I've asked for a person: case");
  return page;
}

const folder = benchFolder();
const path = `${folder.path}/long.db`;
const env = {
  PORT: "0",
  STATUS_FEED: "off",
  DATABASE_URL: `sqlite:${path}`,
  DESK_AGENTS: "ana:ana-token",
  RATE_LIMITS: "off",
};
const begin = (): ReturnType<typeof startPinned> => startPinned({ script: "src/main.ts", core: 0, env });
const browser = await launchChromium();
const results = [];
let service = await begin();
const person = await talkWithCase(browser, service.url);
const storage = await person.context().storageState();
await person.context().close();
await service.stop();
const held = new DatabaseSync(path);
const { conversation } = held.prepare("select conversation from cases").get() as { conversation: string };
held.close();
for (const lines of sizes) {
  const last = `The last of ${lines}`;
  lengthen(path, { conversation, lines, last });
  service = await startPinned({ script: "src/main.ts", core: 0, env: { ...env, PORT: new URL(service.url).port } });
  const spans = { chat: [] as number[], desk: [] as number[] };
  for (let time = 0; time < times; time += 1) {
    const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, storageState: storage });
    const chat = await context.newPage();
    spans.chat.push(
      await shownIn(
        () => chat.goto(service.url),
        () => chatUntil(chat, last),
      ),
    );
    await context.close();
    const desk = await (await browser.newContext({ viewport: { width: 1360, height: 820 } })).newPage();
    await desk.goto(`${service.url}/desk#token=ana-token`);
    await desk.getByRole("tab", { name: words.tabs.waiting }).waitFor();
    spans.desk.push(
      await shownIn(
        () => openCase(desk, "Mac"),
        () => desk.locator(".log").getByText(last).waitFor(),
      ),
    );
    await desk.context().close();
  }
  const [chatMs, deskMs] = [Math.round(median(spans.chat)), Math.round(median(spans.desk))];
  process.stdout.write(`${lines} lines: chat page ${chatMs} ms, case at the desk ${deskMs} ms\n`);
  results.push({ lines, chatMs, deskMs });
  await service.stop();
}
await browser.close();
folder.remove();
const [few, many] = [results[0]!, results.at(-1)!];
const isAsFast = many.chatMs <= mostTimes * few.chatMs && many.deskMs <= mostTimes * few.deskMs;
process.stdout.write(`${JSON.stringify({ long: { held: isAsFast, results } })}\n`);
process.exitCode = isAsFast ? 0 : 1;
