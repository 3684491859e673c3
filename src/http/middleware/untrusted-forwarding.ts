import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";

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
