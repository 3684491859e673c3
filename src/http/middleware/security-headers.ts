import type { IncomingMessage } from "node:http";

import type { WebResponse } from "../response.ts";
import type { Clients } from "./client-ip.ts";

/**
 * Tells browsers to come over TLS only, where they do already or our public address says so; over plain HTTP they pay
 * no heed to it.
 */
export function strictTransport(options: {
  clients: Clients;
  publicUrl: string | null;
}): (req: IncomingMessage, res: WebResponse) => void {
  const always = options.publicUrl?.startsWith("https:") ?? false;
  return (req, res) => {
    if (always || options.clients.isSecure(req)) res.setHeader("Strict-Transport-Security", "max-age=31536000");
  };
}
