import { randomInt } from "node:crypto";

import type { Effect } from "../../dialogs/effects.ts";
import type { ExpectedInput } from "../../dialogs/events.ts";
import type { Guides } from "../../dialogs/guides.ts";
import { caseSubject } from "../../dialogs/replies/replies.ts";
import type { Reply } from "../../dialogs/replies/reply.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import { answeredCard } from "../../dialogs/answered-card.ts";
import type { Interpretation } from "../understanding/interpretation/interpretation.ts";
import { type Counted, reportOf } from "./report-session.ts";
import type {
  ChannelCardAnswered,
  ChannelLine,
  InboundMessage,
  LoadedConversation,
  NewCase,
  TurnRecord,
} from "./ports.ts";
import { deskEn } from "../../dialogs/wording/desk-en.ts";
import type { CaseCall, ConnectorCall } from "./case-ports.ts";

/** What a turn wants stored, from what it decided. */

/** The id of an opening, so that there is one welcome however many updates report it. */
export const openingId = "opened";

export type Decided = {
  incoming: InboundMessage;
  loaded: LoadedConversation;
  before: ConversationState;
  meaning: Interpretation;
  advanced: { effects: readonly Effect[] };
  saved: ConversationState;
  reply: Reply | null;
  guides: Guides;
  /** The connectors that receive cases. */
  connectors: readonly string[];
  awaiting: ExpectedInput;
  /** Whether e-mail is sent. */
  mail: boolean;
  /** Whoever sent the message holds the line for its reply: that is not pushed as well. */
  replyInline: boolean;
  now: number;
  counted: Counted;
};

/** Everything of the turn in one record: what is not in it is neither stored nor said. */
export function recordOf(decided: Decided): TurnRecord {
  const { incoming, loaded, saved } = decided;
  const { effects } = decided.advanced;
  const unclear = unclearOf(decided);
  const misread = misreadOf(decided);
  const lines = linesOf(decided);
  const pushed = decided.replyInline ? lines.filter(({ from }) => from !== "assistant") : lines;
  return {
    conversation: incoming.conversation,
    version: loaded.version,
    incomingId: incoming.id,
    saved,
    lines,
    outbox: loaded.reference.push
      ? [...pushed.map(shownLine), ...settledCards(decided)].map((body) => ({ destination: "channel", body }))
      : mailOf(decided, lines),
    outcomes: effects.filter((effect) => effect.type === "recordOutcome").map(({ type: _type, ...outcome }) => outcome),
    watchStatus: effects.filter((effect) => effect.type === "watchStatus").map((effect) => effect.article),
    feedback: effects
      .filter((effect) => effect.type === "noteFeedback")
      .map(({ good, about, comment }) => ({ good, about, comment })),
    ...casesOf(decided),
    calls: callsOfTurn({ ...decided, effects }),
    ...reportOf(decided.counted),
    ...(unclear ? { unclear } : {}),
    ...(misread ? { misread } : {}),
    // Whoever adds the assistant again is welcomed again.
    ...(isLeaving(incoming) ? { forgetIds: [openingId] } : {}),
    ...(effects.some((effect) => effect.type === "eraseEverything")
      ? { erase: { user: loaded.reference.user, channel: loaded.reference.channel } }
      : {}),
  };
}

function isLeaving({ input }: InboundMessage): boolean {
  return input.kind === "happened" && input.event.type === "conversation.left";
}

/** The id of the reply's line follows from the message's, so that a turn taken twice is seen to be the same. */
export function replyId(incoming: InboundMessage): string {
  return `reply-${incoming.id}`;
}

function shownLine({ id, text, reply, author, at }: TurnRecord["lines"][number]): ChannelLine {
  return { line: { id, text, ...(reply ? { reply } : {}), ...(author === undefined ? {} : { author }), at } };
}

