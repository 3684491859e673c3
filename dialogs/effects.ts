import type { Device, Evidence } from "../knowledge/article.ts";
import type { Danger } from "../knowledge/lexicon.ts";
import type {
  Inquiry,
  LiveStatus,
  TurnContext,
  SpokenEvent,
  StepQuestion,
  StepResult,
  UnclearEvent,
} from "./events.ts";

/**
 * What a transition wants done: data until the turn is committed. `say` becomes words in `replies/replies.ts`; the
 * others are written to the store by the turn.
 */
export type Effect =
  | { type: "say"; say: ReplyIntent }
  | {
      type: "recordOutcome";
      article: string;
      step: string;
      device: Device | null;
      result: StepResult;
      seconds: number;
      status: LiveStatus["kind"];
    }
  | { type: "openCase"; number: string; reason: CaseReason; status: LiveStatus }
  /** `to`: the agent who had it and is there; null: whoever is next. */
  | { type: "reopenCase"; number: string; to: string | null }
  | { type: "withdrawCase"; number: string }
  /** A line of the agent, for the user to read. */
  | { type: "agentLine"; agent: string; text: string }
  | { type: "rateCase"; number: string; score: number; word: string }
  | { type: "keepContact"; number: string; address: string }
  | { type: "watchStatus"; article: string }
  /** Everything that is stored of the person goes, but for the answer to this. */
  | { type: "eraseEverything" }
  | { type: "noteFeedback"; good: boolean; about: string; comment?: string | undefined };

/** Why a case was opened: a closed list, shown at the desk. */
export const caseReasons = ["asked", "all-tried", "not-understood", "frustrated", "fault"] as const;
export type CaseReason = (typeof caseReasons)[number];

/** A tried step and how it ended; `at` in milliseconds since 1970. */
export type TriedStep = { step: string; result: StepResult; at: number };

/** A step as it must be shown: where it stands, and which steps before it were passed over on this device. */
export type StepView = {
  article: string;
  step: string;
  device: Device;
  number: number;
  of: number;
  passedOver: readonly string[];
  /** It stands before the step shown last. */
  isEarlier?: boolean;
};

/** How a step is introduced. `not-here`: the step asked for cannot be done on this device, so another is shown. */
export type StepIntro =
  | {
      kind:
        | "none"
        | "first"
        | "next"
        | "skipped"
        | "needless"
        | "earlier"
        | "already"
        | "moved"
        | "back"
        | "no-step-before"
        | "resumed"
        | "restarted"
        | "device-changed"
        | "again"
        | "partly"
        | "next-plain"
        | "broken-again";
    }
  | { kind: "not-here"; step: string };

/** What is asked at a place of the conversation, to be asked again after something in between. */
/** `watchable`: the status feed reports an incident, so that its end can be told. */
export type Question = {
  place: Place;
  view: StepView | null;
  article: string | null;
  case: string | null;
  watchable: boolean;
};

/** The places a conversation can stand at: the states of the guide. */
export const places = [
  "idle",
  "choosingProblem",
  "askingDevice",
  "incident",
  "watching",
  "checking",
  "step",
  "consent",
  "allTried",
  "resolved",
  "paused",
] as const;
export type Place = (typeof places)[number];

