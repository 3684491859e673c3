import { expectedInputOf, transition, type TransitionInput, type TransitionResult } from "../../dialogs/transition.ts";
import type { Effect } from "../../dialogs/effects.ts";
import type { CaseEvent, DialogEvent, TurnContext } from "../../dialogs/events.ts";
import type { Guides } from "../../dialogs/guides.ts";
import { write } from "../../dialogs/replies/replies.ts";
import type { Wording } from "../../dialogs/wording/en.ts";
import type { Reply } from "../../dialogs/replies/reply.ts";
import { shouldReopenCase } from "../../dialogs/case-reopening.ts";
import { fitToKnowledge, withOpenCase } from "../../dialogs/fit-to-knowledge.ts";
import { type ConversationState, deserializeState } from "../../dialogs/stored-state.ts";
import { answeredAfter } from "../../dialogs/answered-card.ts";
import { AppError } from "../common/errors.ts";
import type { Interpret, Interpretation } from "../understanding/interpretation/interpretation.ts";
import { caseAnswer } from "../understanding/interpretation/prompt-answers.ts";
import type { InboundMessage, LoadedConversation, StatusNow, TurnRecord, TurnStore, UnseenReply } from "./ports.ts";
import { dialogContextOf } from "./dialog-context.ts";
import { countTurn } from "./report-session.ts";
import { recordOf, replyId } from "./turn-record.ts";
import { unseenQuestion, withoutAnswers, withQuestion } from "./unseen-question.ts";

/**
 * The parts a turn is made of, all handed in. `now` in milliseconds since 1970; `newCaseNumber` gives a number no
 * case has.
 */
export type TurnParts = {
  store: TurnStore;
  understand: Interpret;
  guides: Guides;
  status: StatusNow;
  /** Whether somebody can be expected to answer soon; from memory, never waits. */
  desk: () => TurnContext["desk"];
  now: () => number;
  newCaseNumber: () => string;
  /** Whether e-mail is sent. */
  mail?: boolean;
  /** Puts the operator's names into the message catalogue. */
  inName?: (words: Wording) => Wording;
  /** The connectors that receive cases, by name. */
  connectors?: readonly string[];
  /** Called with a conversation whose stored state could not be read in full. */
  damagedState?: (conversation: string) => void;
  /** The day that a time belongs to in the reports; by default that of UTC. */
  dayOf?: (at: number) => string;
};

/** What a turn stored. `reply` is null where nothing is said, or where another node took the turn. */
export type TurnTaken = {
  reply: Reply | null;
  replyId: string;
  events: readonly DialogEvent[];
  effects: readonly Effect[];
  before: ConversationState;
  after: ConversationState;
};

/**
 * How often a turn is repeated because another node committed first (optimistic lock). More would mean that two nodes
 * fight over one conversation.
 */
const attempts = 8;

/**
 * One message in, what to say and store out: load, understand, advance, write, commit. Throws what the store or the
 * understanding throws; nothing is said or stored then.
 */
export async function takeTurn(parts: TurnParts, turnInput: TurnInput): Promise<TurnTaken> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { turn, record } = await decide(parts, turnInput, await parts.store.load(turnInput.incoming.conversation));
    const result = await parts.store.commit(record);
    if (result === "stored") return turn;
    if (result === "done-before") return { ...turn, reply: null, events: [], effects: [], after: turn.before };
  }
  throw new AppError("StoreUnavailable", "Another node kept changing this conversation.", {
    remedy: "Send the message again.",
  });
}

/**
 * The message of a turn. `replyInline`: its sender waits for the reply in the response, so nothing is pushed. `failed`:
 * its turn failed, and this one sends the error reply.
 */
export type TurnInput = { incoming: InboundMessage; replyInline: boolean; failed?: boolean };

