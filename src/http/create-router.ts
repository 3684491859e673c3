import type { HttpRouter } from "./router.ts";
import { sendJson } from "./response.ts";
import type { Clients } from "./middleware/client-ip.ts";
import { type HttpServer, route } from "./server.ts";

/** The server as other edges see it. */
export function createRouter(server: HttpServer, { clients }: { clients: Clients }): HttpRouter {
  return {
    on: (method, path, handler) => route(server, method, path, handler),
    json: sendJson,
    clientOf: clients.addressOf,
    closing: server.closing,
  };
}