/** The card that was pressed, where this turn answered it: it says so for good, and to everybody who sees it. */
function settledCards({ incoming: { input }, before, saved }: Decided): ChannelCardAnswered[] {
  const card = input.kind === "pressed" ? input.card : undefined;
  if (
    !card?.activity ||
    card.foreign ||
    card.line === null ||
    card.line !== before.shown?.line ||
    saved.asked === before.asked
  )
    return [];
  const settled = answeredCard(saved, { asked: before.asked, line: card.line, foreign: false });
  return settled ? [{ settled: { ...settled, activity: card.activity } }] : [];
}

/** An agent's words to a person who may be gone, where mail is sent. */
function mailOf({ mail }: Decided, lines: TurnRecord["lines"]): TurnRecord["outbox"] {
  if (!mail) return [];
  return lines.filter(({ from }) => from === "agent").map((line) => ({ destination: "mail", body: shownLine(line) }));
}

/** What is said to the person: an agent's words as they are, and the assistant's reply. */
function linesOf({ advanced, incoming, reply, now }: Decided): TurnRecord["lines"] {
  const agents = advanced.effects
    .filter((effect) => effect.type === "agentLine")
    .map(({ agent, text }) => ({ from: "agent" as const, id: incoming.id, text, author: agent, at: now }));
  return reply ? [...agents, { from: "assistant", id: replyId(incoming), text: reply.text, reply, at: now }] : agents;
}

/** What becomes of the conversation's case. */
function casesOf(
  decided: Decided,
): Pick<TurnRecord, "newCase" | "reopenCase" | "withdrawCase" | "rateCase" | "keepContact" | "ofCase"> {
  const { effects } = decided.advanced;
  const newCase = newCaseOf(decided);
  const ofCase = caseTouchedBy(decided);
  const reopened = effects.find((effect) => effect.type === "reopenCase");
  const withdrawn = effects.find((effect) => effect.type === "withdrawCase");
  const rated = effects.find((effect) => effect.type === "rateCase");
  const kept = effects.find((effect) => effect.type === "keepContact");
  return {
    ...(newCase && { newCase }),
    ...(reopened && { reopenCase: { number: reopened.number, to: reopened.to } }),
    ...(withdrawn && { withdrawCase: withdrawn.number }),
    ...(rated && { rateCase: { number: rated.number, score: rated.score, word: rated.word } }),
    ...(kept && { keepContact: { number: kept.number, address: kept.address } }),
    ...(ofCase && { ofCase }),
  };
}

/** Also a turn that ends the case belongs to it, and an agent's last word that crossed the end. */
function caseTouchedBy({ advanced, before, saved }: Decided): TurnRecord["ofCase"] {
  const crossed = advanced.effects.some((effect) => effect.type === "agentLine" || effect.type === "rateCase");
  const number = saved.case ?? before.case ?? (crossed ? saved.lastCase?.number : undefined);
  const { article, device, tried } = saved;
  return number === undefined || number === null ? undefined : { number, article, device, tried };
}

function newCaseOf({ advanced, saved, guides, loaded }: Decided): NewCase | undefined {
  const opened = advanced.effects.find((effect) => effect.type === "openCase");
  if (!opened) return undefined;
  const { article, device, tried } = saved;
  return {
    number: opened.number,
    reason: opened.reason,
    subject: caseSubject(saved, { locale: loaded.reference.locale, guides }),
    article,
    device,
    tried,
    status: opened.status,
    language: loaded.reference.locale,
  };
}

/** Readings below this are reviewed by people. */
const unsureBelow = 0.5;

/** A message that was not understood, or only guessed, for the people who write articles. */
function unclearOf({ incoming: { input }, meaning, awaiting, advanced }: Decided): TurnRecord["unclear"] {
  // What somebody has erased is not kept for this.
  if (input.kind !== "said" || advanced.effects.some(({ type }) => type === "eraseEverything")) return undefined;
  const { events, alternatives, reading } = meaning;
  const text = input.own ?? input.text;
  const missed = events.some(
    (event) =>
      event.type === "unclear" &&
      (event.why === "not-understood" || event.why === "out-of-scope" || event.why === "close-call"),
  );
  if (missed) return { text, awaiting, alternatives };
  const isGuess = reading !== undefined && reading.label !== "none" && reading.confidence < unsureBelow;
  return isGuess && !events.some(({ type }) => type === "unclear")
    ? { text, awaiting, alternatives, why: "low-confidence", label: reading.label }
    : undefined;
}

