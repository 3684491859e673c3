import { pino } from "pino";

import { serveDirectLine, type DirectLineOptions } from "../../../src/channels/directline/directline-routes.ts";
import { createSigningKeys, type StoredKey } from "../../../src/channels/directline/key-rotation.ts";
import { createTokens, type Tokens } from "../../../src/channels/directline/tokens.ts";
import { createHttpServer, type HttpServer, type ServerOptions } from "../../../src/http/server.ts";
import type { ScriptedTalk } from "./scripted-talk.ts";

/** A clock that tests move forward. */
export type Clock = { now: () => number; forward(ms: number): void };

export function makeClock(): Clock {
  let at = Date.UTC(2026, 10, 22, 12);
  return { now: () => at, forward: (ms) => (at += ms) };
}

/** Signing keys in memory. */
export function makeTestTokens(now: () => number, stored: StoredKey[] = []): Tokens {
  const keys = createSigningKeys({
    store: { list: async () => [...stored], add: async (key) => void stored.push(key) },
    now,
  });
  return createTokens({ keys, now });
}

export type WebChatServer = {
  base: string;
  host: string;
  server: HttpServer;
  tokens: Tokens;
  clock: Clock;
  close(): Promise<void>;
};

/** The real endpoint on loopback over a scripted talk. */
export async function startWebChat(
  talk: ScriptedTalk,
  options: Partial<DirectLineOptions> & {
    clock?: Clock;
    port?: number;
    middleware?: ServerOptions["middleware"];
    mount?: (server: HttpServer) => void;
  } = {},
): Promise<WebChatServer> {
  const { clock = makeClock(), port = 0, mount, middleware, ...rest } = options;
  const server = createHttpServer({ log: pino({ level: "silent" }), ...(middleware && { middleware }) });
  const tokens = options.tokens ?? makeTestTokens(clock.now);
  const speakers = { assistant: "Music Support Assistant", agent: "Support agent" };
  const toActivity: DirectLineOptions["toActivity"] = (line) => ({ text: line.text });
  serveDirectLine({
    server,
    conversations: talk.conversations,
    transcripts: talk.transcripts,
    tokens,
    toActivity,
    speakers,
    now: clock.now,
    ...rest,
  });
  mount?.(server);
  const at = await server.listen({ host: "127.0.0.1", port });
  const host = `127.0.0.1:${at.port}`;
  return { base: `http://${host}`, host, server, tokens, clock, close: () => server.close({ withinMs: 500 }) };
}
