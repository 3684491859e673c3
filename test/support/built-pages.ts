import { readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = [
  { name: "chat", made: "dist/pages/chat/index.html" },
  { name: "desk", made: "dist/pages/desk/index.html" },
  { name: "widget", made: "dist/pages/widget/widget.js" },
];
/** What the pages are made of. */
const sources = ["src/web", "dialogs", "package-lock.json"];

const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function newestIn(path: string): number {
  if (!statSync(path).isDirectory()) return changedAt(path);
  const names = readdirSync(path, { recursive: true, withFileTypes: true });
  return Math.max(...names.filter((one) => one.isFile()).map((one) => changedAt(`${one.parentPath}/${one.name}`)));
}

/**
 * Builds the pages once for a run, where the service looks for them, if they are older than their sources: test files that
 * each built them would empty the folder under each other's feet.
 */
export async function setup(): Promise<void> {
  const newest = Math.max(...sources.map((path) => newestIn(root + path)));
  for (const { name, made } of pages)
    if (changedAt(root + made) < newest)
      await build({ configFile: `${root}src/web/${name}/${name}.vite.config.ts`, logLevel: "error" });
}
