import { readFileSync } from "node:fs";
import { extname } from "node:path";

import { pageEn } from "../../dialogs/wording/page-en.ts";
import { brandProperties } from "../common/brand-colours.ts";
import type { Brand } from "../config/brand-settings.ts";
import { escapeHtml } from "./notices.ts";
import type { HttpServer } from "./server.ts";
import { serveFile } from "./static-files.ts";

/** Serves the style and the logo of the settings; gives what puts them, and the names, into the built chat page. */
export function serveBrand(server: HttpServer, brand: Brand): (page: string) => string {
  const { name, tagline, colour, logo } = brand;
  const policy = "default-src 'none'; frame-ancestors 'none'";
  const logoPath = logo === null ? null : `/brand/logo${extname(logo).toLowerCase()}`;
  if (colour !== null) serveFile(server, "/brand/colours.css", { bytes: styleOf(colour), extension: ".css", policy });
  if (logo !== null && logoPath !== null)
    serveFile(server, logoPath, { bytes: readFileSync(logo), extension: extname(logo).toLowerCase(), policy });
  return (page) => {
    const named = page
      .replaceAll(pageEn.name, () => escapeHtml(name ?? pageEn.name))
      .replaceAll(pageEn.tagline, () => escapeHtml(tagline ?? pageEn.tagline));
    const coloured =
      colour === null ? named : named.replace("</head>", '<link rel="stylesheet" href="/brand/colours.css"></head>');
    return logoPath === null ? coloured : coloured.replaceAll(/"[^"]*\/icon-[\w-]+\.svg"/g, `"${logoPath}"`);
  };
}

function styleOf(colour: string): Buffer {
  const rules = Object.entries(brandProperties(colour)).map(([name, value]) => `${name}:${value}`);
  return Buffer.from(`:root{${rules.join(";")}}`);
}