/** Interprets the message, makes the transition and renders the reply; nothing is stored or sent yet. */
export async function decide(
  parts: TurnParts,
  turnInput: TurnInput,
  loaded: LoadedConversation & { kept?: boolean },
): Promise<{ turn: TurnTaken; record: TurnRecord }> {
  const { incoming, failed = false } = turnInput;
  const before = await stateBefore(parts, incoming.conversation, loaded);
  const unseen = failed ? null : unseenQuestion(incoming, before, loaded);
  const read: Interpretation = failed
    ? { events: [{ type: "fault" }], alternatives: [] }
    : await meaningOf(parts, incoming, before, unseen);
  const meaning = unseen ? withoutAnswers(read, unseen) : read;
  const isAnswerDropped = meaning.events.length < read.events.length;
  const world = {
    saved: before,
    turnContext: await turnContextOf(parts, { meaning, before }, loaded),
    guides: parts.guides,
  };
  const advanced = failed ? errorTurn(incoming.input, world) : transition({ ...world, events: meaning.events });
  const { reply, record } = settle(parts, {
    ...turnInput,
    loaded,
    before,
    meaning,
    advanced,
    unseen: unseen && { ...unseen, isAnswerDropped },
  });
  return {
    record,
    turn: {
      reply,
      replyId: replyId(incoming),
      events: meaning.events,
      effects: advanced.effects,
      before,
      after: record.saved,
    },
  };
}

/** The conversation's state, also where its record is damaged or articles have changed since it was stored. */
async function stateBefore(
  { store, guides, damagedState }: TurnParts,
  conversation: string,
  { saved, kept }: LoadedConversation & { kept?: boolean },
): Promise<ConversationState> {
  // What this process stored itself is valid; the articles may have changed since.
  if (kept && saved) return fitToKnowledge(saved, guides);
  const { state, damaged } = deserializeState(saved);
  if (!damaged) return fitToKnowledge(state, guides);
  damagedState?.(conversation);
  return fitToKnowledge(withOpenCase(state, await store.openCaseOf(conversation)), guides);
}

async function meaningOf(
  parts: TurnParts,
  { input }: InboundMessage,
  saved: ConversationState,
  unseen: UnseenReply | null,
): Promise<Interpretation> {
  if (input.kind === "happened") return { events: [input.event], alternatives: [] };
  if (saved.person === "active") {
    const files = input.kind === "said" && input.attachments > 0 && !input.kept;
    return { events: [{ type: "for-person", ...(files && { files }) }], alternatives: [] };
  }
  const answer =
    input.kind === "said"
      ? caseAnswer(input.own ?? input.text, {
          rating: saved.person === "rating",
          address: saved.addressAsked || saved.person === "waiting",
        })
      : null;
  if (answer) return { events: [answer], alternatives: [] };
  const context = dialogContextOf(saved, parts.guides, parts.now());
  // Nobody chooses among what they have not seen.
  return parts.understand(input, unseen ? { ...context, choices: [] } : context);
}

async function turnContextOf(
  parts: TurnParts,
  { meaning, before }: Pick<Turn, "meaning" | "before">,
  { reference }: LoadedConversation,
): Promise<TurnContext> {
  const asksForPerson = meaning.events.some(
    (event) => event.type === "human" || event.type === "inquire" || shouldReopenCase(before, event, parts.now()),
  );
  return {
    now: parts.now(),
    status: parts.status(),
    waitingForPerson: asksForPerson ? await parts.store.casesWaiting(before.case ?? undefined) : 0,
    newCaseNumber: asksForPerson ? parts.newCaseNumber() : "",
    desk: parts.desk(),
    mail: parts.mail ?? false,
    reachable: reference.push,
  };
}

type Turn = TurnInput & {
  loaded: LoadedConversation;
  before: ConversationState;
  meaning: Interpretation;
  advanced: TransitionResult;
  /** The question that had not reached the person. */
  unseen: (UnseenReply & { isAnswerDropped: boolean }) | null;
};

