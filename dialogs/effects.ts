import type { Device } from "../knowledge/article.ts";
import type { LiveStatus, SpokenEvent, StepResult } from "./events.ts";

/**
 * What a transition wants done: data until the turn is committed. `say` becomes words in `replies.ts`;
 * the others are written to the store by the turn.
 */

/** How the tried steps stand, for lists, summaries and cases. `step` is an id of the article. */
export type Tried = { step: string; result: StepResult; at: number };

/** A step as it must be shown: where it stands, and which steps before it were passed over on this device. */
export type StepView = { article: string; step: string; device: Device; number: number; of: number; passedOver: readonly string[] };

/** Everything the assistant can say, without a single word yet. */
export type Say =
  | { kind: "welcome"; place: StepView | null }
  | { kind: "opening"; article: string; status: LiveStatus; now: number }
  | { kind: "incident"; article: string; status: LiveStatus & { kind: "incident" }; now: number }
  | { kind: "incident-watched" }
  | { kind: "incident-over" }
  | { kind: "ask-device"; again: boolean }
  | { kind: "ask-problem"; articles: readonly string[] }
  | { kind: "no-guide" }
  | { kind: "step"; view: StepView; lead: "first" | "next" | "moved" | "back" | "first-already" | "resumed" | "restarted" | "device-changed" | "again" | "none" }
  | { kind: "explain-step"; view: StepView }
  | { kind: "consent"; view: StepView }
  | { kind: "answer"; article: string; answer: string }
  | { kind: "list"; article: string; device: Device | null; tried: readonly Tried[]; current: string | null }
  | { kind: "noted-tried"; article: string; steps: readonly string[] }
  | { kind: "wait" }
  | { kind: "stopped"; view: StepView | null }
  | { kind: "nothing-to-resume" }
  | { kind: "place-offer"; view: StepView }
  | { kind: "fixed"; article: string | null; step: string | null }
  | { kind: "still-same-error" }
  | { kind: "all-tried"; article: string; tried: readonly Tried[] }
  | { kind: "person-declined" }
  | { kind: "anything-else" }
  | { kind: "case-opened"; number: string; ahead: number; guideOn: boolean }
  | { kind: "case-already"; number: string; ahead: number }
  | { kind: "case-withdrawn"; number: string }
  | { kind: "no-case" }
  | { kind: "unclear"; why: string; misses: number; readings: readonly SpokenEvent[]; article: string | null }
  | { kind: "offer-person" }
  | { kind: "manners"; what: "greeting" | "thanks" | "goodbye" | "help" | "feedback-good" | "feedback-bad" | "yes" | "no" }
  | { kind: "not-now" }
  /** The question that stands, asked again after something in between. */
  | { kind: "ask-again"; view: StepView | null; place: string };

export type Effect =
  | { type: "say"; say: Say; turn: number; asked: number }
  | { type: "recordOutcome"; article: string; step: string; device: Device | null; result: StepResult; seconds: number; status: LiveStatus["kind"] }
  | { type: "openCase"; number: string; reason: CaseReason }
  | { type: "withdrawCase"; number: string }
  | { type: "watchStatus"; article: string }
  | { type: "noteFeedback"; good: boolean; about: string };

/** Why a case was opened: a closed list, shown at the desk. */
export type CaseReason = "asked" | "all-tried" | "not-understood" | "frustrated" | "fault";
