import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { describeFault, type Fault } from "../../knowledge/faults.ts";
import { loadLexicon, readLexicon } from "../../knowledge/lexicon.ts";
import { knowledgeDirectory } from "../../knowledge/load.ts";

const directory = mkdtempSync(join(tmpdir(), "lexicon-"));
beforeAll(() => cpSync(join(knowledgeDirectory, "lexicon"), join(directory, "lexicon"), { recursive: true }));
afterAll(() => rmSync(directory, { recursive: true }));

/** The faults after one replacement in one file, which is restored. */
function faultsAfter(file: string, piece: string, by: string): string[] {
  const path = join(directory, "lexicon", file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(piece);
  writeFileSync(path, text.replace(piece, by));
  const faults: Fault[] = [];
  expect(readLexicon(directory, faults)).toBeNull();
  writeFileSync(path, text);
  return faults.map(describeFault);
}

test("the lexicon has no faults", () => {
  const faults: Fault[] = [];
  readLexicon(directory, faults);
  expect(faults).toEqual([]);
});

test("comments and empty lines of a block are skipped, and an arrow may have nothing after it", () => {
  const path = join(directory, "lexicon", "chat-speak.yaml");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, "version: 1\nwords: |\n  # laughter\n  lol =>\n\n  thx => thanks\n");
  expect(loadLexicon(directory)["chat-speak"].words).toEqual([
    ["lol", ""],
    ["thx", "thanks"],
  ]);
  writeFileSync(path, text);
});

test("quotes keep the space at the end of a replacement", () =>
  expect(loadLexicon()["asr-errors"].corrections.map(([, words]) => words)).toContain("error "));

test.each([
  ["other-products.yaml", "  nginx\n", "  ngin(x\n", "ownServers", "'ngin\\(x' is not a regular expression"],
  ["chat-speak.yaml", "  u => you\n", "  u you\n", "words", "'u you' has no arrow"],
  ["outcome.yaml", "{thing}", "{things}", "parts", "is missing, and '{things}' is used"],
  ["devices.yaml", "device: ios", "device: iphone", "devices", "must be one of"],
  ["emoji.yaml", "version: 1", "version: 2", "version", "must be 1|must be one of"],
  ["domain-words.yaml", "words: |", "word: |", "words", "is missing"],
])("a fault in %s names the file, the field and the entry", (file, piece, by, field, fault) =>
  expect(faultsAfter(file, piece, by)).toContainEqual(
    expect.stringMatching(new RegExp(`^lexicon/${file}: ${field}[^:]*: .*(?:${fault})`)),
  ),
);

test("a missing file is named", () => {
  rmSync(join(directory, "lexicon", "topics.yaml"));
  expect(() => loadLexicon(directory)).toThrow("lexicon/topics.yaml");
});
