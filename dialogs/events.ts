import { z } from "zod";

import { devices } from "../knowledge/article.ts";
import { askedAbout, type Danger, stepQuestions } from "../knowledge/lexicon.ts";
import type { Device, Evidence } from "../knowledge/article.ts";

/**
 * All that can happen in a conversation, as the statechart sees it: one discriminated union. What a person may say or
 * press is `spokenEvent`, checked by zod because it also travels inside buttons and comes back from strangers' hands.
 * What the world does (`WorldEvent`) never comes from a button.
 */

const id = z.string().min(1).max(80);

/** How a step ended: `already` is done before the guide asked for it. */
export const stepResults = ["fixed", "not-fixed", "skipped", "already"] as const;
export type StepResult = (typeof stepResults)[number];

const device = z.enum(devices);
/** Questions that are answered from what is known now: the feed, the case, this conversation. */
export const inquiries = askedAbout;
export type Inquiry = (typeof inquiries)[number];
export type StepQuestion = (typeof stepQuestions)[number];

/** Articles that a question or a report can be about, where it names an error or a brand. */
const among = z.array(id).max(500).optional();

/** What a report of a problem may bring along: the device, and steps done before. */
const reported = { device: device.optional(), tried: z.array(id).max(30).optional() };

/** What a person may say or press. */
export const spokenEvent = z.discriminatedUnion("type", [
  /** Reports a fault that an article is about. */
  z.object({ type: z.literal("problem.known"), article: id, ...reported }),
  /** Something does not play, no code named. */
  z.object({ type: z.literal("problem.unspecified"), among, ...reported }),
  /** Another fault or product: there is no guide for it. `named`: what the words name, or that no code is shown. */
  z.object({ type: z.literal("problem.other"), among, named: z.enum(["code", "no-code"]).optional() }),
  /**
   * A question that the articles answer, by the answer's id. `aside`: something else follows in the same message, do
   * not ask again.
   */
  z.object({ type: z.literal("ask"), answer: id, among, digression: z.boolean().optional() }),
  /** Asks how to do one step, or wants to go to it. */
  z.object({ type: z.literal("step.go"), step: id, among, device: device.optional() }),
  /**
   * Looks through the errors there are guides for: of one brand, or of these articles; then to ask `answer` or to see
   * `step`. Pages count from 0.
   */
  z.object({
    type: z.literal("browse"),
    brand: id.optional(),
    among,
    page: z.number().int().min(0).max(500).optional(),
    answer: id.optional(),
    step: id.optional(),
  }),
  /** Leaves the guide in progress, whose place is kept, for another one. */
  z.object({ type: z.literal("switch"), article: id, step: id.optional(), device: device.optional() }),
  /** Stays with the guide in progress. */
  z.object({ type: z.literal("switch.stay") }),
  /**
   * `credit`: the step that the person names as the cure; null: none. Missing: the step on screen. `onOne`: it plays on
   * one device that is named, and nothing is said of another.
   */
  z.object({
    type: z.literal("step.done"),
    result: z.enum(stepResults),
    tried: z.array(id).max(30).optional(),
    credit: id.nullable().optional(),
    onOne: z.boolean().optional(),
    /** How it was left without being tried: there is nothing to do at it, or they only go on. */
    left: z.enum(["needless", "next"]).optional(),
  }),
  /** What was seen at a diagnostic step: the id of one of its answers. */
  z.object({ type: z.literal("observe"), answer: id }),
  /** Better, but not well: "it plays but skips". */
  z.object({ type: z.literal("step.partly") }),
  /** May be a claim that the music plays; nothing ends on a guess, so it is asked. */
  z.object({
    type: z.literal("fix.maybe"),
    credit: id.nullable().optional(),
    onOne: z.boolean().optional(),
  }),
  /** A question about a step, which does not move the place. */
  z.object({
    type: z.literal("step.about"),
    step: id,
    among,
    /** What exactly is asked; missing: what it is. */
    asks: z.enum(stepQuestions).optional(),
    digression: z.boolean().optional(),
  }),
  /** A question that the state of this conversation answers, or the live status, or the case. */
  z.object({
    type: z.literal("inquire"),
    about: z.enum(inquiries),
    /** The step it is about, where it is not the one on screen. */
    step: id.optional(),
    among,
    digression: z.boolean().optional(),
  }),
  /** What a word means: the id of a term of the glossary. */
  z.object({ type: z.literal("define"), term: id, digression: z.boolean().optional() }),
  /** A question that has one short answer: its id. */
  z.object({ type: z.literal("short-answer"), answer: id, digression: z.boolean().optional() }),
  z.object({ type: z.literal("device"), device }),
  /** Agrees to a step that destroys something, or to go on although an incident is open. */
  z.object({ type: z.literal("go-on") }),
  z.object({ type: z.literal("tell-me-when-over") }),
  /** `guide`: back to the guide that was left for this one, rather than a step back. `undo`: takes the last result back. */
  z.object({ type: z.literal("back"), guide: z.boolean().optional(), undo: z.boolean().optional() }),
  z.object({ type: z.literal("repeat") }),
  z.object({ type: z.literal("restart") }),
  /** `takesBack`: "never mind", which right after a request takes that back. */
  z.object({ type: z.literal("stop"), takesBack: z.boolean().optional() }),
  z.object({ type: z.literal("wait") }),
  z.object({ type: z.literal("resume") }),
  z.object({ type: z.literal("list") }),
  z.object({ type: z.literal("human") }),
  /** May be a request for a person: it is asked. */
  z.object({ type: z.literal("human.maybe") }),
  /**
   * Something for whoever takes the open case: it stands in the transcript, and is acknowledged. `file`: one came along. `asks`: a question that nobody but them
   * can answer.
   */
  z.object({ type: z.literal("case.detail"), file: z.boolean().optional(), asks: z.boolean().optional() }),
  /** A word about the help of an agent, after the case was closed. */
  z.object({ type: z.literal("case.word") }),
  /** The open case stays, though the music plays. */
  z.object({ type: z.literal("case.keep") }),
  /** Takes the request for a person back. `refused`: wants none, whether one was asked for or not. */
  z.object({ type: z.literal("human.withdraw"), refused: z.boolean().optional() }),
  /** How it went with the person: 1 (badly) to 5 (well), and a word about it. */
  z.object({ type: z.literal("rate"), score: z.number().int().min(1).max(5), word: z.string().max(500).optional() }),
  /** An address to reach the person at when there is no other way, or that they will not give one. */
  z.object({ type: z.literal("email"), address: z.string().max(254) }),
  z.object({ type: z.literal("email.refuse") }),
  /** Meant as an address, but none that mail would reach. */
  z.object({ type: z.literal("email.odd") }),
  /** A bare yes or no that no offered choice claims. */
  z.object({ type: z.literal("yes") }),
  z.object({ type: z.literal("no") }),
  /** None of the readings offered, or no to an offer: back to the question that stands. */
  z.object({ type: z.literal("decline") }),
  z.object({ type: z.literal("greeting") }),
  z.object({ type: z.literal("thanks") }),
  z.object({ type: z.literal("goodbye") }),
  z.object({ type: z.literal("help") }),
  /**
   * Thumbs on how the guide or an answer was. `about`: which, by default the newest that asked for them; empty: no
   * answer, so nothing is kept. `silent`: kept without a word, as a reaction to a message wants no
   * answer. `comment`: what they wrote with it.
   */
  z.object({
    type: z.literal("feedback"),
    good: z.boolean(),
    about: z.string().max(80).optional(),
    silent: z.boolean().optional(),
    comment: z.string().max(2_000).optional(),
  }),
  /** Wants everything that is stored of them deleted; nothing is, until they confirm it. */
  z.object({ type: z.literal("privacy.delete") }),
  z.object({ type: z.literal("privacy.confirm") }),
  z.object({ type: z.literal("privacy.keep") }),
  /**
   * The message is angry; comes before the event that says what is wanted. `aside`: that one is understood, and what it
   * asks is the only question.
   */
  z.object({ type: z.literal("upset"), digression: z.boolean().optional() }),
]);
export type SpokenEvent = z.infer<typeof spokenEvent>;

