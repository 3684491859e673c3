import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

import { precompress } from "../../http/precompress.ts";
import { deskEn } from "../../../dialogs/wording/desk-en.ts";
import { reportsEn } from "../../../dialogs/wording/reports-en.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Each page's sentences, put where `%name%` stands. */
function words(): Plugin {
  const wordsOf = (file: string): Readonly<Record<string, unknown>> =>
    file.endsWith("/reports.html") ? reportsEn : deskEn;
  return {
    name: "words",
    transformIndexHtml: {
      order: "pre",
      handler: (html, { path: file }) =>
        html.replaceAll(/%(\w+)%/g, (mark, key: string) => {
          const sentence = wordsOf(file)[key];
          return typeof sentence === "string" ? sentence : mark;
        }),
    },
  };
}

export default defineConfig({
  root: path("."),
  base: "/desk/",
  plugins: [words(), precompress()],
  // As it is installed, also where tests build it: Lit has another build for development, which warns of itself.
  resolve: { conditions: ["module", "browser", "production"] },
  build: {
    outDir: path("../../../dist/pages/desk"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    target: "es2022",
    rolldownOptions: { input: [path("index.html"), path("reports.html")] },
  },
});
