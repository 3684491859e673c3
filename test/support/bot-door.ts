import { pino } from "pino";

import { type AdapterOptions, BotAdapter } from "../../src/channels/botframework/adapter.ts";
import { mountBotFramework } from "../../src/channels/botframework/messages-route.ts";
import { createSend } from "../../src/channels/botframework/send-activity.ts";
import { createHttpServer } from "../../src/http/server.ts";
import type { Clock } from "../../src/common/clock.ts";
import { createFakeConversations } from "./fake-conversations.ts";

export type BotDoor = Awaited<ReturnType<typeof openBotDoor>>;

/** The real server, adapter and door on loopback; only the turn behind it is a fake. */
export async function openBotDoor({
  host = "127.0.0.1",
  ...options
}: Partial<AdapterOptions> & { clock?: Clock; host?: string } = {}) {
  const conversations = createFakeConversations();
  const log = pino({ level: "silent" });
  const server = createHttpServer({ log });
  const adapter = new BotAdapter({ bot: null, ...options });
  const send = createSend({ adapter });
  mountBotFramework(server, {
    conversations,
    adapter,
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
    serviceUrl: "http://127.0.0.1:9/",
    from: { id: "user-1", name: "Ida" },
    recipient: { id: "bot-1", name: "Bot" },
    conversation: { id: "conv-1" },
    locale: "en-GB",
    text: "Spotify says error 502",
    ...changes,
  };
}
