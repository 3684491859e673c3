import type { DialogEvent } from "../../dialogs/events.ts";
import type { Reply } from "../../dialogs/replies/reply.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import { en } from "../../dialogs/wording/en.ts";
import type { Interpretation } from "../understanding/interpretation/interpretation.ts";
import type { InboundMessage, LoadedConversation, UnseenReply } from "./ports.ts";

/**
 * A question that is known not to have reached the person: nothing they write is an answer to it, and it is asked again.
 */

/** The question that stands, where the person has not got it; null: they have, or nothing speaks against it. */
export function unseenQuestion(
  { input }: InboundMessage,
  { askedIn, asked, person }: ConversationState,
  { unseen = [] }: LoadedConversation,
): UnseenReply | null {
  if (unseen.length === 0 || askedIn.length === 0 || person === "active") return null;
  if (input.kind === "happened" || (input.kind === "pressed" && isPressOf(input.press, asked))) return null;
  const found = askedIn.map((id) => unseen.find(({ line }) => line === id));
  // One of several that are on their way is enough: the question will be there.
  return found.includes(undefined) ? null : (found.find((one) => one?.delivery === "waiting") ?? found.at(-1) ?? null);
}

/** Who presses a button of the question has it. */
function isPressOf(press: unknown, asked: number): boolean {
  return typeof press === "object" && press !== null && "asked" in press && press.asked === asked;
}

/** What can only answer the question that stands, or is answered by asking it again. */
const answers: ReadonlySet<DialogEvent["type"]> = new Set([
  "step.done",
  "step.partly",
  "observe",
  "yes",
  "no",
  "go-on",
  "decline",
  "wait",
  "rate",
  "case.keep",
  "privacy.confirm",
  "privacy.keep",
  "switch.stay",
]);

/** These lead to the same question once more, in short, which is shown in full. */
const overtaken: ReadonlySet<DialogEvent["type"]> = new Set(["unclear", "greeting", "thanks", "repeat"]);

/** Events that can leave the question that stands to others. */
const digressions: ReadonlySet<DialogEvent["type"]> = new Set([
  "ask",
  "step.about",
  "inquire",
  "define",
  "short-answer",
  "upset",
]);

/** What a message means to whom the question never reached. That the music plays needs no question to be true. */
export function withoutAnswers(meaning: Interpretation, { delivery }: UnseenReply): Interpretation {
  const isLost = delivery === "failed";
  const events = meaning.events.flatMap((event): DialogEvent[] => {
    if (event.type === "step.done" && event.result === "fixed") return [{ ...event, credit: event.credit ?? null }];
    if (event.type === "step.done" && event.tried?.length) return [noteOf(event.tried)];
    if (answers.has(event.type) || (isLost && overtaken.has(event.type))) return [];
    return [isLost && digressions.has(event.type) ? ({ ...event, digression: true } as DialogEvent) : event];
  });
  return { ...meaning, events };
}

/** Steps that a message names were tried, whatever is on screen. */
function noteOf(tried: readonly string[]): DialogEvent {
  return { type: "note", devices: [], tried, cannot: [], evidence: [], alone: false };
}

/**
 * The reply with the question that did not arrive, where it still stands after this turn. One that is only late comes
 * before this reply: it is not repeated, but the person has to know that it is open.
 */
export function withQuestion(
  reply: Reply | null,
  { delivery, reply: lost }: UnseenReply,
  dropped: boolean,
): Reply | null {
  if (delivery === "waiting") {
    if (!dropped) return reply;
    return joined(reply, { text: en.questionLate, choices: lost.choices });
  }
  const { lead, text } = lost;
  const intro = (words: string): string => [en.questionLost, words].filter((part) => part !== "").join("\n\n");
  return joined(reply, { ...lost, text: intro(text), ...(lead !== undefined && { lead: intro(lead) }) });
}

/** One message; without thumbs or a source, next to which no channel shows the card of a step. */
function joined(reply: Reply | null, question: Reply): Reply {
  if (reply === null) return question;
  const before = (words: string): string => [reply.text, words].filter((part) => part !== "").join("\n\n");
  const { lead, text, choices } = question;
  const others = reply.choices.filter(({ label }) => choices.every((choice) => choice.label !== label));
  const { source: _source, feedback: _feedback, ...words } = reply;
  return {
    ...words,
    ...question,
    text: before(text),
    ...(lead !== undefined && { lead: before(lead) }),
    choices: [...choices, ...others],
  };
}
