import { rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Plugin, rolldown } from "rolldown";

import { buildRecord, type BuildRecord, builtFolder, hashOfFiles } from "./bundle.ts";

/**
 * Writes the service with its packages as a few files, from which `assistant start` runs, and what they were made of, by
 * which it knows whether they are still up to date.
 */

const root = fileURLToPath(new URL("../../", import.meta.url));
const entry = "assistant.js";

/** Loaded only where settings ask for them, so that they would not make a start quicker. */
const leftOutside = [/^botbuilder/, /^botframework-/, /^pg$/, /^dtrace-provider$/];

/** Packages that wait for their first use stay outside, and so do all commands but `start`. */
const loadedLater: Plugin = {
  name: "loaded-later",
  resolveId(source, importer, { kind }) {
    if (kind !== "dynamic-import" || importer === undefined) return null;
    const isCommand = importer.startsWith(join(root, "src/cli")) && source !== "./start.ts";
    return isCommand || !source.startsWith(".") ? { id: source, external: true } : null;
  },
};

/** Threads, models and pages are found from the place of the source that names them, not from where it is built. */
const placesOfSources: Plugin = {
  name: "places-of-sources",
  transform(code, id) {
    if (id.includes("node_modules") || !code.includes("import.meta.url")) return null;
    const place = JSON.stringify(`../../${relative(root, id).replaceAll(sep, "/")}`);
    return code.replaceAll("import.meta.url", `new URL(${place}, import.meta.url).href`);
  },
};

/** Of a package its `package.json`, whose version says what its files are; of ours the file itself. */
function sourceOf(module: string): string {
  const path = relative(root, module).replaceAll(sep, "/");
  const [packageFolder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
  return packageFolder === undefined ? path : `${packageFolder}/package.json`;
}

const bundle = await rolldown({
  input: join(root, "src/cli/assistant.ts"),
  platform: "node",
  external: leftOutside,
  plugins: [loadedLater, placesOfSources],
  logLevel: "silent",
});
// First, so that no start takes half of it.
rmSync(join(root, buildRecord), { force: true });
const { output } = await bundle.write({
  dir: join(root, builtFolder),
  cleanDir: true,
  format: "esm",
  entryFileNames: entry,
  chunkFileNames: "[name]-[hash].js",
});
await bundle.close();
const modules = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
const sources = new Set(modules.filter((id) => id.startsWith(root)).map(sourceOf));
// What makes and chooses it counts too: a build by other rules is another one.
const files = ["src/cli/build-bundle.ts", "src/cli/bundle.ts", ...sources].toSorted();
const record: BuildRecord = { entry, files, hash: hashOfFiles(root, files) };
writeFileSync(join(root, buildRecord), JSON.stringify(record));
