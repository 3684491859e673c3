import { WebSocket } from "ws";

import { agentToken, type BrokenRequest } from "./broken-request.ts";
import type { Aim } from "./send.ts";

/** Nothing here takes so long: it hangs. */
const timeout = 20_000;

/**
 * Opens them at once, and leaves when each was answered. Gives `101`, or how one ended that was neither opened nor
 * refused with 429.
 */
export async function sendStreams(
  { count, from }: Extract<BrokenRequest, { kind: "streams" }>,
  url: string,
): Promise<string> {
  const sockets: WebSocket[] = [];
  const open = (): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url, { handshakeTimeout: timeout, headers: { "x-forwarded-for": from } });
      sockets.push(socket);
      socket.on("open", () => resolve("101"));
      socket.on("unexpected-response", (_asked, answer) => (answer.resume(), resolve(String(answer.statusCode))));
      // After an answer this is the end of the connection.
      socket.on("error", () => resolve("no answer"));
    });
  const ended = await Promise.all(Array.from({ length: count }, open));
  for (const socket of sockets) socket.terminate();
  return ended.find((status) => status !== "101" && status !== "429") ?? "101";
}

/** Says all of it, then reads it back in each way there is. Gives the highest status. */
export async function sendHistory(
  { texts, from }: Extract<BrokenRequest, { kind: "history" }>,
  { base, aim }: { base: string; aim: Aim },
): Promise<string> {
  const ask = async (path: string, token: string, body?: unknown): Promise<number> => {
    const answer = await fetch(base + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "x-forwarded-for": from },
      signal: AbortSignal.timeout(timeout),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  const talk = `/v3/directline/conversations/${aim.talk}`;
  try {
    const statuses: number[] = [];
    for (const text of texts) statuses.push(await ask(`${talk}/activities`, aim.token, { type: "message", text }));
    for (const query of ["", "?watermark=1", "?before=999999999&limit=100"])
      statuses.push(await ask(`${talk}/activities${query}`, aim.token));
    statuses.push(await ask(`/api/desk/cases/${aim.case}`, agentToken));
    return String(Math.max(...statuses));
  } catch (error) {
    return `no answer: ${String(error)}`;
  }
}