function settle(parts: TurnParts, turn: Turn): { reply: Reply | null; record: TurnRecord } {
  const { saved, effects } = turn.advanced;
  const { guides } = parts;
  const { locale, timeZone } = turn.loaded.reference;
  const watchable = parts.status()[saved.article ?? ""]?.kind === "incident";
  const said = isSaidByCard(turn)
    ? null
    : write(effects, { saved, locale, guides, timeZone, watchable, inName: parts.inName });
  const { unseen } = turn;
  const stillAsked = unseen !== null && saved.asked === turn.before.asked;
  const reply = stillAsked ? withQuestion(said, unseen, unseen.isAnswerDropped) : said;
  const answered = answeredAfter({
    before: turn.before,
    after: saved,
    events: turn.meaning.events,
    effects,
    locale,
    guides,
  });
  const erases = effects.some((effect) => effect.type === "eraseEverything");
  const counted = countTurn({
    before: turn.before,
    after: saved,
    input: turn.incoming.input,
    events: turn.meaning.events,
    effects,
    reference: turn.loaded.reference,
    status: parts.status(),
    now: parts.now(),
    dayOf: parts.dayOf ?? utcDay,
  });
  const record = recordOf({
    ...turn,
    // An erasure also drops the question that led here and its buttons.
    saved: erases
      ? { ...saved, answered: [], offered: [], shown: null, askedIn: [], thumbsOn: null, session: counted.session }
      : {
          ...saved,
          session: counted.session,
          unfinished: turn.meaning.unfinished ?? "",
          answered,
          ...askedWith(reply, turn.incoming, { before: turn.before, saved }),
          // Only now the person sees it.
          ...(stillAsked && unseen.delivery === "failed" && { stepShownAt: parts.now() }),
          thumbsOn: reply?.feedback?.about ?? saved.thumbsOn,
        },
    reply,
    guides,
    connectors: parts.connectors ?? [],
    mail: parts.mail ?? false,
    awaiting: expectedInputOf(turn.before),
    counted,
    now: parts.now(),
  });
  return { reply, record };
}

const utcDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** An old button on a card that is updated in place: the card itself says so, and no reply is needed. */
function isSaidByCard({ incoming: { input }, meaning }: Turn): boolean {
  return (
    input.kind === "pressed" &&
    input.card !== undefined &&
    meaning.events.length > 0 &&
    meaning.events.every((event) => event.type === "unclear" && event.why === "old-button")
  );
}

/** Of a question that is asked over and over, the latest lines are enough. */
const mostAskedIn = 5;

/** The choices of the newest question; a message without choices keeps the ones before. */
function askedWith(
  reply: Reply | null,
  incoming: InboundMessage,
  { before, saved }: { before: ConversationState; saved: ConversationState },
): Pick<ConversationState, "offered" | "shown" | "askedIn"> {
  const { offered, shown, asked } = saved;
  const earlier = asked === before.asked ? before.askedIn : [];
  if (!reply || reply.choices.length === 0) return { offered, shown, askedIn: earlier };
  // Some questions come in between and leave the number to the one that stands.
  const isSame = reply.choices.every(({ label }) => before.offered.some((choice) => choice.label === label));
  // A source, and thumbs, would not survive a change of their message.
  const changeable = !reply.source && !reply.feedback;
  const text = reply.step ? (reply.lead ?? "") : reply.text;
  return {
    offered: [...reply.choices],
    shown: changeable ? { line: replyId(incoming), text } : null,
    askedIn: [...(isSame ? earlier : []), replyId(incoming)].slice(-mostAskedIn),
  };
}

/** Who the person is with after each event of the desk; null: as before. */
const personStateAfter: Readonly<Record<CaseEvent["type"], ConversationState["person"] | null>> = {
  "case.claimed": "active",
  "case.said": null,
  "case.transferred": "active",
  "case.reopened": "active",
  "case.released": "waiting",
  "case.returned": "none",
  "case.closed": "none",
  "case.again": null,
  "case.unclaimed": null,
};

/**
 * The result of a turn that failed: an error reply with the offer of a person. For an event of the desk there is no
 * error reply: an agent's message is shown as it is and the person state is set directly, without the statechart, which
 * may be what failed.
 */
function errorTurn(input: InboundMessage["input"], failed: Omit<TransitionInput, "events">): TransitionResult {
  const event = input.kind === "happened" && input.event.type in personStateAfter ? (input.event as CaseEvent) : null;
  if (!event) return transition({ ...failed, events: [{ type: "fault" }] });
  const { saved, turnContext } = failed;
  const speaks = event.type === "case.said" && saved.person === "waiting" ? "active" : saved.person;
  const person = personStateAfter[event.type] ?? speaks;
  const number = event.type === "case.reopened" ? event.number : person === "none" ? null : saved.case;
  return {
    saved: { ...saved, person, case: number, turn: saved.turn + 1, lastTurnAt: turnContext.now },
    effects: event.type === "case.said" ? [{ type: "agentLine", agent: event.agent, text: event.text }] : [],
  };
}
