import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { parseSync } from "vite";
import type { ParseResult } from "vite";

/** A file of ours as the laws see it: where it stands, what it says, and its syntax tree. */
export type SourceFile = { path: string; text: string; lines: number; parsed: ParseResult };

const root = fileURLToPath(new URL("../../", import.meta.url));
const folders = ["src", "dialogs", "knowledge", "manifest", "test"];

/** Reads a text as the file at this path; a planted breach is made the same way. */
export function sourceFile(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text);
  if (parsed.errors.length > 0) throw new Error(`${path} cannot be parsed: ${parsed.errors[0]?.message}`);
  return { path, text, lines: text.trimEnd().split("\n").length, parsed };
}

/** Every TypeScript file of the project, tests included. */
export function allSourceFiles(): SourceFile[] {
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replace(/^\//, ""));
  return names
    .filter((path) => folders.includes(path.split("/")[0] ?? ""))
    .toSorted()
    .map((path) => sourceFile(path, readFileSync(root + path, "utf8")));
}

/** The line an offset is on, counted from 1. */
export function lineAt(file: SourceFile, offset: number): number {
  return file.text.slice(0, offset).split("\n").length;
}

/** Whether the file belongs to what runs, not to what tests it. */
export function isProduct(file: SourceFile): boolean {
  return !file.path.startsWith("test/");
}
