import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** One script without modules, as `<script src>` takes it. It is compressed when the service starts. */
export default defineConfig({
  root: path("."),
  build: {
    outDir: path("../../../dist/pages/widget"),
    emptyOutDir: true,
    reportCompressedSize: false,
    target: "es2022",
    rolldownOptions: {
      input: path("./widget-main.ts"),
      output: { format: "iife", entryFileNames: "widget.js" },
    },
  },
});
