import type { Device } from "../../../knowledge/article.ts";
import type { FactsLexicon } from "../../../knowledge/facts-lexicon.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { softmax } from "../classifier/softmax.ts";
import type { Entities, ReadEntities } from "../entities/read-entities.ts";
import type { Claim, MayClaim } from "./claim-subject.ts";
import { clausesIn } from "./clause.ts";
import { cured, devicesOf, withRoles } from "./device-roles.ts";
import { type Facts, type FactsAwaiting, outcomes, type Outcome, type Role } from "./message-facts.ts";
import type { ReadSafety } from "./safety.ts";
import type { ReadSessionQuestions, SessionQuestions } from "./session-questions.ts";
import { type ReadStatus, statusOf } from "./status-page.ts";
import { stepsReader } from "./step-facts.ts";

/** What was asked last, and what is on screen. */
export type FactsContext = {
  awaiting: FactsAwaiting;
  /** The step on screen. */
  step: string | null;
};

/** A message with what the layers before found in it. `heads`: logits of the transformer's heads for facts. */
export type FactsInput = FactsContext & {
  text: string;
  /** The message as it was written: danger is looked for before the spelling is corrected, towards English words. */
  whole: string;
  typed: string;
  label: string;
  confidence: number;
  oosProbability: number;
  entities: Entities;
  devices: readonly Device[];
  /** Null without the transformer: then rules and the label tell what they can. */
  heads: Readonly<Record<string, Float32Array>> | null;
};
type Heads = Readonly<Record<string, Float32Array>>;
export type ReadFacts = (input: FactsInput) => Facts;

/** Questions that the head of the same name knows, in its order. */
const questions = [
  "faq:what-it-means",
  "faq:whose-fault",
  "faq:how-long",
  "faq:status-fine",
  "faq:who-is-affected",
  "faq:tools-needed",
  "faq:fix-time",
  "faq:difficulty",
  "faq:severity",
  "faq:professional",
  "faq:lose-downloads",
  "live-status",
  "case",
  "place",
  "privacy",
  "step-safety",
] as const;

/** Logits from which a head's output counts, chosen on own development texts. */
const thresholds = { asks: 0.6, person: 0 };
/** An answer to what a page shows, as long as the question is all it can be about. */
const maxAnswer = 6;
/** The step that looks at the status page. */
const statusStep = "check-status";
/**
 * "Fixed" ends a conversation, so it needs this probability of the head; less where the label and the words of success say
 * it as well, and more where no word of success is in it, or one that says it fails. Chosen on own sets.
 */
const minFixed = { confirmed: 0.5, named: 0.9, unnamed: 0.97 };
const confirmedLabel = 0.8;

/**
 * Makes the reader of facts for an article with these steps, in its own order. What does not depend on the article is
 * made once for all of them and given.
 */
