import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A copy of the project with its own articles; `node_modules` and the built pages are the project's. */
export function copyOfProject(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const part of ["src", "dialogs", "knowledge", "bin", "package.json"])
    cpSync(join(root, part), join(path, part), { recursive: true });
  mkdirSync(join(path, "dist"));
  for (const part of ["node_modules", "dist/pages"]) symlinkSync(join(root, part), join(path, part));
  return path;
}
