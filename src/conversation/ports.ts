import type { ExpectedInput, LiveStatus, StepResult, SystemEvent } from "../../dialogs/events.ts";
import type { CaseReason, TriedStep } from "../../dialogs/effects.ts";
import type { Reply } from "../../dialogs/replies/reply.ts";
import type { OpenCase } from "../../dialogs/fit-to-knowledge.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import type { AskingCard, AnsweredCard } from "../../dialogs/answered-card.ts";
import type { Device } from "../../knowledge/article.ts";
import type { ConnectorCall } from "./case-ports.ts";
import type { StoredFile } from "./attachment-ports.ts";
import type { ReportFact } from "./report-facts.ts";
import type { Pressed, Said } from "../understanding/interpretation/interpretation.ts";

/**
 * The shapes that cross the borders of the turn, and the ports that the edges fill. Times are milliseconds since 1970.
 */

/** `id` is unique within the conversation, and the idempotency key: the same id twice has one effect. */
export type InboundMessage = {
  id: string;
  conversation: string;
  at: number;
  input: Said | Pressed | SystemEventInput;
};
export type SystemEventInput = { kind: "happened"; event: SystemEvent };

/** Who a conversation is with and how to reach them; made or renewed by the channel with each message. */
export type ConversationReference = {
  conversation: string;
  /** Bot Framework's channel id, such as `msteams`, or `webchat`, `terminal`. */
  channel: string;
  user: string;
  userName: string;
  /** BCP 47, such as `en-GB`. */
  locale: string;
  /** As `Intl` takes it, such as `Europe/Berlin` or `+01:00`; missing where the channel does not tell. */
  timeZone?: string;
  /** The web page that the person wrote from, as origin and path; missing where the channel does not tell. */
  page?: string;
  /** What the channel needs to reach this conversation later (for Bot Framework: the conversation reference), JSON. */
  address: unknown;
  /**
   * True where replies must be pushed to the channel through the outbox; false where the channel reads the transcript.
   */
  push: boolean;
};

/**
 * A line of the conversation, in the order it was said; web chat streams these. `seq` counts from 1 in its
 * conversation.
 */
export type TranscriptLine = {
  conversation: string;
  seq: number;
  from: "user" | "assistant" | "agent";
  /** The user's message id for lines of the user; else made by us. */
  id: string;
  text: string;
  /** Set on the assistant's lines. */
  reply?: Reply;
  /** The agent's name, on an agent's lines. */
  author?: string;
  /** What the person did to their message afterwards; the text of a deleted one is gone. */
  changed?: "edited" | "deleted";
  /** What the channel wants back when it shows the line again, such as web chat's `clientActivityID`, JSON. */
  clientMetadata?: unknown;
  /** The files that came with it and are kept. */
  files?: readonly StoredFile[];
  at: number;
};

/** What a turn wants stored, all or nothing. */
export type TurnRecord = {
  conversation: string;
  /** The version that was loaded; a newer one in the store means a conflict, nothing is written. */
  version: number;
  incomingId: string;
  saved: ConversationState;
  /** Lines to append after the ones there, in order, without their `seq`. */
  lines: readonly Omit<TranscriptLine, "seq" | "conversation">[];
  outbox: readonly OutboxEntry[];
  /** What is passed to other systems. */
  calls?: readonly ConnectorCall[];
  outcomes: readonly OutcomeRow[];
  newCase?: NewCase;
  /** `to`: the agent who has it at once; null: it waits. */
  reopenCase?: { number: string; to: string | null };
  withdrawCase?: string;
  rateCase?: { number: string; score: number; word: string };
  keepContact?: { number: string; address: string };
  /**
   * The case that this turn belongs to: the desk hears of the turn, and while the case is open it learns what the guide
   * found.
   */
  ofCase?: { number: string; article: string | null; device: Device | null; tried: readonly TriedStep[] };
  /** Articles whose incident's end this conversation subscribes to. */
  watchStatus: readonly string[];
  unclear?: {
    text: string;
    awaiting: ExpectedInput;
    alternatives: readonly { label: string; confidence: number }[];
    /** By default it was not understood. */
    why?: "low-confidence";
    /** What it was taken for. */
    label?: string;
  };
  /**
   * An earlier message that was understood wrongly: the one that this answer was given to (`answer`), or the person's
   * latest before this. `label`: what it was taken for.
   */
  misread?: { why: "thumbs-down"; answer: string; label: string } | { why: "corrected"; label: string };
  feedback: readonly { good: boolean; about: string; comment?: string | undefined }[];
  /** What the turn adds to the reports. */
  report?: readonly ReportFact[];
  /** Ids of messages that count as new when they come again. */
  forgetIds?: readonly string[];
  /** Deletes all that was stored of this user in this channel before this turn; the turn's own lines stay. */
  erase?: { user: string; channel: string };
};

