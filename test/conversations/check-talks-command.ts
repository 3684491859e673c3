import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

/**
 * `npm run check:talks -- FILE [ID…]`: plays whole conversations from a file against the service in a process of its own,
 * over web chat and as Teams activities, and prints which facts did not hold and how long the bubbles were. Ends with 1
 * where one did not hold. A talk is `{id, channel, turns: [{user} | {agent, text} | {expect: [{fact, must, must_not}]}]}`.
 */

type Expectation = { fact: string; must?: string[]; must_not?: string[] };
type Turn = { user?: string; agent?: "claim" | "say" | "close"; text?: string; expect?: Expectation[] };
type Conversation = { id: string; channel: "webchat" | "teams"; turns: Turn[] };
type Activity = { type: string; text?: string; attachments?: { content?: unknown }[]; from?: { id?: string } };
/** One side of a conversation: what the person writes, and all activities that have come back so far. */
type Line = { say(text: string): Promise<void>; received(): Promise<readonly Activity[]> };

/** An answer is over when nothing more came for this long. */
const quietMilliseconds = 340;
/** No answer at all within this time counts as silence. */
const timeoutMs = 10_000;
const agentToken = "talks-token";
const root = fileURLToPath(new URL("../../", import.meta.url));

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

async function startService(): Promise<{ base: string; stop(): void }> {
  const child = spawn(process.execPath, ["src/main.ts"], {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      PORT: "0",
      STATUS_FEED: "off",
      EMULATOR: "on",
      RATE_LIMITS: "off",
      DATABASE_URL: "sqlite::memory:",
      DESK_AGENTS: `ana:${agentToken}`,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  while (!printed.includes("Chat page")) await once(child.stdout, "data");
  return { base: /http:\/\/[^\s/]+/.exec(printed)?.[0] ?? "", stop: () => void child.kill("SIGKILL") };
}

async function webLine(base: string): Promise<Line> {
  const token = (await (await fetch(`${base}/webchat/token`, { method: "POST" })).json()) as Record<string, string>;
  const headers = { authorization: `Bearer ${token["token"]}`, "content-type": "application/json" };
  const path = `${base}/v3/directline/conversations/${token["conversationId"]}/activities`;
  await fetch(`${base}/v3/directline/conversations`, { method: "POST", headers });
  return {
    say: async (text) => {
      const activity = { type: "message", from: { id: token["userId"] }, text };
      const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(activity) });
      if (!answer.ok) throw new Error(`posting answered ${answer.status}`);
    },
    received: async () => {
      const { activities } = (await (await fetch(path, { headers })).json()) as { activities: Activity[] };
      return activities.filter(({ type, from }) => type === "message" && from?.id !== token["userId"]);
    },
  };
}

/** A stand-in for the channel's service, which keeps what the bot posts, by conversation. */
async function startConnector(): Promise<{ url: string; sent: Map<string, Activity[]>; stop(): void }> {
  const sent = new Map<string, Activity[]>();
  const keep = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const id = /conversations\/([^/]+)\//.exec(request.url ?? "")?.[1] ?? "";
    if (request.method === "POST") sent.set(id, [...(sent.get(id) ?? []), JSON.parse(body) as Activity]);
    response.setHeader("content-type", "application/json").end(JSON.stringify({ id: crypto.randomUUID() }));
  };
  const server = createServer((request, response) => void keep(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, sent, stop: () => server.close() };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request.setEncoding("utf8")) body += String(part);
  return body;
}

function teamsLine(base: string, connector: { url: string; sent: Map<string, Activity[]> }): Line {
  const id = `talk-${crypto.randomUUID()}`;
  return {
    say: async (text) => {
      const activity = {
        type: "message",
        id: crypto.randomUUID(),
        timestamp: new Date().toISOString(),
        channelId: "msteams",
        serviceUrl: connector.url,
        from: { id: `user-${id}`, name: "Sam", aadObjectId: crypto.randomUUID() },
        recipient: { id: "28:bot", name: "Bot" },
        conversation: { id, conversationType: "personal", tenantId: "tenant" },
        text,
      };
      const answer = await fetch(`${base}/api/messages`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(activity),
      });
      if (!answer.ok) throw new Error(`the bot's address answered ${answer.status}`);
    },
    received: () => Promise.resolve((connector.sent.get(id) ?? []).filter(({ type }) => type === "message")),
  };
}

/** Readable texts of a card: those of its elements, and the titles and values of facts; not the labels of buttons. */
function textsIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(textsIn);
  if (typeof part !== "object" || part === null) return [];
  const fields = part as Record<string, unknown>;
  if (String(fields["type"]).startsWith("Action.")) return [fields["url"]].filter((one) => typeof one === "string");
  return Object.entries(fields).flatMap(([name, value]) => {
    if (["buttons", "suggestedActions", "tap"].includes(name)) return [];
    const isText = ["text", "title", "value", "subtitle", "altText"].includes(name);
    return typeof value === "string" ? (isText ? [value] : []) : textsIn(value);
  });
}

