import type { Document, Node } from "yaml";
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Fault } from "./faults.ts";
import { yamlCache } from "./yaml-cache.ts";
import { aliasSlip, type Slip, slipAt } from "./yaml-slips.ts";

/** A way into a parsed file, as zod gives it. */
export type Path = readonly PropertyKey[];

/** A knowledge file as parsed, which still knows where everything stood. */
export type YamlFile = {
  readonly file: string;
  /** `undefined` where the text was no YAML. */
  readonly value: unknown;
  readonly faults: readonly Fault[];
  /** A fault at this place of the file, with a path people can follow and its line. */
  faultAt(path: Path, fault: string, mend: string): Fault;
};

/**
 * Parses the text of one file, or takes from the cache what it says. `onlyText` takes every word as it is written: in a
 * list of phrasings 502 and true are what somebody typed, not a number and a truth value.
 */
export function parseYamlFile(file: string, text: string, onlyText: boolean): YamlFile {
  const kept = yamlCache.find(text, onlyText);
  if (kept !== null) {
    // Only faults of the shape can be left to tell, and they need the places in the text.
    const faultAt: YamlFile["faultAt"] = (...fault) => parseText(file, text, onlyText).faultAt(...fault);
    return { file, value: kept.value, faults: [], faultAt };
  }
  const parsed = parseText(file, text, onlyText);
  if (parsed.faults.length === 0) yamlCache.keep(text, onlyText, parsed.value);
  return parsed;
}

function parseText(file: string, text: string, onlyText: boolean): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    schema: onlyText ? "failsafe" : "core",
  });
  const faults = syntaxFaults(file, text, document, counter);
  const value = faults.length > 0 ? undefined : toValue(document, file, text, faults);
  const faultAt = (path: Path, fault: string, mend: string): Fault => ({
    file,
    path: readablePath(value, path),
    ...lineOf(document, counter, path),
    fault,
    fix: mend,
  });
  return { file, value, faults, faultAt };
}

/** Each field that stands twice, and the first of all other errors: those after it mostly follow from it. */
function syntaxFaults(file: string, text: string, document: Document, counter: LineCounter): Fault[] {
  const errors = [...document.errors, ...document.warnings].map(({ code, pos: [at] }) => ({
    line: counter.linePos(at).line,
    isTwice: code === "DUPLICATE_KEY",
  }));
  const twice = errors.filter(({ isTwice }) => isTwice);
  const [first] = errors.filter(({ isTwice }) => !isTwice).toSorted((a, b) => a.line - b.line);
  const found: Slip[] = [
    ...twice.map(({ line }) => ({
      line,
      fault: "the same field stands here a second time",
      fix: "keep one of the two",
    })),
    ...(first ? [slipAt(text, first.line)] : []),
  ];
  return found.map((slip) => faultOf(file, slip));
}

/** Only here do aliases unfold, and a file can be written whose aliases unfold without end. */
function toValue(document: Document, file: string, text: string, faults: Fault[]): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const name = error instanceof ReferenceError ? /: (\S+)$/u.exec(error.message)?.[1] : undefined;
    faults.push(
      name
        ? faultOf(file, aliasSlip(text, name))
        : {
            file,
            path: "",
            fault: "has references (* and &) that cannot be followed",
            fix: "write the text out instead",
          },
    );
    return undefined;
  }
}

const faultOf = (file: string, slip: Slip): Fault => ({ file, path: `line ${slip.line}`, ...slip });

/** Things with an id are called by it, others counted from 1, as people do. */
function readablePath(value: unknown, path: Path): string {
  let here = value;
  return path
    .map((segment) => {
      here = typeof here === "object" && here !== null ? (here as Record<PropertyKey, unknown>)[segment] : undefined;
      return typeof segment === "number" ? (nameOf(here) ?? String(segment + 1)) : String(segment);
    })
    .join(".");
}

function nameOf(thing: unknown): string | undefined {
  if (typeof thing !== "object" || thing === null) return undefined;
  const { id, use } = thing as { id?: unknown; use?: unknown };
  return [id, use].find((name) => typeof name === "string");
}

/** The line of the last part of the path that exists: what is missing has none of its own. */
function lineOf(document: Document, counter: LineCounter, path: Path): { line?: number } {
  let node: unknown = document.contents;
  let offset = 0;
  for (const segment of path) {
    const found: { at: Node; value: unknown } | undefined = childOf(node, segment);
    if (found === undefined) break;
    offset = found.at.range?.[0] ?? offset;
    node = found.value;
  }
  return offset === 0 && path.length === 0 ? {} : { line: counter.linePos(offset).line };
}

function childOf(node: unknown, segment: PropertyKey): { at: Node; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
    return pair === undefined ? undefined : { at: pair.key as Node, value: pair.value };
  }
  const item = isSeq(node) && typeof segment === "number" ? node.items[segment] : undefined;
  return item === undefined ? undefined : { at: item as Node, value: item };
}
