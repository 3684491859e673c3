import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

import { serveFile } from "./static-files.ts";
import type { HttpServer } from "./server.ts";

const folder = fileURLToPath(new URL("../../docs/embed/", import.meta.url));

/** As a careful site would send it: the widget needs its script and its frame, nothing inline. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Serves the pages of `docs/embed`, which show the widget, at `/docs/embed/`: in development only. */
export function serveEmbedDemo(server: HttpServer): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const asset = { bytes: readFileSync(folder + name), extension: extname(name), policy };
    const path = `/docs/embed/${name === "index.html" ? "" : name}`;
    serveFile(server, path, asset);
    if (name === "index.html") serveFile(server, "/docs/embed", asset);
  }
}