/**
 * Not understood. `readings` are the likely meanings, best first; `why` chooses the words. `attachment-kept`: agents can see
 * it, `attachment`: nobody can.
 */
export type UnclearEvent = {
  type: "unclear";
  readings: readonly SpokenEvent[];
  why:
    | "not-understood"
    | "close-call"
    | "out-of-scope"
    | "empty"
    | "too-long"
    | "attachment"
    | "attachment-kept"
    | "fragment"
    | "old-button";
};

export const deviceRoles = ["fails", "works", "unclear"] as const;

/**
 * What a message tells beside what it wants: kept for the whole conversation. `alone`: the message says nothing else, so
 * the question that stands is asked again.
 */
export type NoteEvent = {
  type: "note";
  devices: readonly { device: Device; role: (typeof deviceRoles)[number] }[];
  tried: readonly string[];
  cannot: readonly string[];
  /** Those of `tried` and `cannot` at which there is nothing to do: the VPN is off, the app is up to date. */
  needless?: readonly string[];
  evidence: readonly Evidence[];
  /** Steps that were not done after all. */
  undone?: readonly string[];
  alone: boolean;
};

/** Danger to life or health, or writing at the wheel: answered before anything else. `language`: that of the message,
 * where it is not English. */
export type SafetyEvent = {
  type: "safety";
  kind: Danger;
  language?: string;
  /** Said right after a danger: it goes on, or nobody is in any more. */
  after?: "again" | "over";
  /** What is reported beside it: kept for later. */
  problem?: Extract<SpokenEvent, { type: "problem.known" }>;
};

