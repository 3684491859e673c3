import type { IncomingMessage } from "node:http";

import { AppError } from "../../common/errors.ts";
import type { Clients } from "./client-ip.ts";

/** Limits the long-lived responses of an address: WebSockets and event streams. */
export type OpenStreams = {
  /** Counts one more; call the result when it ends. Throws `TooManyRequests`. */
  open(req: IncomingMessage): () => void;
};

/** Programs on this machine are not limited. */
export function createOpenStreams(options: { clients: Clients; perAddress?: number }): OpenStreams {
  const { clients, perAddress = 50 } = options;
  const open = new Map<string, number>();
  return {
    open(req) {
      if (clients.isLocal(req)) return () => undefined;
      const ip = clients.ipOf(req);
      const count = open.get(ip) ?? 0;
      if (count >= perAddress)
        throw new AppError("TooManyRequests", "This address has too many open streams.", {
          remedy: "Close one, or ask without a stream.",
        });
      open.set(ip, count + 1);
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        const left = (open.get(ip) ?? 1) - 1;
        if (left > 0) open.set(ip, left);
        else open.delete(ip);
      };
    },
  };
}
