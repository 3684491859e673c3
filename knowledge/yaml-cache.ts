import { hash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import yamlPackage from "yaml/package.json" with { type: "json" };

/**
 * Keeps what YAML files say from one start to the next: parsing them took a sixth of a start's processor time, and
 * reading the same as JSON takes a few milliseconds. A value is found by the whole text it was parsed from, so that a
 * changed file is always parsed anew. Without a file that can be read or written, everything is parsed.
 */
export type YamlCache = {
  /** Keeps values in `file` from now on, until `flush`. */
  enable(file: string): void;
  /** What this text says, where it was parsed before. It belongs to all who ask, so it must not be changed. */
  find(text: string, onlyText: boolean): { value: unknown } | null;
  /** Keeps what a text without faults says, where JSON can say the same. */
  keep(text: string, onlyText: boolean, value: unknown): void;
  /** Writes the values that were asked for, unless the file has just these, and keeps no more. */
  flush(): void;
};

/** The cache of the process, as Node has one for compiled sources: off until a program enables it. */
export const yamlCache = createYamlCache();

function createYamlCache(): YamlCache {
  let open: { file: string; found: ReadonlyMap<string, unknown>; used: Map<string, unknown> } | null = null;
  return {
    enable(file) {
      open = { file, found: readValues(file), used: new Map() };
    },
    find(text, onlyText) {
      if (open === null) return null;
      const key = keyOf(text, onlyText);
      const value = open.used.get(key) ?? open.found.get(key);
      if (value === undefined) return null;
      open.used.set(key, value);
      return { value };
    },
    keep(text, onlyText, value) {
      if (open === null || value === undefined) return;
      if (isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value)) open.used.set(keyOf(text, onlyText), value);
    },
    flush() {
      if (open === null) return;
      const { file, found, used } = open;
      open = null;
      const isSame = found.size === used.size && [...used.keys()].every((key) => found.has(key));
      if (!isSame) writeValues(file, used);
    },
  };
}

/** The name of a text in the cache; another version of the parser may read the same text in another way. */
function keyOf(text: string, onlyText: boolean): string {
  return hash("sha256", `${yamlPackage.version} ${onlyText ? "failsafe" : "core"}\n${text}`);
}

function writeValues(file: string, values: ReadonlyMap<string, unknown>): void {
  // Renamed when complete, so that another process never reads half of it.
  const unfinished = `${file}.${randomUUID()}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, JSON.stringify(Object.fromEntries(values)));
    renameSync(unfinished, file);
  } catch {
    // A folder that cannot be written to only means a slower start.
    if (existsSync(unfinished)) unlinkSync(unfinished);
  }
}

function readValues(file: string): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>));
  } catch {
    return new Map();
  }
}