/**
 * Something that must reach the outside after the commit. Web chat needs none: it reads the transcript. `destination`
 * picks the `Deliver`: `channel` is the person's own channel.
 */
export type OutboxEntry = { destination: string; body: unknown };

/**
 * The body of an entry for `channel`: one line to show to the person. Without a `reply` it is an agent's own words, and
 * plain text. `at`: when it was said; missing in entries of earlier versions.
 */
export type ChannelLine = { line: { id: string; text: string; reply?: Reply; author?: string; at?: number } };
/** The body of an entry for `channel`: the card of this activity was answered and says so from now on. */
export type ChannelCardAnswered = { settled: AnsweredCard & { activity: string } };

/**
 * How one step of the guide ended, for statistics: nothing in it says who took it. `seconds` from being shown to being
 * answered.
 */
export type OutcomeRow = {
  article: string;
  step: string;
  device: Device | null;
  result: StepResult;
  seconds: number;
  status: LiveStatus["kind"];
};

/** A request for a person as the turn opens it. `number` is what people quote; `subject` is one line for the desk. */
export type NewCase = {
  number: string;
  reason: CaseReason;
  subject: string;
  article: string | null;
  device: Device | null;
  tried: readonly TriedStep[];
  status: LiveStatus;
  /** BCP 47, the person's. */
  language: string;
};

/**
 * A conversation as the turn loads it: `saved` is null before the first turn. `unseen`: the newest replies that are known
 * not to have reached the person; missing where there are none.
 */
export type LoadedConversation = {
  reference: ConversationReference;
  saved: ConversationState | null;
  version: number;
  unseen?: readonly UnseenReply[];
};

/** A reply that was given up, or that its channel keeps refusing. */
export type UnseenReply = { line: string; delivery: "failed" | "waiting"; reply: Reply };

/**
 * A conversation as a message meets it that nothing waits before. `arrivals` tells whether anything came since; null:
 * nobody wrote here yet.
 * `positions`: how many entries its outbox was given so far; `lines`: how many lines its transcript.
 * `kept`: `saved` is what this process itself stored last, so it needs no bringing up to date.
 */
export type ConversationSnapshot = LoadedConversation & {
  arrivals: number | null;
  positions: number;
  lines: number;
  kept?: boolean;
};

/** An incoming message that is stored and waits for its turn. */
export type Accepted = { incoming: InboundMessage; seen: "new" | "duplicate" };