/** An earlier message that this turn shows to have been understood wrongly: by a thumb, or because a cure is taken back. */
function misreadOf({ advanced: { effects }, before, saved, incoming, meaning }: Decided): TurnRecord["misread"] {
  const thumb = effects.find((effect) => effect.type === "noteFeedback" && !effect.good);
  if (thumb?.type === "noteFeedback" && thumb.about.startsWith("answer:"))
    return { why: "thumbs-down", answer: thumb.about, label: thumb.about.replace("answer:", "faq:") };
  const takesBack = meaning.events.some((event) => event.type === "step.done" && event.result === "not-fixed");
  const isCorrection =
    incoming.input.kind === "said" && before.place === "resolved" && saved.place !== "resolved" && takesBack;
  return isCorrection ? { why: "corrected", label: "nav:fixed" } : undefined;
}

/** The connector calls of a turn, the same for each connector. */
function callsOfTurn(turn: {
  incoming: InboundMessage;
  before: ConversationState;
  saved: ConversationState;
  effects: readonly Effect[];
  connectors: readonly string[];
}): ConnectorCall[] {
  const calls = [...lifeCalls(turn.incoming, turn.effects), ...wordCalls(turn)];
  return turn.connectors.flatMap((connector) => calls.map((call) => ({ connector, ...call })));
}

type Numbered = { number: string; call: CaseCall };

function lifeCalls({ id }: InboundMessage, effects: readonly Effect[]): Numbered[] {
  const nobody = effects.some(
    (effect) => effect.type === "say" && effect.say.kind === "case-opened" && effect.say.desk.state !== "staffed",
  );
  return effects.flatMap((effect): Numbered[] => {
    switch (effect.type) {
      case "openCase":
      case "reopenCase":
        return [{ number: effect.number, call: { kind: "open", id, nobody } }];
      case "withdrawCase":
        return [{ number: effect.number, call: { kind: "close", id, how: "withdrawn" } }];
      case "keepContact":
        return [
          { number: effect.number, call: { kind: "note", id, what: "contact", who: "user", text: effect.address } },
        ];
      case "rateCase":
        return [
          {
            number: effect.number,
            call: { kind: "note", id, what: "rated", who: "user", text: `${effect.score} ${effect.word}`.trim() },
          },
        ];
      default:
        return [];
    }
  });
}

/** The person's words, while the case is open. A new case needs none: its transcript holds them. */
function wordCalls({ incoming: { id, input }, before, saved, effects }: Parameters<typeof callsOfTurn>[0]): Numbered[] {
  const number = saved.case;
  if (input.kind === "happened" || number === null) return [];
  const text = wordsOf(input);
  if (text === "") return [];
  const again = effects.some((effect) => effect.type === "reopenCase");
  return before.case === number || again ? [{ number, call: { kind: "user-message", id, text } }] : [];
}

/** Files do not go to other systems; that one came is said, so that nobody waits for an answer to it. */
function wordsOf(input: Exclude<InboundMessage["input"], { kind: "happened" }>): string {
  if (input.kind !== "said" || input.attachments === 0) return input.text;
  return `${input.text}\n${input.kept ? deskEn.keptHere : deskEn.notKept(input.files ?? [])}`.trim();
}

/**
 * Six signs that nobody mistakes for one another when read aloud: a thousand million numbers, so that none can be
 * guessed.
 */
export function newCaseNumber(): string {
  const signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  return Array.from({ length: 6 }, () => signs[randomInt(signs.length)]).join("");
}
