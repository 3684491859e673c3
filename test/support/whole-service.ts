import { Writable } from "node:stream";
import { onTestFinished } from "vitest";

import type { Article } from "../../knowledge/article.ts";
import { createApp } from "../../src/app.ts";
import type { App } from "../../src/composition/lifecycle.ts";
import { readConfig } from "../../src/config/settings.ts";
import { createLogger } from "../../src/common/logger.ts";
import type { Clock } from "../../src/common/clock.ts";
import { testArticles } from "./test-articles.ts";

/** All of the service on loopback, in this process. */
export type WholeService = { base: string; app: App; logged(): string; stop(): Promise<void> };

/** Makes and starts it; settings and clock are those of a fresh start unless given. */
export async function startWhole(
  env: Record<string, string> = {},
  clock?: Clock,
  articles: readonly Article[] = testArticles,
): Promise<WholeService> {
  const read = readConfig({
    PORT: "0",
    STATUS_FEED: "off",
    EMULATOR: "on",
    DATABASE_URL: "sqlite::memory:",
    DESK_AGENTS: "ana:ana-token",
    ...env,
  });
  if (!read.ok) throw new Error(read.faults.join("\n"));
  let logged = "";
  const to = new Writable({ write: (chunk: Buffer, _encoding, done) => ((logged += chunk.toString()), done()) });
  const app = await createApp({
    config: { ...read.config, port: 0 },
    log: createLogger({ level: "trace", to }),
    articles,
    ...(clock && { clock }),
  });
  const { port } = await app.start();
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= app.stop(2_000));
  onTestFinished(stop);
  return { base: `http://127.0.0.1:${port}`, app, logged: () => logged, stop };
}

/** A conversation of web chat, and how to write in it. */
export type WebTalk = {
  id: string;
  token: string;
  headers: Record<string, string>;
  path: string;
  post(activity: unknown): Promise<Response>;
  read(): Promise<{ text?: string; from: { id: string } }[]>;
};

/** Opens one. `from` is the address behind a trusted proxy. */
export async function openTalk(base: string, from?: string): Promise<WebTalk> {
  const forwarded: Record<string, string> = from ? { "x-forwarded-for": from } : {};
  const answer = (await (await fetch(`${base}/webchat/token`, { method: "POST", headers: forwarded })).json()) as {
    token: string;
    conversationId: string;
  };
  const headers = { ...forwarded, authorization: `Bearer ${answer.token}`, "content-type": "application/json" };
  const path = `${base}/v3/directline/conversations/${answer.conversationId}`;
  await fetch(`${base}/v3/directline/conversations`, { method: "POST", headers: { ...headers } });
  return {
    id: answer.conversationId,
    token: answer.token,
    headers,
    path,
    post: (activity) => fetch(`${path}/activities`, { method: "POST", headers, body: JSON.stringify(activity) }),
    read: async () =>
      (
        (await (await fetch(`${path}/activities`, { headers })).json()) as {
          activities: { text?: string; from: { id: string } }[];
        }
      ).activities,
  };
}
