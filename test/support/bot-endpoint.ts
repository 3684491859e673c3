import { pino } from "pino";

import {
  type BotAuthenticationOptions,
  createBotAuthentication,
} from "../../src/channels/botframework/bot-authentication.ts";
import { mountBotFramework } from "../../src/channels/botframework/messages-route.ts";
import { createSendActivity } from "../../src/channels/botframework/connector-client.ts";
import { createHttpServer } from "../../src/http/server.ts";
import type { Clock } from "../../src/common/clock.ts";
import { createFakeConversations } from "./fake-conversations.ts";

export type BotEndpoint = Awaited<ReturnType<typeof openBotEndpoint>>;

/** The real server, authentication and messages route on loopback; only the turns are a fake. */
export async function openBotEndpoint({
  host = "127.0.0.1",
  ...options
}: Partial<BotAuthenticationOptions> & { clock?: Clock; host?: string } = {}) {
  const conversations = createFakeConversations();
  const log = pino({ level: "silent" });
  const server = createHttpServer({ log });
  const auth = createBotAuthentication({ bot: null, ...options });
  const send = createSendActivity({ auth });
  mountBotFramework(server, {
    conversations,
    auth,
    send,
    log,
    host,
    ...(options.clock ? { clock: options.clock } : {}),
  });
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${port}/api/messages`;
  return {
    conversations,
    url,
    post: (body: unknown, headers: Record<string, string> = {}) => post(url, JSON.stringify(body), headers),
    close: () => server.close({ withinMs: 0 }),
  };
}

async function post(
  url: string,
  text: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: unknown; text: string }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: text,
  });
  const answer = await response.text();
  return { status: response.status, text: answer, body: answer === "" ? undefined : (JSON.parse(answer) as unknown) };
}

/** A message as the Bot Framework sends it; `changes` go on top. */
export function message(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: "message",
    id: "m1",
    timestamp: "2026-11-22T10:00:00.000Z",
    channelId: "emulator",
    serviceUrl: "http://127.0.0.1:9009/",
    from: { id: "user-1", name: "Ida" },
    recipient: { id: "bot-1", name: "Bot" },
    conversation: { id: "conv-1" },
    locale: "en-GB",
    text: "Spotify says error 502",
    ...changes,
  };
}

/** Posts a message of the Emulator to a service; `changes` go on top. */
export function postAsEmulator(
  base: string,
  changes: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const activity = {
    type: "message",
    channelId: "emulator",
    from: { id: "u" },
    recipient: { id: "b" },
    conversation: { id: "c" },
    ...changes,
  };
  return fetch(`${base}/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(activity),
  });
}