/** The port between the turn and the store. Every call may throw `StoreUnavailable`; nothing is half done then. */
export type TurnStore = {
  /**
   * Stores the message durably before anybody acknowledges it; creates or renews the conversation. The user's own line
   * joins the transcript in the same transaction, so web chat can echo it at once. `duplicate`: this id was accepted
   * before.
   */
  accept(
    reference: ConversationReference,
    incoming: InboundMessage,
    clientMetadata?: unknown,
  ): Promise<Accepted["seen"]>;
  /** The oldest accepted message of this conversation whose turn is still to come, or null. */
  nextWaiting(conversation: string): Promise<InboundMessage | null>;
  /**
   * Conversations with accepted messages whose turn is still to come, longest waiting first, at most `limit`. Ask with
   * `acceptedBefore` some
   * seconds ago on a running service: younger ones are most likely in their turn right now, here or on another node.
   */
  conversationsWaiting(limit: number, acceptedBefore?: number): Promise<readonly string[]>;
  /** Throws `NotFound` for a conversation that was never accepted. */
  load(conversation: string): Promise<LoadedConversation>;
  /** The conversation as a new message meets it; null where others still wait for their turn. */
  loadForFastPath(reference: ConversationReference): Promise<ConversationSnapshot | null>;
  /**
   * `accept` and `commit` in one go, for a message that met the conversation so: half the writes of a turn. `conflict`:
   * something
   * came or happened in between, nothing is written, and `accept` is the way.
   */
  acceptAndCommit(
    snapshot: ConversationSnapshot,
    accepted: { incoming: InboundMessage; clientMetadata?: unknown },
    record: TurnRecord,
  ): Promise<"stored" | "duplicate" | "conflict">;
  /** Cases that wait for a person now; with the number of one of them, only those that wait longer. */
  casesWaiting(longerThan?: string): Promise<number>;
  /** The case of this conversation that waits or is with an agent; null: there is none. */
  openCaseOf(conversation: string): Promise<OpenCase | null>;
  /**
   * Writes all of it or nothing. `conflict`: another node took a turn meanwhile; load again. `done-before`: this
   * incoming's turn is already stored.
   */
  commit(record: TurnRecord): Promise<"stored" | "conflict" | "done-before">;
};

/** The live status by article id, from memory: never waits. */
export type StatusNow = () => Readonly<Record<string, LiveStatus>>;

/** What channels call: the only entry to the turn. */
export type Conversations = {
  /**
   * Stores the message, then returns; its turn follows by itself, after the turns before it. `finished` settles when
   * that turn is committed (never rejects: a failed turn ends in words to the person and a case). Throws
   * `StoreUnavailable` when nothing could be stored: answer 503, so that the sender tries again.
   */
  receive(
    reference: ConversationReference,
    incoming: InboundMessage,
    clientMetadata?: unknown,
  ): Promise<{ seen: Accepted["seen"]; finished: Promise<void> }>;
  /**
   * The same, but waits for the turn and gives the assistant's lines back instead of pushing them (`expectReplies`).
   */
  receiveAndReply(reference: ConversationReference, incoming: InboundMessage): Promise<readonly TranscriptLine[]>;
  /** What the card says now; null: its question is still open. */
  answeredCard(conversation: string, card: AskingCard): Promise<AnsweredCard | null>;
};

/** The lines that a write added to its conversation, in order. */
export type NewLines = () => readonly TranscriptLine[];

/** Reads what was said, for channels that fetch it themselves. */
export type Transcripts = {
  /** Lines after `afterSeq` in order, at most `limit`; empty for an unknown conversation. */
  read(conversation: string, afterSeq: number, limit: number): Promise<readonly TranscriptLine[]>;
  /** The newest lines before `beforeSeq`, or of all (null), oldest first, at most `limit`. */
  readBefore(conversation: string, beforeSeq: number | null, limit: number): Promise<readonly TranscriptLine[]>;
  exists(conversation: string): Promise<boolean>;
  /** The conversation in which this user was active last; null: none. */
  latestOf(user: string, channel: string): Promise<string | null>;
  /**
   * Calls `wake` whenever lines may have been added to this conversation, on whichever node; returns the function that
   * unsubscribes. A turn of this node passes its lines, as they would be read; they can be asked for during `wake` only.
   */
  subscribe(conversation: string, wake: (newLines?: NewLines) => void): () => void;
};

/** What the channel called the message that shows a line; given where something may come back for it. */
export type Receipt = { line: string; channelId: string };

/** Delivers an entry; chosen by `OutboxEntry.destination`. */
export type Deliver = (
  entry: OutboxEntry & { id: string; conversation: string; reference: ConversationReference; attempt: number },
) => Promise<Receipt | void>;
