import type { Config } from "../config/settings.ts";
import { serveEmbedDemo } from "./embed-demo.ts";
import type { HttpServer } from "./server.ts";
import { serveScript } from "./static-files.ts";

const ownColour = "#1c6b59";

/** Serves `/widget.js` for other sites, built at `file`, and in development the pages that show it. */
export function serveWidget(
  server: HttpServer,
  file: string,
  {
    webchat,
    brand,
    loopback,
    publicUrl,
    assistantName,
  }: Pick<Config, "webchat" | "brand" | "loopback" | "publicUrl"> & { assistantName: string },
): void {
  const settings = {
    name: assistantName,
    colour: brand.colour ?? ownColour,
    // No secret: the policy of the chat page names them, too (`frame-ancestors`).
    origins: webchat.allowedOrigins,
  };
  serveScript({
    server,
    file,
    path: "/widget.js",
    fill: (script) => script.replaceAll("MUSIC_SUPPORT_SETTINGS", () => JSON.stringify(settings)),
  });
  if (loopback && publicUrl === null) serveEmbedDemo(server);
}
