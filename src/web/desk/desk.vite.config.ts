import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

import { precompress } from "../../http/precompress.ts";
import { deskEn } from "../../../dialogs/wording/desk-en.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The page's sentences, put where `%name%` stands. */
function words(): Plugin {
  const sentences = Object.fromEntries(Object.entries(deskEn).filter(([, sentence]) => typeof sentence === "string"));
  return {
    name: "words",
    transformIndexHtml: {
      order: "pre",
      handler: (html) =>
        html.replaceAll(/%(\w+)%/g, (mark, key: string) => (sentences[key] as string | undefined) ?? mark),
    },
  };
}

export default defineConfig({
  root: path("."),
  base: "/desk/",
  plugins: [words(), precompress()],
  build: {
    outDir: path("../../../dist/pages/desk"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    target: "es2022",
  },
});
