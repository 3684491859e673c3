import { pino } from "pino";
import { onTestFinished } from "vitest";

import { loadCannedReplies } from "../../knowledge/canned-replies.ts";
import { createApp } from "../../src/app.ts";
import type { QueuePlace } from "../../src/conversation/case-ports.ts";
import type { App } from "../../src/composition/lifecycle.ts";
import { readConfig } from "../../src/config/settings.ts";
import { systemClock, type Clock } from "../../src/common/clock.ts";
import { testArticles } from "./test-articles.ts";

/** The whole service on loopback with two agents, ana and ben, and a clock that can be put forward. */
export type DeskApp = {
  app: App;
  base: string;
  forward(ms: number): void;
  /** Calls the desk's API; gives the status and the body. */
  desk(agent: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: Answered }>;
  stop(): Promise<void>;
};
/** What answers hold, as far as tests look into them: of each only the fields of its own kind are there. */
export type Answered = {
  id: string;
  status: string;
  assignee: string | null;
  assigneeName: string | null;
  waitingSince: string;
  rating: { score: number; word: string } | null;
  stepsTried: { step: string; result: string }[];
  transcript: { from: string; text: string; delivery?: string; reason?: string }[];
  earlier: string | null;
  total: number;
  count: number;
  counts: Record<string, number>;
  person: string;
  more: string | null;
  history: { id: string; who: string; whoName: string; what: string; text: string; textName?: string }[];
  outside: { title: string; known: boolean; waiting: number; givenUp: number }[];
  suggestedStep: { title: string; instructions: string[] } | null;
  cases: Answered[];
  entries: { who: string; what: string }[];
  agents: { login: string; name: string; state: string }[];
  login: string;
  failing: { channel: string; since: string }[];
  name: string;
  role: string;
  error: { code: string; message: string; assignee: string | null; assigneeName: string | null };
  token: string;
  conversationId: string;
  streamUrl: string;
  activities: { type: string; text: string; from: { id: string; name: string; role: string } }[];
};

const agents = "ana:ana-token,ben:ben-token";

/**
 * Starts it; it ends with the test unless it was stopped. Without a `transformerFile` only the fast classifier is
 * used, so that no test depends on the speed of the transformer.
 */
export async function startDeskApp(
  env: Record<string, string> = {},
  more: { transformerFile?: string; clock?: Clock; phrasingsOf?: string } = {},
): Promise<DeskApp> {
  const read = readConfig({
    PORT: "0",
    DATABASE_URL: "sqlite::memory:",
    STATUS_FEED: "off",
    EMULATOR: "on",
    DESK_AGENTS: agents,
    ...env,
  });
  if (!read.ok) throw new Error(read.faults.join("\n"));
  let ahead = 0;
  const clock: Clock = { now: () => Date.now() + ahead, after: systemClock.after };
  const log = pino({ level: "silent" });
  const app = await createApp({
    config: read.config,
    log,
    articles: testArticles,
    cannedReplies: loadCannedReplies(),
    clock,
    ...more,
  });
  const { port } = await app.start();
  const base = `http://127.0.0.1:${port}`;
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (!stopped) await app.stop(2_000);
    stopped = true;
  };
  return {
    app,
    base,
    forward: (ms) => (ahead += ms),
    desk: (agent, method, path, body) => call(`${base}/api/desk${path}`, method, `${agent}-token`, body),
    stop,
  };
}

/** The same, stopped at the end of the test. */
export async function useDeskApp(
  env: Record<string, string> = {},
  more: { transformerFile?: string; clock?: Clock } = {},
): Promise<DeskApp> {
  const started = await startDeskApp(env, more);
  onTestFinished(() => started.stop());
  return started;
}

/** JSON there and back. */
export async function call(
  address: string,
  method: string,
  token: string,
  body?: unknown,
): Promise<{ status: number; body: Answered }> {
  const answer = await fetch(address, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Answered };
}

/** Somebody in the web chat. */
export type Visitor = {
  /** The id of the conversation. */
  conversation: string;
  say(text: string): Promise<void>;
  /** Sends this activity, or a part of one. */
  send(activity: Record<string, unknown>): Promise<void>;
  /** Everything in the conversation, a line each: `me: …`, `bot: …`, `ana: …`. */
  lines(): Promise<string[]>;
  /** The newest lines as the page gets them when it comes back, and where earlier ones are. */
  newest(count: number): Promise<{ activities: string[]; earlier: string | null }>;
  before(place: string, count: number): Promise<{ activities: string[]; earlier: string | null }>;
  /** Where the case stands among those that wait. */
  queuePlace(): Promise<QueuePlace | null>;
};

export async function visitor({ app, base }: DeskApp): Promise<Visitor> {
  const { body: opened } = await call(`${base}/v3/directline/tokens/generate`, "POST", "");
  let { token } = opened;
  const { body: started } = await call(`${base}/v3/directline/conversations`, "POST", token);
  const at = `${base}/v3/directline/conversations/${started.conversationId}/activities`;
  /** Like the page: an old token is good for a new one. */
  const ask = async (method: string, body?: unknown): Promise<Answered> => {
    const answer = await call(at, method, token, body);
    if (answer.status !== 403) return answer.body;
    ({ token } = (await call(`${base}/webchat/token`, "POST", token)).body);
    return (await call(at, method, token, body)).body;
  };
  const send = async (activity: Record<string, unknown>): Promise<void> => {
    await ask("POST", { type: "message", from: { id: "u" }, ...activity });
    await app.conversations.idle();
  };
  const named = ({ activities }: Pick<Answered, "activities">): string[] =>
    activities.map(
      ({ from, text }) => `${from.role === "user" ? "me" : from.id === "assistant" ? "bot" : from.name}: ${text}`,
    );
  return {
    conversation: started.conversationId,
    lines: async () => named(await ask("GET")),
    async newest(count) {
      const { body } = await call(`${base}/v3/directline/conversations`, "POST", token, { newest: count });
      const watermark = new URL(body.streamUrl).searchParams.get("watermark");
      const { body: set } = await call(`${at}?watermark=${watermark}`, "GET", token);
      return { activities: named(set), earlier: body.earlier };
    },
    async before(place, count) {
      const { body } = await call(`${at}?before=${place}&limit=${count}`, "GET", token);
      return { activities: named(body), earlier: body.earlier };
    },
    async queuePlace() {
      const answer = await call(at.replace(/activities$/, "queue-place"), "GET", token);
      return (answer.body as unknown as { place: QueuePlace | null }).place;
    },
    say: (text) => send({ text }),
    send,
  };
}
