import { digest } from "../activities/conversation-reference.ts";

/** What a button carries besides its press: which of our lines its card is, and in whose conversation it was shown. */
export type CardMark = { line: string; of: string };

/** The mark of a line's card. The conversation is told by its digest: its name holds ids of people. */
export function markOf(conversation: string, line: string): CardMark {
  return { line, of: ownerMark(conversation) };
}

/** The conversation, as its cards name it. */
export function ownerMark(conversation: string): string {
  return digest(conversation).slice(0, 12);
}
