import { posix } from "node:path";

import { Visitor } from "vite";

import { lineAt } from "./source-file.ts";
import type { SourceFile } from "./source-file.ts";

/** Metaphors and what to say instead, as in docs/glossary.md. */
export const bannedWords: Readonly<Record<string, string>> = {
  door: "route, endpoint, middleware",
  doors: "routes, endpoints, middleware",
  shelf: "store",
  turnstile: "semaphore",
  lane: "conversation queue",
  lanes: "conversation queues",
  deed: "command, event",
  deeds: "commands, events",
  mood: "fault",
  moods: "faults",
  moody: "faulty",
  misfortune: "fault injection",
  remains: "leftovers",
  manners: "code style, small talk",
  law: "rule",
  laws: "rules",
  looks: "theme, checks",
  aside: "digression",
  beside: "background, in parallel, next to",
  told: "reported, notified, known",
  hear: "receive, listener",
  hears: "receives",
  heard: "received, seen",
  party: "conversation reference",
  house: "service",
  standing: "state, sync status",
  voice: "render context",
  knock: "probe, request",
  sweeper: "retention job",
  roster: "agent authentication",
  shy: "under-confident",
  heat: "temperature",
  bender: "gelu",
  mender: "spelling corrector",
  trouble: "failure, outage, warning",
  patience: "timeout, retry policy",
  patiently: "with retry",
  homeless: "unassigned",
  outhouse: "build tools",
};

/** In sentences these are everyday words, which are no metaphors there. */
const onlyInNames = new Set(["law", "laws", "looks", "party", "standing", "voice", "beside", "heat"]);
const bannedPhrases = [/riding out/iu, /rides out/iu, /bring(s|ing)? news/iu, /lets? go\b/iu];

/** Names in stored records stay as they are. */
const storedNames = new Set(["filesTold"]);
/** Tables and columns of databases of before, and the migrations that rename them. */
const namesOfBefore = /^src\/storage\/migrations\/|^test\/storage\/renamed-tables/u;
/** Being rewritten: their names follow, then this goes. */
const rewritten =
  /^src\/web\/desk\/|^test\/browser\/(?:desk|widget)|^dialogs\/wording\/desk-en|^knowledge\/|^src\/cli\/article/u;
const isExempt = ({ path }: SourceFile): boolean => namesOfBefore.test(path) || rewritten.test(path);

const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/gu, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/u);

const banned = (name: string): string[] => wordsOf(name).filter((word) => Object.hasOwn(bannedWords, word));

/** Banned words in the file's name, in its identifiers, and in its log messages; one line each. */
export function bannedWordsIn(file: SourceFile): string[] {
  const path = banned(posix.basename(file.path)).map((word) => `${file.path}: "${word}" in the file name`);
  return [...path, ...bannedIdentifiers(file), ...bannedLogMessages(file)];
}

function bannedIdentifiers(file: SourceFile): string[] {
  const found = new Map<string, string>();
  const take = ({ name, start }: { name: string; start: number }): void => {
    if (storedNames.has(name) || isExempt(file)) return;
    for (const word of banned(name)) found.set(name, `${file.path}:${lineAt(file, start)}: "${word}" in ${name}`);
  };
  new Visitor({ Identifier: take }).visit(file.parsed.program);
  return [...found.values()];
}

const levels = new Set(["trace", "debug", "info", "warn", "error", "fatal"]);

function bannedLogMessages(file: SourceFile): string[] {
  const found: string[] = [];
  new Visitor({
    CallExpression: ({ callee, arguments: given }) => {
      if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
      if (!levels.has(callee.property.name)) return;
      for (const one of given) {
        if (one.type !== "Literal" || typeof one.value !== "string") continue;
        const message = one.value;
        const wrong =
          banned(message).some((word) => !onlyInNames.has(word)) ||
          bannedPhrases.some((phrase) => phrase.test(message));
        if (wrong) found.push(`${file.path}:${lineAt(file, one.start)}: log message "${message}"`);
      }
    },
  }).visit(file.parsed.program);
  return found;
}

/** Metaphors that no sentence needs either; in comments and in titles of tests. */
const neverSaid =
  /\b(?:turnstiles?|shel(?:f|ves)|misfortunes?|deeds?|outhouse|manners|parted by|programmes?|crosswise|knock(?:s|ed)? (?:at|on)|the doors?|doors|the house|lanes?)\b/iu;

/** Comments and titles of tests that use such a metaphor; one line each. */
export function metaphorsIn(file: SourceFile): string[] {
  if (isExempt(file)) return [];
  const found: string[] = [];
  const check = (text: string, start: number): void => {
    const match = neverSaid.exec(text);
    if (match) found.push(`${file.path}:${lineAt(file, start + match.index)}: "${match[0]}"`);
  };
  for (const { value, start } of file.parsed.comments) check(value, start);
  const titled = new Set(["test", "it", "describe"]);
  new Visitor({
    CallExpression: ({ callee, arguments: [title] }) => {
      const isTest = callee.type === "Identifier" && titled.has(callee.name);
      if (isTest && title?.type === "Literal" && typeof title.value === "string") check(title.value, title.start);
    },
  }).visit(file.parsed.program);
  return found;
}
