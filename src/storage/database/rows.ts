import type { Reply } from "../../../dialogs/replies/reply.ts";
import type { ConversationState } from "../../../dialogs/stored-state.ts";
import type { LoadedConversation, ConversationReference, TranscriptLine } from "../../conversation/ports.ts";

/** Rows of the tables, turned into the shapes of the ports and back. */

export type PartyRow = {
  id: string;
  channel: string;
  user_id: string;
  user_name: string;
  locale: string;
  time_zone: string | null;
  address: string;
  push: number;
};
/** The columns of a `PartyRow`, for selects. */
export const partyColumns = [
  "id",
  "channel",
  "user_id",
  "user_name",
  "locale",
  "time_zone",
  "address",
  "push",
] as const;

/** The address is parsed but not checked: only the channel that stored it reads it. */
export function toParty(row: PartyRow): ConversationReference {
  return {
    conversation: row.id,
    channel: row.channel,
    user: row.user_id,
    userName: row.user_name,
    locale: row.locale,
    ...(row.time_zone !== null && { timeZone: row.time_zone }),
    address: JSON.parse(row.address),
    push: row.push === 1,
  };
}

/** The row that `toParty` turns back into the same party. */
export function fromParty(party: ConversationReference): PartyRow {
  return {
    id: party.conversation,
    channel: party.channel,
    user_id: party.user,
    user_name: party.userName,
    locale: party.locale,
    time_zone: party.timeZone ?? null,
    address: toJson(party.address),
    push: party.push ? 1 : 0,
  };
}

/** `saved` is what was stored, parsed but not checked: the dialogs upgrade and check their own records. */
export function toLoaded(row: PartyRow & { saved: string | null; version: number }): LoadedConversation {
  return {
    party: toParty(row),
    saved: row.saved === null ? null : (JSON.parse(row.saved) as ConversationState),
    version: row.version,
  };
}

/** A row of the table `transcript`. `reply` and `echo` are JSON. */
export type LineRow = {
  conversation: string;
  seq: number;
  speaker: TranscriptLine["from"];
  id: string;
  text: string;
  reply: string | null;
  echo: string | null;
  author: string | null;
  at: number;
};

/**
 * The reply of a line, without its text where that is the line's: it is the longest part of both. `toLine` puts it
 * back.
 */
export function storedReply(reply: Reply | undefined, text: string): string | null {
  if (reply?.text !== text) return toJsonOrNull(reply);
  const { text: _text, ...rest } = reply;
  return toJson(rest);
}

/** A line without a reply or an echo lacks the key, as the port has it. */
export function toLine(row: LineRow): TranscriptLine {
  return {
    conversation: row.conversation,
    seq: row.seq,
    from: row.speaker,
    id: row.id,
    text: row.text,
    ...(row.reply !== null && { reply: { text: row.text, ...(JSON.parse(row.reply) as Partial<Reply>) } as Reply }),
    ...(row.echo !== null && { echo: JSON.parse(row.echo) }),
    ...(row.author !== null && { author: row.author }),
    at: row.at,
  };
}

/** JSON of anything; what JSON cannot say becomes null. */
export function toJson(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}

/** JSON, or null for what is not there. */
export function toJsonOrNull(value: unknown): string | null {
  return value === undefined ? null : toJson(value);
}
