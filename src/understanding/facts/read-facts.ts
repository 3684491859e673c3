import type { ExpectedInput } from "../../../dialogs/events.ts";
import type { Device } from "../../../knowledge/article.ts";
import type { FactsLexicon } from "../../../knowledge/facts-lexicon.ts";
import { deviceNames } from "../entities/device-names.ts";
import type { Entities } from "../entities/read-entities.ts";
import { clausesIn, type Clause } from "./clause.ts";
import type { Facts, Role } from "./facts.ts";
import { matcherOf } from "./matcher.ts";
import { stepReader } from "./steps-read.ts";

/** What is needed to read facts out of a message: the normalised text and what rules and classifiers found in it. */
export type FactsInput = {
  typed: string;
  awaiting: ExpectedInput | "case" | "consent" | "observation";
  /** The step on screen. */
  step: string | null;
  label: string;
  entities: Entities;
  /** Labels of the clauses that are questions. */
  asked: readonly string[];
};
export type ReadFacts = (input: FactsInput) => Facts;

/** Makes the reader of facts for an article's steps. */
export function factsReader(options: { lexicon: FactsLexicon; steps: readonly string[]; article: string }): ReadFacts {
  const { lexicon, steps, article } = options;
  const readSteps = stepReader(lexicon, steps);
  const shows = { outage: matcherOf(lexicon.status.outage), fine: matcherOf(lexicon.status.fine) };
  const statusWords = matcherOf(lexicon.steps["check-status"] ?? ["status"]);
  const questions = Object.entries(lexicon.asks).map(([id, patterns]) => ({ id, match: matcherOf(patterns) }));
  const wantsPerson = matcherOf(lexicon.person.wanted);
  const noPerson = matcherOf(lexicon.person.never);
  return ({ typed, awaiting, step, entities, asked }) => {
    const clean = withoutMachineText(typed);
    const clauses = clausesIn(clean);
    const outcome = null;
    const mentions = readSteps(clauses, { step, fixed: outcome === "fixed" });
    const aboutStatus = statusWords.test(clean) || (step === "check-status" && awaiting !== "idle");
    const status = !aboutStatus ? null : shows.outage.test(clean) ? "outage" : shows.fine.test(clean) ? "fine" : null;
    return {
      articles: entities.codes.ours !== null ? [article] : [],
      devices: devicesIn(clauses, awaiting),
      steps: mentions.flatMap(({ step: id, said }) => (said === null ? [] : [{ step: id, said }])),
      outcome,
      status,
      asks: [...new Set([...asked, ...questions.filter(({ match }) => clauses.some(({ text }) => match.test(text))).map(({ id }) => id)])],
      person: wantsPerson.test(clean) && !noPerson.test(clean),
      safety: null,
    };
  };
}

/** Links, host names, paths and log lines name no device and no step. */
function withoutMachineText(typed: string): string {
  return typed
    .replace(/\bhttps?:\/\/\S+/gu, " ")
    .replace(/\b[\w-]+(?:\.[\w-]+){2,}(?:\/\S*)?/gu, " ")
    .replace(/\b[\w-]+\.(?:com|net|org|io|wg)\b(?:\/\S*)?/gu, " ")
    .replace(/(?:~|\.{0,2})\/[\w./-]+/gu, " ");
}

const works =
  /\b(?:works?|working|plays?|playing|fine|ok|okay|good|perfect(?:ly)?|no (?:problem|issue|trouble)s?|normal(?:ly)?|runs?|streams?|loads?|does it|happily|like a charm)\b/u;
const fails =
  /\b(?:not|no|n't|never|nothing|error|502|bad gateway|fail\w*|broken?|dead|down|stuck|won'?t|cannot|can'?t|doesn'?t|spin\w*|blank|same|crash\w*|hangs?|problem|issue|refuses)\b/u;

/** Devices with their role: from the clause around the name; the last word on a device counts. */
function devicesIn(clauses: readonly Clause[], awaiting: string): { device: Device; role: Role }[] {
  const found = new Map<Device, Role>();
  for (const { text, question } of clauses) {
    for (const device of devicesOf(text)) {
      const role = roleIn(text, question);
      if (role !== "unclear" || !found.has(device)) found.set(device, role);
    }
  }
  // The one device that is named is the one the person uses for the guide.
  if (found.size === 1 || awaiting === "platform")
    for (const [device, role] of found) if (role === "unclear") found.set(device, "fails");
  return [...found].map(([device, role]) => ({ device, role }));
}

function devicesOf(text: string): Device[] {
  const found: Device[] = [];
  let rest = text;
  for (const [device, pattern] of deviceNames) {
    const match = pattern.exec(rest);
    if (!match) continue;
    found.push(device);
    rest = rest.replace(new RegExp(pattern.source, "gu"), "§");
  }
  return found;
}

function roleIn(text: string, question: boolean): Role {
  if (question) return "unclear";
  const good = works.test(text);
  const bad = fails.test(text);
  if (good && !bad) return "works";
  return bad ? "fails" : "unclear";
}
