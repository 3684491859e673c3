import type { HttpDoor } from "../turn/http-door.ts";
import { sendJson } from "./answer.ts";
import type { Clients } from "./clients.ts";
import { type HttpServer, route } from "./server.ts";

/** The server as other edges see it. */
export function doorOf(server: HttpServer, { clients }: { clients: Clients }): HttpDoor {
  return {
    on: (method, path, handler) => route(server, method, path, handler),
    json: sendJson,
    clientOf: clients.addressOf,
    closing: server.closing,
  };
}
