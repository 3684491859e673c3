import type { IncomingMessage } from "node:http";

import type { WebResponse } from "../response.ts";
import type { Clients } from "./client-ip.ts";

/** HSTS: sent to clients that use TLS, or to all if the public address is https. Browsers ignore it over plain HTTP. */
export function strictTransportSecurity(options: {
  clients: Clients;
  publicUrl: string | null;
}): (req: IncomingMessage, res: WebResponse) => void {
  const always = options.publicUrl?.startsWith("https:") ?? false;
  return (req, res) => {
    if (always || options.clients.isSecure(req)) res.setHeader("Strict-Transport-Security", "max-age=31536000");
  };
}
