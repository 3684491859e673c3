import type { IncomingMessage } from "node:http";

import type { Clients } from "../../http/middleware/client-ip.ts";

/** Where the stream of a conversation is reached: at the service's public address, else where this request came in. */
export function streamAddress(
  req: IncomingMessage,
  { publicUrl, clients }: { publicUrl?: string | undefined; clients: Clients },
  to: { conversation: string; after: number; pass: string },
): string {
  const base = new URL(publicUrl ?? `${clients.isSecure(req) ? "https" : "http"}://${req.headers.host ?? "localhost"}`);
  const scheme = base.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${base.host}/v3/directline/conversations/${to.conversation}/stream?watermark=${to.after || "-"}&t=${to.pass}`;
}

/** The conversation of a stream's path; undefined for any other path. */
export function streamedConversation(path: string): string | undefined {
  return /^\/v3\/directline\/conversations\/([\w-]{1,100})\/stream$/.exec(path)?.[1];
}
