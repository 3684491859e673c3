import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

import { pageEn } from "../../../dialogs/wording/page-en.ts";
import { precompress } from "../../http/precompress.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Replaces `%name%` by the texts of the page. */
function words(): Plugin {
  const sentences = Object.fromEntries(Object.entries(pageEn).filter(([, sentence]) => typeof sentence === "string"));
  return {
    name: "words",
    transformIndexHtml: {
      order: "pre",
      handler: (html) =>
        html.replaceAll(/%(\w+)%/g, (mark, key: string) => (sentences[key] as string | undefined) ?? mark),
    },
  };
}

/**
 * The smallest official bundle of Web Chat (no Adaptive Cards, no speech; Markdown is rendered by this page), as a file
 * of its own that stays cached.
 */
function webChat(): Plugin {
  const source = readFileSync(path("../../../node_modules/botframework-webchat/dist/webchat-minimal.js"));
  const fileName = `assets/webchat-${createHash("sha256").update(source).digest("base64url").slice(0, 8)}.js`;
  return {
    name: "web-chat",
    apply: "build",
    generateBundle() {
      this.emitFile({ type: "asset", fileName, source });
    },
    // Low priority: the page accepts input long before it has loaded.
    transformIndexHtml: {
      order: "post",
      handler: () => [
        {
          tag: "link",
          attrs: { id: "web-chat", rel: "preload", as: "script", fetchpriority: "low", href: `/${fileName}` },
          injectTo: "head",
        },
      ],
    },
  };
}

/** Asks for the rest of the script at once, after what one can write with and before Web Chat. */
function restOfScript(): Plugin {
  return {
    name: "rest-of-script",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle = {} }) =>
        Object.values(bundle).flatMap((file) => {
          if (file.type !== "chunk" || file.name !== "run-chat") return [];
          const attrs = { rel: "modulepreload", fetchpriority: "low", href: `/${file.fileName}` };
          return [{ tag: "link", attrs, injectTo: "head" as const }];
        }),
    },
  };
}

export default defineConfig({
  root: path("."),
  base: "/",
  plugins: [words(), restOfScript(), webChat(), precompress()],
  build: {
    outDir: path("../../../dist/pages/chat"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4_000,
    target: "es2022",
    // Nearly all of the build time is compression.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
});
