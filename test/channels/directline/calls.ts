import { once } from "node:events";
import { WebSocket } from "ws";

import type { WebChatServer } from "./web-chat-server.ts";

/** An answer's body, as far as any of them has these fields. */
export type Body = {
  conversationId: string;
  token: string;
  userId: string;
  expires_in: number;
  streamUrl: string;
  id: string;
  activities: Activity[];
  watermark: string;
  error: { code: string; message: string };
};
export type Answer = { status: number; body: Body; headers: Headers };
export type Activity = {
  type: string;
  id: string;
  text?: string;
  from: { id: string; role: string; name?: string };
  [key: string]: unknown;
};

/** One request with JSON in and out. */
export async function call(
  to: Pick<WebChatServer, "base">,
  method: string,
  path: string,
  options: { token?: string | undefined; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { token, body } = options;
  const response = await fetch(to.base + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

export type Started = { conversationId: string; token: string; expires_in: number; streamUrl: string; path: string };

/** A token, and its conversation opened. */
export async function start(to: WebChatServer): Promise<Started> {
  const { body } = await call(to, "POST", "/v3/directline/tokens/generate");
  const started = await call(to, "POST", "/v3/directline/conversations", { token: body.token });
  return { ...started.body, path: `/v3/directline/conversations/${started.body.conversationId}` };
}

/** Posts a message and gives the whole answer. */
export function post(to: WebChatServer, at: Started, activity: object): Promise<Answer> {
  return call(to, "POST", `${at.path}/activities`, {
    token: at.token,
    body: { type: "message", from: { id: "me" }, ...activity },
  });
}

/** A stream that keeps what it got and can be waited for. */
export type Listening = {
  frames: { activities: Activity[]; watermark: string }[];
  activities(): Activity[];
  until(count: number): Promise<Activity[]>;
  socket: WebSocket;
};

/** Opens a stream; rejects with the HTTP status when it is refused. */
export async function listen(url: string, options: { origin?: string } = {}): Promise<Listening> {
  const socket = new WebSocket(url, options);
  const frames: Listening["frames"] = [];
  const activities = (): Activity[] => frames.flatMap((frame) => frame.activities);
  socket.on("message", (bytes) =>
    frames.push(JSON.parse((bytes as Buffer).toString("utf8")) as Listening["frames"][number]),
  );
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("unexpected-response", (_, response) => reject(new Error(`refused with ${response.statusCode}`)));
    socket.once("error", reject);
  });
  const until = async (count: number): Promise<Activity[]> => {
    while (activities().length < count) await once(socket, "message");
    return activities();
  };
  return { frames, activities, until, socket };
}

/** Reads by polling until there are so many activities. */
export async function readUntil(to: WebChatServer, at: Started, count: number): Promise<Activity[]> {
  for (;;) {
    const { body } = await call(to, "GET", `${at.path}/activities`, { token: at.token });
    if (body.activities.length >= count) return body.activities;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
