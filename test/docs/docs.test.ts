import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { expect, test } from "vitest";

import { createProgram } from "../../src/cli/assistant.ts";
import {
  type Document,
  missingAnchors,
  missingAssistantCommands,
  missingLinks,
  missingPaths,
  missingScripts,
} from "./references.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The documentation: in the root, in `docs`, and the README of each folder. */
const documents: Document[] = globSync(["*.md", "docs/**/*.md", "{dialogs,knowledge,manifest,src,test}/**/README.md"], {
  cwd: root,
})
  .toSorted()
  .map((path) => ({ path, text: readFileSync(root + path, "utf8") }));
/** A changelog also names what was there once. */
const current = documents.filter(({ path }) => path !== "CHANGELOG.md");

const exists = (path: string): boolean => existsSync(root + path);
const read = (path: string): string => readFileSync(root + path, "utf8");
const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts);

const namesOf = (command: Command): string[] => command.commands.map((one) => one.name());
const program = createProgram();
const subcommands = new Map(program.commands.map((one) => [one.name(), namesOf(one)]));

test("every guide is read by these tests", () => {
  const paths = documents.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/architecture.md"]));
  expect(paths).toEqual(expect.arrayContaining(["dialogs/README.md", "knowledge/README.md"]));
});

test("every relative link leads to a file, and to a heading where it names one", () => {
  expect(documents.flatMap((document) => missingLinks(document, exists))).toEqual([]);
  expect(documents.flatMap((document) => missingAnchors(document, exists, read))).toEqual([]);
});

test("every path that a guide names exists", () => {
  expect(current.flatMap((document) => missingPaths(document, exists))).toEqual([]);
});

test("every npm script that a guide names exists", () => {
  expect(current.flatMap((document) => missingScripts(document, scripts))).toEqual([]);
});

test("every assistant command that a guide names exists", () => {
  expect(current.flatMap((document) => missingAssistantCommands(document, subcommands))).toEqual([]);
});

test("every test that the security and privacy guides name exists", () => {
  const named = ["docs/security.md", "docs/privacy.md"].flatMap((path) =>
    [...read(path).matchAll(/`([a-z]+(?:\/[a-z0-9-]+)+)`/gu)].map(([, name]) => `test/${name}.test.ts`),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !exists(path))).toEqual([]);
});

test("the README is at most 8,000 bytes", () => {
  expect(statSync(`${root}README.md`).size).toBeLessThanOrEqual(8_000);
});

test.each<[string, string, (document: Document) => string[]]>([
  ["a link to a missing file", "[a](docs/nowhere.md)", (document) => missingLinks(document, exists)],
  [
    "a link to a missing heading",
    "[a](docs/glossary.md#nothing)",
    (document) => missingAnchors(document, exists, read),
  ],
  ["a missing path", "see `src/nowhere/file.ts`", (document) => missingPaths(document, exists)],
  ["a missing npm script", "`npm run nothing`", (document) => missingScripts(document, scripts)],
  ["a missing command", "`npx assistant nothing`", (document) => missingAssistantCommands(document, subcommands)],
  [
    "a missing subcommand",
    "`npx assistant article nothing`",
    (document) => missingAssistantCommands(document, subcommands),
  ],
])("%s is reported", (_what, text, check) => {
  expect(check({ path: "README.md", text })).toHaveLength(1);
});