const textOf = ({ text, attachments = [] }: Activity): string =>
  [text ?? "", ...attachments.flatMap(({ content }) => textsIn(content))].filter((one) => one !== "").join("\n");

/** Words that are seen: a card stands in the place of the text beside it. */
const wordsIn = ({ text = "", attachments = [] }: Activity): number =>
  Math.max(...[text, attachments.flatMap(({ content }) => textsIn(content)).join(" ")].map(countWords));
const countWords = (text: string): number => text.split(/\s+/u).filter((word) => /\p{L}|\p{N}/u.test(word)).length;

/** All that comes after the first `known` activities, until it has been quiet. */
async function answerAfter(line: Line, known: number): Promise<readonly Activity[]> {
  const end = Date.now() + timeoutMs;
  let last = await line.received();
  let changed = Date.now();
  while (Date.now() < end && (last.length === known || Date.now() - changed < quietMilliseconds)) {
    await pause(30);
    const now = await line.received();
    if (now.length !== last.length) changed = Date.now();
    last = now;
  }
  return last.slice(known);
}

async function agentTurn(base: string, { agent, text }: Turn, claimed: { id: string }): Promise<void> {
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${base}/api/desk/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${agentToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json().catch(() => null);
  };
  if (agent === "claim") {
    const { cases } = (await call("cases?status=waiting")) as { cases: { id: string; openedAt: string }[] };
    const newest = cases.toSorted((a, b) => b.openedAt.localeCompare(a.openedAt))[0];
    if (!newest) throw new Error("no case is waiting");
    claimed.id = newest.id;
    await call(`cases/${newest.id}/claim`, {});
  } else if (agent === "say") await call(`cases/${claimed.id}/messages`, { text });
  else await call(`cases/${claimed.id}/close`, { resolution: text || "solved" });
}

/** What an answer lacks, or holds that it must not. */
function failureOf({ fact, must = [], must_not = [] }: Expectation, answer: string): string[] {
  const missing = must.filter((one) => !new RegExp(one, "i").test(answer));
  const found = must_not.filter((one) => new RegExp(one, "i").test(answer));
  if (missing.length + found.length === 0) return [];
  return [`${fact}\n      missing ${JSON.stringify(missing)} found ${JSON.stringify(found)}`];
}

type Played = { lines: string[]; failures: string[]; words: number[] };

async function play(base: string, line: Line, { turns }: Conversation): Promise<Played> {
  const played: Played = { lines: [], failures: [], words: [] };
  const claimed = { id: "" };
  let answer = "";
  for (const turn of turns) {
    if (turn.expect) {
      played.failures.push(...turn.expect.flatMap((one) => failureOf(one, answer)));
      continue;
    }
    const known = (await line.received()).length;
    played.lines.push(`> ${turn.user ?? `[agent ${turn.agent}] ${turn.text ?? ""}`}`);
    if (turn.user === undefined) await agentTurn(base, turn, claimed);
    else await line.say(turn.user);
    const received = await answerAfter(line, known);
    const bubbles = received.map(textOf);
    answer = bubbles.join("\n");
    played.lines.push(...bubbles.map((bubble) => `< ${bubble.replaceAll("\n", "\n  ")}`));
    played.words.push(...received.map(wordsIn));
  }
  return played;
}

const [file = "", ...ids] = process.argv.slice(2);
const conversations = (JSON.parse(readFileSync(file, "utf8")) as Conversation[]).filter(
  ({ id }) => ids.length === 0 || ids.includes(id),
);
const connector = await startConnector();
const service = await startService();
const words: number[] = [];
let held = 0;
for (const conversation of conversations) {
  const line = conversation.channel === "teams" ? teamsLine(service.base, connector) : await webLine(service.base);
  await answerAfter(line, conversation.channel === "teams" ? -1 : 0);
  const played = await play(service.base, line, conversation).catch((error: unknown) => ({
    lines: [],
    failures: [String(error)],
    words: [],
  }));
  words.push(...played.words);
  if (played.failures.length === 0) held++;
  else console.log([`${conversation.id} (${conversation.channel})`, ...played.lines, ...played.failures].join("\n  "));
  if (ids.length > 0 && played.failures.length === 0) console.log(played.lines.join("\n  "));
}
service.stop();
connector.stop();
words.sort((a, b) => a - b);
const at = (share: number): number => words[Math.min(words.length - 1, Math.floor(words.length * share))] ?? 0;
console.log(`held ${held}/${conversations.length}; words a bubble: median ${at(0.5)} p90 ${at(0.9)} max ${at(1)}`);
process.exitCode = held === conversations.length ? 0 : 1;