/** A message in a language that is not spoken here, as an ISO 639-1 code. `aside`: it was understood all the same. */
export type LanguageEvent = { type: "language"; language: string; digression?: boolean };

/** What the world does; enters at `takeTurn` as `happened`. */
export type SystemEvent =
  /** The person opened the conversation: the welcome. */
  | { type: "conversation.opened" }
  /** A message that was answered before was changed. */
  | { type: "message.edited" }
  /** The assistant was taken out of the conversation: nothing more is to be said there. */
  | { type: "conversation.left" }
  /** The person started a new conversation on the page: what is open in this one ends. */
  | { type: "person.left" }
  /** The incident that the person wanted to hear the end of is over. */
  | { type: "status.over" }
  /**
   * Somebody wrote or pressed something while a person has the conversation: it is for that person. `files`: something
   * came along that is not passed on.
   */
  | { type: "for-person"; files?: boolean }
  | CaseEvent
  /** A turn failed inside: the person is offered a human. */
  | { type: "fault" };

/**
 * What happens to a case at the desk, told to the user once. `agent` and `to` are names as the user sees them; `login` is
 * what `desk.online` calls the agent, where that is another.
 */
export type CaseEvent =
  | { type: "case.claimed"; agent: string }
  | { type: "case.said"; agent: string; text: string }
  | { type: "case.transferred"; agent: string; to: string }
  | { type: "case.released"; agent: string }
  | { type: "case.returned"; agent: string }
  /** `solved`: the agent says that the problem is gone. */
  | { type: "case.closed"; agent: string; login?: string; solved?: boolean }
  /** An agent opened a closed case again and has it. */
  | { type: "case.reopened"; agent: string; number: string }
  /** The person wrote on after the case was closed; `transition.ts` reads it out of what they said. */
  | { type: "case.again" }
  /** Nobody took it within the time that was set. */
  | { type: "case.unclaimed" };

/** Everything the statechart has an answer for. */
export type DialogEvent = SpokenEvent | UnclearEvent | NoteEvent | SafetyEvent | LanguageEvent | SystemEvent;

/**
 * What the status feed of an article's product says. Unknown is never "all fine". Times are milliseconds since 1970.
 */
export type LiveStatus =
  | { kind: "unknown" }
  | { kind: "no-incident"; checkedAt: number }
  | { kind: "incident"; title: string; since: number; checkedAt: number };

/** The world at the moment of a turn, handed in so that the statechart stays pure. */
export type TurnContext = {
  /** Milliseconds since 1970. */
  now: number;
  /** By article id; missing is unknown. */
  status: Readonly<Record<string, LiveStatus>>;
  /** People who wait for a person now, the asker not counted. */
  waitingForPerson: number;
  /**
   * Whether somebody can be expected to answer soon: `online` are their logins and `nameOf` what people call them, where
   * that is another; `closed` outside business hours (`opensAt`:
   * when they begin, said in the person's time zone where it is known, else in the desk's own `timeZone`), `empty` when
   * nobody is online.
   */
  desk:
    | { state: "staffed"; online?: readonly string[]; nameOf?: Readonly<Record<string, string>> }
    | { state: "empty" }
    | { state: "closed"; opensAt: number | null; timeZone: string };
  /** Whether e-mail is sent: only then is an address asked for. */
  mail?: boolean;
  /** Whether we can write to this person of our own accord; where not, they must come back or leave an address. */
  reachable: boolean;
  /** A number that no case has yet: the one a new case gets. */
  newCaseNumber: string;
};

/** What the assistant asked last, as `eval/taxonomy` names it; it limits what an answer can mean. */
export const awaitings = ["idle", "platform", "step-result", "resolved", "offer-human"] as const;
export type ExpectedInput = (typeof awaitings)[number];
