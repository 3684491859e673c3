import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";

import { yamlCache } from "../../knowledge/yaml-cache.ts";
import { parseYamlFile } from "../../knowledge/yaml-file.ts";
import { temporaryFolder } from "../storage/support/databases.ts";

afterEach(() => yamlCache.flush());

const read = (text: string, onlyText = false): unknown => parseYamlFile("a.yaml", text, onlyText).value;

/** One start of a program that reads these texts. */
function start(file: string, texts: readonly string[]): unknown[] {
  yamlCache.enable(file);
  const values = texts.map((text) => read(text));
  yamlCache.flush();
  return values;
}

test("what a file says is the same when it was parsed at an earlier start", () => {
  const file = join(temporaryFolder(), "kept", "knowledge.json");
  const text = "code: 502\nsteps: [one, two]\nname: Café\nnothing: null\n";
  const parsed = start(file, [text]);
  yamlCache.enable(file);
  expect(yamlCache.find(text, false)).not.toBeNull();
  expect([read(text)]).toEqual(parsed);
});

test("a changed file is read anew, and a text that is read in another way too", () => {
  const file = join(temporaryFolder(), "knowledge.json");
  start(file, ["code: 502"]);
  yamlCache.enable(file);
  expect(read("code: 503")).toEqual({ code: 503 });
  expect(read("code: 502", true)).toEqual({ code: "502" });
});

test("a fault of the shape names its line also where the text was parsed at an earlier start", () => {
  const file = join(temporaryFolder(), "knowledge.json");
  const text = "one: 1\ntwo: 2\n";
  start(file, [text]);
  yamlCache.enable(file);
  expect(parseYamlFile("a.yaml", text, false).faultAt(["two"], "is wrong", "mend it")).toMatchObject({
    path: "two",
    line: 2,
  });
});

test("a text with faults is never kept, nor one that JSON cannot say", () => {
  const file = join(temporaryFolder(), "knowledge.json");
  start(file, ["a: [", "number: .nan", "fine: 1"]);
  expect(Object.values(JSON.parse(readFileSync(file, "utf8")) as object)).toEqual([{ fine: 1 }]);
});

test("what is no longer read is no longer kept", () => {
  const file = join(temporaryFolder(), "knowledge.json");
  start(file, ["a: 1", "b: 2"]);
  start(file, ["b: 2"]);
  expect(Object.values(JSON.parse(readFileSync(file, "utf8")) as object)).toEqual([{ b: 2 }]);
});

test("a damaged file and a folder that cannot be written to change nothing of what is read", () => {
  const folder = temporaryFolder();
  const file = join(folder, "knowledge.json");
  writeFileSync(file, '{"half":');
  chmodSync(folder, 0o500);
  expect(start(file, ["a: 1"])).toEqual([{ a: 1 }]);
  chmodSync(folder, 0o700);
  expect(readdirSync(folder)).toEqual(["knowledge.json"]);
  expect(start(join(file, "not", "a", "folder"), ["a: 1"])).toEqual([{ a: 1 }]);
});
