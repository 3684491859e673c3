import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The service in a few files, made of its sources and packages by `build-bundle.ts`. Node would otherwise find, read
 * and link 1,500 files at each start, which took a quarter of a start's processor time and 19 MB.
 */
export const builtFolder = "dist/bundle";
/** What it was made of. */
export const buildRecord = join(builtFolder, "sources.json");

/** `entry` lies in the folder of what was built; `files` are relative to the project's root, `hash` is that of all of them. */
export type BuildRecord = { entry: string; files: readonly string[]; hash: string };

/** One hash of the contents of these files, relative to `root`. Throws where one is missing. */
export function hashOfFiles(root: string, files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) {
    const text = readFileSync(join(root, file), "utf8");
    hash.update(`${file} ${text.length}\n`).update(text);
  }
  return hash.digest("hex");
}

/**
 * The built module that exports `runAssistant`, relative to `root`; null where nothing was built, or where a source or
 * the version of a package is another by now.
 */
export function builtModule(root: string): string | null {
  try {
    const { entry, files, hash } = JSON.parse(readFileSync(join(root, buildRecord), "utf8")) as BuildRecord;
    return hashOfFiles(root, files) === hash ? join(builtFolder, entry) : null;
  } catch {
    return null;
  }
}
