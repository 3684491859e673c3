import type { IncomingMessage } from "node:http";

/** Where the stream of a conversation is reached: at the service's public address, else where this request came in. */
export function streamAddress(req: IncomingMessage, publicUrl: string | undefined, to: { conversation: string; after: number; pass: string }): string {
  const base = new URL(publicUrl ?? `${schemeOf(req)}://${req.headers.host ?? "localhost"}`);
  const scheme = base.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${base.host}/v3/directline/conversations/${to.conversation}/stream?watermark=${to.after || "-"}&t=${to.pass}`;
}

/** A proxy's word is enough here: the answer goes only to the one who asked. */
function schemeOf(req: IncomingMessage): "http" | "https" {
  return req.headers["x-forwarded-proto"] === "https" ? "https" : "http";
}

/** The conversation of a stream's path; undefined for any other path. */
export function streamedConversation(path: string): string | undefined {
  return /^\/v3\/directline\/conversations\/([\w-]{1,100})\/stream$/.exec(path)?.[1];
}
