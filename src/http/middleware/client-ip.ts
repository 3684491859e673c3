import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** Who calls, as far as it can be believed. */
export type Clients = {
  /** The address that a request counts for. IPv6 counts by its /64, because one household has all of it. */
  addressOf(req: IncomingMessage): string;
  /** Whether the caller reached us over TLS. */
  isSecure(req: IncomingMessage): boolean;
  /** A programme on this very machine, with no proxy between: our own tools, not the internet. */
  isLocal(req: IncomingMessage): boolean;
};

/**
 * With `trustProxy` proxies before us, so many addresses at the end of `X-Forwarded-For` were written by them; what
 * stands before is a stranger's word, and believing it would give a flooder as many addresses as they care to make up.
 */
export function knowClients(options: { trustProxy: number }): Clients {
  const { trustProxy } = options;
  return {
    addressOf: (req) => network(forwarded(req, trustProxy) ?? req.socket.remoteAddress ?? ""),
    isSecure: (req) =>
      "encrypted" in req.socket || (trustProxy > 0 && lastOf(req.headers["x-forwarded-proto"]) === "https"),
    isLocal: (req) =>
      /^(::ffff:)?127\.|^::1$/.test(req.socket.remoteAddress ?? "") &&
      req.headers["x-forwarded-for"] === undefined &&
      req.headers.forwarded === undefined,
  };
}

function forwarded(req: IncomingMessage, trustProxy: number): string | undefined {
  const named = listOf(req.headers["x-forwarded-for"]);
  // A shorter list than there are proxies: the first of it was still written by one of them.
  const client = trustProxy === 0 ? undefined : named.at(-Math.min(trustProxy, named.length));
  const bare = client?.replace(/^\[([^\]]+)\](:\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  return bare !== undefined && isIP(bare) !== 0 ? bare : undefined;
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(",") : (header ?? "");
  return text === "" ? [] : text.split(",").map((part) => part.trim());
}

function lastOf(header: string | string[] | undefined): string | undefined {
  return listOf(header).at(-1)?.toLowerCase();
}

function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (isIP(plain) !== 6) return plain;
  const [head = "", tail = ""] = plain.split("%", 1)[0]?.split("::") ?? [];
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  const gap = plain.includes("::")
    ? Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0")
    : [];
  return `${[...before, ...gap, ...after].slice(0, 4).join(":")}::/64`;
}
