import type { z } from "zod";
import type { Fault } from "./faults.ts";
import type { Path, YamlFile } from "./yaml-file.ts";

type Issue = z.core.$ZodIssue;
type Words = { fault: string; mend: string };

const seeReadme = "knowledge/README.md shows every field";

/** What zod found, in the words of someone who writes articles. */
export function schemaFaults(source: YamlFile, issues: readonly Issue[]): Fault[] {
  const firstAtItsPlace = new Map<string, { issue: Issue; path: Path }>();
  for (const leaf of issues.flatMap((issue) => leaves(issue, []))) {
    const place = leaf.path.join("\n");
    // A value of the wrong type is often too short as well: the second fault goes with the first.
    if (!firstAtItsPlace.has(place)) firstAtItsPlace.set(place, leaf);
  }
  return [...firstAtItsPlace.values()].map(({ issue, path }) => {
    const { fault, mend } = inWords(issue, path, at(source.value, path));
    return source.faultAt(path, fault, mend);
  });
}

/** A choice of two shapes fails in both; the author meant the one with fewer faults, and hears of that one only. */
function leaves(issue: Issue, above: Path): { issue: Issue; path: Path }[] {
  const path = [...above, ...issue.path];
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [{ issue, path }];
  const branches = issue.errors.map((branch) => branch.flatMap((inner) => leaves(inner, path)));
  return branches.reduce((best, branch) => (branch.length < best.length ? branch : best));
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (here, segment) =>
      typeof here === "object" && here !== null && Object.hasOwn(here, segment)
        ? (here as Record<PropertyKey, unknown>)[segment]
        : undefined,
    value,
  );
}

function inWords(issue: Issue, path: Path, found: unknown): Words {
  switch (issue.code) {
    case "unrecognized_keys":
      return {
        fault: `has a field that does not belong here: ${issue.keys.join(", ")}`,
        mend: "correct its spelling or remove it",
      };
    case "invalid_value":
      return found === undefined
        ? missing(path)
        : { fault: `must be one of ${issue.values.join(", ")}`, mend: "choose one of these" };
    case "too_small":
      return { fault: tooSmall(issue), mend: "fill it in" };
    case "invalid_type":
      if (path.length === 2 && path[0] === "steps" && typeof found === "string") return noSharedStep(found);
      return found === undefined ? missing(path) : wrongType(issue.expected, found);
    case "custom":
      return { fault: issue.message, mend: mendOf(issue) };
    default:
      return found === undefined ? missing(path) : { fault: issue.message, mend: "write it in this form" };
  }
}

function mendOf({ path, message }: Issue): string {
  if (message.endsWith("is no language"))
    return "use a tag such as 'de' or 'pt-BR'; a field begins two spaces further out";
  return path.at(-1) === "id" ? "give every one its own id" : "add or correct it";
}

/** A `use` that names no step stands for itself. */
function noSharedStep(name: string): Words {
  return {
    fault: `uses the shared step '${name}', which is not there or has faults`,
    mend: `write the name of a file in knowledge/steps without .yaml, or the step itself; ${seeReadme}`,
  };
}

function missing(path: Path): Words {
  const forDevice =
    path.at(-2) === "on"
      ? "write its instructions, or a reason why this device cannot do the step"
      : `add it; ${seeReadme}`;
  return { fault: "is missing", mend: forDevice };
}

function tooSmall(issue: Extract<Issue, { code: "too_small" }>): string {
  if (issue.origin === "array") return "must have at least one entry";
  return issue.origin === "string" ? "must not be empty" : "must be 1 or more";
}

function wrongType(expected: string, found: unknown): Words {
  if (expected === "string" && (typeof found === "number" || typeof found === "boolean")) {
    return { fault: `must be text, and is read as the ${typeof found} ${String(found)}`, mend: "put it in quotes" };
  }
  if (found === null && expected === "array")
    return { fault: "is empty", mend: "write '- ' and a text below it, once for each entry" };
  if (found === null || found === "")
    return { fault: "is empty", mend: `fill it in; a text that begins with # needs quotes; ${seeReadme}` };
  const [fault, mend] = kinds[expected] ?? [expected, `see its form: ${seeReadme}`];
  return { fault: `must be ${fault}`, mend };
}

/** What must stand there, by the name that zod has for it, and how it is written. */
const kinds: Readonly<Record<string, readonly [string, string]>> = {
  string: ["a text", "a text with a colon in it needs quotes around it; a text for readers needs 'en:' before it"],
  array: ["a list, each entry on its own line after '- '", "write '- ' before each entry, two spaces further in"],
  object: ["a group of fields", "write them below it, two spaces further in; a text for readers has 'en:' before it"],
  int: ["a whole number", "write it in digits, without quotes"],
  number: ["a number", "write it in digits, without quotes"],
  boolean: ["true or false", "write one of these, without quotes"],
};
