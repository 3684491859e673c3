/** The two parts of restify that make a server; its types describe the whole package alone. */
declare module "restify/lib/router.js" {
  const Router: new (options: { log: unknown }) => unknown;
  export default Router;
}
declare module "restify/lib/server.js" {
  import type { Server } from "restify";

  const RestifyServer: new (options: { name: string; log: unknown; router: unknown }) => Server;
  export default RestifyServer;
}
