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
  looks: "theme, style",
  aside: "digression",
  beside: "background, in parallel",
  told: "reported, known",
  knock: "probe, request",
  sweeper: "retention job",
  roster: "agent authentication",
  shy: "under-confident",
  heat: "temperature",
  bender: "gelu",
  mender: "spelling corrector",
  trouble: "log a warning that says what happened",
  patience: "retry policy",
  patiently: "with retry",
  homeless: "unassigned",
  outhouse: "build tools",
};

const bannedPhrases = [/riding out/iu, /rides out/iu, /bring(s|ing)? news/iu, /lets? go\b/iu, /the doors?\b/iu];

const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/gu, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/u);

const banned = (name: string): string[] => wordsOf(name).filter((word) => Object.hasOwn(bannedWords, word));

/** Banned words in the file's path, in the names it exports, and in its log messages; one line each. */
export function bannedWordsIn(file: SourceFile): string[] {
  const path = banned(posix.basename(file.path)).map((word) => `${file.path}: "${word}" in the file name`);
  const exported = file.parsed.module.staticExports
    .flatMap((one) => one.entries)
    .flatMap((entry) =>
      banned(entry.exportName.name ?? "").map(
        (word) => `${file.path}:${lineAt(file, entry.start)}: "${word}" in ${entry.exportName.name}`,
      ),
    );
  return [...path, ...exported, ...bannedLogMessages(file)];
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
        const wrong = banned(message).length > 0 || bannedPhrases.some((phrase) => phrase.test(message));
        if (wrong) found.push(`${file.path}:${lineAt(file, one.start)}: log message "${message}"`);
      }
    },
  }).visit(file.parsed.program);
  return found;
}
