import { pino } from "pino";
import { onTestFinished } from "vitest";

import { loadCannedReplies } from "../../knowledge/canned-replies.ts";
import { loadArticles } from "../../knowledge/load.ts";
import { createApp, type App } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { systemClock, type Clock } from "../../src/turn/clock.ts";

/** The whole service on loopback with two agents, ana and ben, and a clock that can be put forward. */
export type DeskApp = {
  app: App;
  base: string;
  forward(ms: number): void;
  /** Calls the desk's API; gives the status and the body. */
  desk(agent: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: Answered }>;
  stop(): Promise<void>;
};
/** What comes over the wire, as far as tests look into it; each answer has some of these. */
export type Answered = {
  id: string;
  status: string;
  streamUrl: string;
  cases: readonly Answered[];
  transcript: readonly Line[];
  suggestedStep: unknown;
  stepsTried: readonly unknown[];
  history: readonly unknown[];
  assignee: string;
  waitingSince: string;
  rating: unknown;
  agents: readonly { name: string; state: string }[];
  error: { message: string };
  token: string;
  conversationId: string;
  activities: readonly { type: string; from: { id: string; name: string; role: string }; text: string }[];
};
type Line = { from: string; text: string };

const agents = "ana:ana-token,ben:ben-token";

/** Starts it; it ends with the test unless it was stopped. */
export async function startDeskApp(env: Record<string, string> = {}): Promise<DeskApp> {
  const read = readConfig({ PORT: "0", DATABASE_URL: "sqlite::memory:", STATUS_FEED: "off", DESK_AGENTS: agents, ...env });
  if (!read.ok) throw new Error(read.faults.join("\n"));
  let ahead = 0;
  const clock: Clock = { now: () => Date.now() + ahead, after: systemClock.after };
  const app = await createApp({ config: read.config, log: pino({ level: "silent" }), articles: loadArticles(), cannedReplies: loadCannedReplies(), clock });
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
export async function useDeskApp(env: Record<string, string> = {}): Promise<DeskApp> {
  const started = await startDeskApp(env);
  onTestFinished(() => started.stop());
  return started;
}

/** JSON there and back. */
export async function call(address: string, method: string, token: string, body?: unknown): Promise<{ status: number; body: Answered }> {
  const answer = await fetch(address, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Answered };
}

/** Somebody in the web chat. */
export type Visitor = {
  say(text: string): Promise<void>;
  /** Everything in the conversation, a line each: `me: …`, `bot: …`, `ana: …`. */
  lines(): Promise<string[]>;
};

export async function visitor({ base }: { base: string }): Promise<Visitor> {
  const { body: opened } = await call(`${base}/v3/directline/tokens/generate`, "POST", "");
  let { token } = opened;
  const { body: started } = await call(`${base}/v3/directline/conversations`, "POST", token);
  const at = `${base}/v3/directline/conversations/${started.conversationId}/activities`;
  const lines = async (): Promise<string[]> => {
    let { status, body } = await call(at, "GET", token);
    if (status === 403) {
      // Like the page: an old token is good for a new one.
      token = (await call(`${base}/webchat/token`, "POST", token)).body.token;
      ({ status, body } = await call(at, "GET", token));
    }
    return body.activities.map((one) => `${one.from.role === "user" ? "me" : one.from.id === "assistant" ? "bot" : one.from.name}: ${one.text}`);
  };
  return {
    lines,
    async say(text) {
      const before = (await lines()).length;
      await call(at, "POST", token, { type: "message", text, from: { id: "u" } });
      // The turn follows the answer; while a person has the conversation nothing is said.
      for (let wait = 0; wait < 25 && (await lines()).length < before + 2; wait++) await new Promise((resolve) => setTimeout(resolve, 10));
    },
  };
}
