import { readFileSync } from "node:fs";
import { extname } from "node:path";

import { pageEn } from "../../dialogs/wording/page-en.ts";
import type { ProductWords } from "../../dialogs/wording/product-en.ts";
import { brandProperties } from "../common/brand-colours.ts";
import type { Brand } from "../config/brand-settings.ts";
import { escapeHtml } from "./notices.ts";
import type { HttpServer } from "./server.ts";
import { serveFile } from "./static-files.ts";

/**
 * Serves the style and the logo of the settings; gives what puts them, and the names, into the built chat page. The
 * settings' names come before the words for the products that there are articles on.
 */
export function serveBrand(server: HttpServer, brand: Brand, product: ProductWords): (page: string) => string {
  const { colour, logo } = brand;
  const policy = "default-src 'none'; frame-ancestors 'none'";
  const logoPath = logo === null ? null : `/brand/logo${extname(logo).toLowerCase()}`;
  if (colour !== null) serveFile(server, "/brand/colours.css", { bytes: styleOf(colour), extension: ".css", policy });
  if (logo !== null && logoPath !== null)
    serveFile(server, logoPath, { bytes: readFileSync(logo), extension: extname(logo).toLowerCase(), policy });
  return (page) => {
    const named = page
      .replaceAll(pageEn.name, () => escapeHtml(brand.name ?? product.name))
      .replaceAll(pageEn.tagline, () => escapeHtml(brand.tagline ?? product.tagline))
      .replaceAll(pageEn.description, () => escapeHtml(product.description));
    const coloured =
      colour === null ? named : named.replace("</head>", '<link rel="stylesheet" href="/brand/colours.css"></head>');
    return logoPath === null ? coloured : coloured.replaceAll(/"[^"]*\/icon-[\w-]+\.svg"/g, `"${logoPath}"`);
  };
}

function styleOf(colour: string): Buffer {
  const rules = Object.entries(brandProperties(colour)).map(([name, value]) => `${name}:${value}`);
  return Buffer.from(`:root{${rules.join(";")}}`);
}