/** Everything the assistant can say, without a single word yet. */
export type ReplyIntent =
  | { kind: "welcome"; place: StepView | null }
  | { kind: "introduction" }
  | { kind: "edited" }
  | { kind: "opening"; article: string; status: LiveStatus; now: number }
  /** Of the feed, or `told` by the person, who looked at the status page. */
  | { kind: "incident"; article: string; status: LiveStatus; now: number; reported: boolean }
  /** The end of an incident cannot be watched for: nothing is known of the status, or nothing is reported. */
  | { kind: "cannot-watch"; article: string | null; status: LiveStatus; now: number }
  | { kind: "watching" }
  | { kind: "incident-over" }
  | { kind: "ask-device"; article: string | null }
  | { kind: "ask-problem"; articles: readonly string[] }
  /** Which error it is, out of these articles or all of one brand or all; then to `answer` or `step`. */
  | {
      kind: "which-article";
      among: readonly string[] | null;
      brand: string | null;
      page: number;
      answer: string | null;
      step: string | null;
      /** The article whose answer is given before it is known which error is meant. */
      sample?: string | null;
    }
  | { kind: "switch-offer"; article: string; step: string | null; device: Device | null }
  | { kind: "switch-declined" }
  /** The article named has no answer to this. */
  | { kind: "no-answer"; article: string }
  /** `article`: one of the brand that is meant, if it is one of ours. */
  | { kind: "no-guide"; article: string | null }
  /** No code is shown: the usual things, and the help page of this article's product. */
  | { kind: "no-code"; article: string | null }
  | { kind: "step"; view: StepView; intro: StepIntro }
  | { kind: "explain-step"; view: StepView }
  | { kind: "consent"; view: StepView; intro: StepIntro }
  /** `inBrief`: one of several answers. */
  | { kind: "answer"; article: string; answer: string; inBrief?: boolean }
  | { kind: "list"; article: string; device: Device | null; tried: readonly TriedStep[]; current: string | null }
  /** What a message told of steps; nothing where it told of none. */
  | {
      kind: "noted";
      article: string | null;
      tried: readonly string[];
      cannot: readonly string[];
      undone?: readonly string[];
      /** Nothing but a note was told; true where it holds more than steps. */
      else?: boolean;
      needless: readonly string[];
    }
  /** What follows from evidence, said once. */
  | { kind: "because"; article: string; evidence: readonly Evidence[] }
  | { kind: "observed"; article: string; evidence: Evidence }
  | { kind: "step-about"; article: string; step: string; device: Device | null; asks: StepQuestion | null }
  | { kind: "term"; term: string }
  | { kind: "short-answer"; answer: string }
  | {
      kind: "inquiry";
      about: Inquiry;
      status: LiveStatus;
      now: number;
      desk: TurnContext["desk"];
      ahead: number;
      view: StepView | null;
      /** How often the same was asked right before: other words are needed then. */
      times: number;
      /** Whether e-mail is sent. */
      mail: boolean;
      /** Whose status is asked about; null: what is in progress. */
      article: string | null;
    }
  /** `credit`: the step that is named as the cure, as in `step.done`. `onOne`: whether it plays on the other device too. */
  | { kind: "fix-ask"; credit?: string | null | undefined; onOne?: boolean }
  | { kind: "partly" }
  | { kind: "outage-confirmed" }
  | { kind: "safety"; danger: Danger; language: string | null; after: "again" | "over" | null }
  | { kind: "language"; language: string; digression: boolean }
  | { kind: "case-noted"; number: string; file: boolean; asks: boolean }
  | { kind: "cancel-case-ask"; number: string; fixed: boolean }
  | { kind: "case-kept"; number: string }
  | { kind: "wait" }
  | { kind: "stopped"; view: StepView | null; case: string | null }
  | { kind: "place-offer"; view: StepView }
  | { kind: "fixed"; article: string | null; step: string | null }
  | { kind: "still-same-error" }
  | { kind: "all-tried"; article: string; device: Device | null; tried: readonly TriedStep[]; case: string | null }
  | { kind: "person-declined" }
  | {
      kind: "case-opened";
      number: string;
      ahead: number;
      desk: TurnContext["desk"];
      reopened: boolean;
      asksAddress: boolean;
    }
  | { kind: "case-already"; number: string; ahead: number }
  | { kind: "case-withdrawn"; number: string }
  | { kind: "no-case" }
  | { kind: "case-claimed"; agent: string }
  | { kind: "case-back"; agent: string; number: string }
  | { kind: "files-not-passed" }
  | { kind: "case-transferred"; agent: string; to: string }
  | { kind: "case-released"; agent: string; number: string }
  | { kind: "case-returned"; agent: string }
  | { kind: "case-closed"; agent: string; number: string }
  | { kind: "case-unclaimed"; number: string; asksAddress: boolean }
  | { kind: "rated"; score: number }
  | { kind: "praise" }
  | { kind: "address-kept"; address: string; number: string; mail: boolean }
  | { kind: "address-refused"; number: string }
  | { kind: "address-odd" }
  | {
      kind: "unclear";
      why: UnclearEvent["why"];
      misses: number;
      readings: readonly SpokenEvent[];
      article: string | null;
    }
  | { kind: "offer-person"; why: CaseReason }
  /** `again`: not for the first time, so the way to a person is named; nothing is asked. */
  | { kind: "upset"; again: boolean }
  | { kind: "small-talk"; what: SmallTalk }
  | { kind: "device-noted"; device: Device }
  /** How to tell which device it is, for whom the question alone is too little. */
  | { kind: "device-help" }
  | { kind: "erase-ask"; case: string | null }
  | { kind: "erased" }
  | { kind: "erase-declined" }
  /** Understood, but nothing to do for it here; `what` names the event. */
  | { kind: "nothing-to-do"; what: string }
  | { kind: "question"; question: Question };

/** What is answered in kind and briefly. */
export type SmallTalk =
  | "greeting"
  | "thanks"
  | "goodbye"
  | "help"
  | "liked"
  | "disliked"
  | "something-else"
  | "nothing-else"
  | "ok";