export function factsReader(options: {
  lexicon: FactsLexicon;
  steps: readonly string[];
  article: string;
  readEntities: ReadEntities;
  readSafety: ReadSafety;
  readStatus: ReadStatus;
  mayClaim: MayClaim;
  triedSteps: Lexicon["tried-steps"];
  readQuestions: ReadSessionQuestions;
}): ReadFacts {
  const { article, readEntities, mayClaim, readStatus, readSafety } = options;
  const readSteps = stepsReader(options);
  return (input) => {
    const { typed, entities } = input;
    const heads = input.heads ?? {};
    const clauses = clausesIn(typed);
    // Asked what the status page shows, which every article's first step does.
    const ofPage = input.awaiting === "observation" && input.step === statusStep;
    const statements = clauses.filter(({ question }) => !question).map(({ text }) => text);
    const status = readStatus(
      statements.join(". "),
      statusOf(heads) ?? (ofPage && typed.split(" ").length <= maxAnswer ? "shown" : null),
      input.awaiting,
    );
    const onlyQuestions = clauses.every(({ question }) => question);
    const { works, fails } = entities.outcome;
    const claim = onlyQuestions ? "no" : mayClaim({ typed, written: input.text, ofPage });
    const claims: Claim = claim === "named" && fails && !works ? "unnamed" : claim;
    const outcome = input.heads ? outcomeOf(input, heads, claims) : outcomeByRules(input, claims === "named");
    const caseOpen = input.awaiting === "case";
    const isAsking = clauses.some(({ question }) => question);
    const safety = readSafety(input.whole) ?? (input.whole.toLowerCase() === typed ? null : readSafety(typed));
    return {
      articles: entities.codes.ours !== null ? [article] : [],
      devices: input.heads
        ? cured(withRoles(devicesOf(heads, input.devices, typed), typed, readEntities), outcome)
        : entities.devices.named.map((device) => ({ device, role: roleByRules(input) })),
      ...readSteps(input, { clauses, outcome, status }),
      outcome,
      status,
      asks: asksOf(
        heads,
        input.label,
        isAsking ? options.readQuestions(typed, { asked: input.awaiting, caseOpen }) : null,
      ),
      person: input.heads
        ? (heads["person"]?.[0] ?? -1) > thresholds.person
        : input.label === "human" && input.confidence >= sureLabel,
      safety,
      language: safety === null ? null : readSafety.languageOf(input.whole, safety),
    };
  };
}

/** Confidence from which the label alone is believed, where no head confirms it. */
const sureLabel = 0.85;

/** Without the heads: what answers the question for the device is the one that fails. */
const roleByRules = ({ awaiting, devices }: FactsInput): Role =>
  awaiting === "platform" && devices.length === 1 ? "fails" : "unclear";

/** Without the heads: a claim is believed if the label is sure and the words say the same. */
function outcomeByRules({ label, confidence, entities, typed }: FactsInput, mayBeFixed: boolean): Outcome | null {
  const { works, fails } = entities.outcome;
  if (label === "nav:not-fixed") return "not-fixed";
  if (label !== "nav:fixed" || fails || !mayBeFixed || confidence < sureLabel) return null;
  return works || /^(?:yes|yeah|yep|yup|y|ya|ja|si)\b/u.test(typed) ? "fixed" : null;
}

function outcomeOf({ label, confidence, entities }: FactsInput, heads: Heads, claim: Claim): Outcome | null {
  const scores = heads["outcome"];
  if (!scores) return null;
  const probabilities = softmax(Float64Array.from(scores));
  const best = probabilities.indexOf(Math.max(...probabilities));
  const outcome = best === 0 ? null : (outcomes[best - 1] ?? null);
  if (outcome !== "fixed") return outcome;
  // A likely claim that is not certain is none: it is asked about, not taken for a half cure.
  const { works, fails, relapse } = entities.outcome;
  const isConfirmed = works && !fails && !relapse && label === "nav:fixed" && confidence >= confirmedLabel;
  const needed = claim === "named" ? (isConfirmed ? minFixed.confirmed : minFixed.named) : minFixed.unnamed;
  return claim !== "no" && (probabilities[best] ?? 0) >= needed ? "fixed" : null;
}

function asksOf(heads: Heads, label: string, words: SessionQuestions | null): string[] {
  const scores = heads["asks"];
  const byHead = questions.filter((_, at) => (scores?.[at] ?? -9) > thresholds.asks) as string[];
  const inquiries = words && !words.subscribes ? words.inquiries : [];
  // Its number and how long it takes are questions about the case.
  const byWords = inquiries
    .map((one) => (one.startsWith("case-") ? "case" : one))
    .filter((one) => (questions as readonly string[]).includes(one));
  const found: string[] = [...new Set([...byHead, ...byWords])];
  const live = found.includes("live-status");
  const asked = label.startsWith("faq:") && !found.includes(label) ? [...found, label] : found;
  // A question about now is answered by the live status, not by what is usual.
  return live ? asked.filter((one) => one !== "faq:who-is-affected" && one !== "faq:how-long") : asked;
}
