import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { Logger } from "pino";

/** The client behind a request, as far as its headers can be trusted. */
export type Clients = {
  /** The address that a request counts for. IPv6 counts by its /64, which one household has to itself. */
  ipOf(req: IncomingMessage): string;
  /** Whether the client used TLS, to us or to a trusted proxy. */
  isSecure(req: IncomingMessage): boolean;
  /** True for a process on this machine that is connected without a proxy in between. */
  isLocal(req: IncomingMessage): boolean;
};

/**
 * `trustProxy` is the number of proxies in front of the service: that many addresses at the end of `X-Forwarded-For`
 * were written by them. Those before are written by the client, and believing them would give it any number of
 * addresses to flood from.
 */
export function createClients({ trustProxy }: { trustProxy: number }): Clients {
  return {
    ipOf: (req) => networkOf(forwardedIp(req, trustProxy) ?? req.socket.remoteAddress ?? ""),
    isSecure: (req) =>
      "encrypted" in req.socket || (trustProxy > 0 && lastOf(req.headers["x-forwarded-proto"]) === "https"),
    isLocal: isDirectLoopback,
  };
}

/**
 * Headers that reverse proxies, tunnels and content delivery networks add to what they pass on. Whoever sends one either
 * is such a proxy or pretends to be, so it makes a request foreign and never grants anything.
 */
const proxyHeader = new RegExp(
  [
    "^(via|forwarded|proxy-.+|(x-)?((true|cluster)-)?(client|real|remote)-(ip|addr))$",
    "^x-(forwarded|original|proxy|proxyuser|envoy|azure|arr|amzn|appengine|cloud)(-|$)",
    "^(cf|fastly|fly|akamai|tailscale|ngrok|cdn)-",
  ].join("|"),
);

/** Whether an address is one of this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(address);
}

/** True if the peer is on loopback and no proxy header says that it speaks for another. */
export function isDirectLoopback(req: IncomingMessage): boolean {
  return (
    isLoopbackAddress(req.socket.remoteAddress ?? "") &&
    !Object.keys(req.headers).some((name) => proxyHeader.test(name))
  );
}

function forwardedIp(req: IncomingMessage, trustProxy: number): string | undefined {
  const ips = listOf(req.headers["x-forwarded-for"]);
  // If the list is shorter than the chain of proxies, its first address was still written by one of them.
  const client = trustProxy === 0 ? undefined : ips.at(-Math.min(trustProxy, ips.length));
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

/** An IPv4 address as it is, an IPv6 address as its /64. */
function networkOf(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, "");
  if (isIP(plain) !== 6) return plain;
  const [head = "", tail = ""] = plain.split("%", 1)[0]?.split("::") ?? [];
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  const gap = plain.includes("::")
    ? Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0")
    : [];
  return `${[...before, ...gap, ...after].slice(0, 4).join(":")}::/64`;
}

/** Notices that a proxy stands before the service although the settings say that there is none. */
export type UntrustedForwarding = {
  look(req: IncomingMessage): void;
  /** What operators should know; null: nothing was noticed. */
  note(): string | null;
};

/** Said once, in the log and in the details of `/readyz`. */
const untrusted =
  "Requests bring X-Forwarded-For or Forwarded, which TRUST_PROXY=0 does not believe. If a proxy stands before the service, all people count as one address in every limit: set TRUST_PROXY to the number of proxies.";
/** The service itself speaks http only. */
const httpsElsewhere =
  "PUBLIC_URL is https, so a proxy stands before the service, and TRUST_PROXY is 0: all people count as one address in every limit. Set TRUST_PROXY to the number of proxies.";

/**
 * The header grants nothing and proves nothing, as anybody can send it. So it is only said, and readiness does not hang
 * on it.
 */
export function createUntrustedForwarding(options: {
  config: { trustProxy: number; publicUrl: string | null };
  log: Logger;
}): UntrustedForwarding {
  const { config, log } = options;
  let note = forwardingFault(config);
  const say = (): void => log.warn({ setting: "TRUST_PROXY" }, note ?? "");
  if (note !== null) say();
  return {
    look(req) {
      if (note !== null || config.trustProxy > 0) return;
      if (req.headers["x-forwarded-for"] === undefined && req.headers.forwarded === undefined) return;
      note = untrusted;
      say();
    },
    note: () => note,
  };
}

/** What the settings alone tell; null: nothing. */
export function forwardingFault(config: { trustProxy: number; publicUrl: string | null }): string | null {
  return config.trustProxy === 0 && config.publicUrl?.startsWith("https:") === true ? httpsElsewhere : null;
}
