import { en } from "../../dialogs/wording/en.ts";
import { AppError } from "../common/errors.ts";

/** UTF-16 units of a message's text as it was received, from people and from agents alike. */
const maxMessageLength = 8_000;

export function isTooLong(text: string | null | undefined): boolean {
  return (text?.length ?? 0) > maxMessageLength;
}

/** What the sender of a longer message reads. */
export const tooLongReply = (): string => en.messageTooLong(maxMessageLength.toLocaleString("en"));

/**
 * Throws `MessageTooLong`. A longer message is refused, not cut: it would fill the disk and the pages of others, and half
 * of what somebody wrote may say the opposite.
 */
export function requireMessageLength(text: string | null | undefined): void {
  if (isTooLong(text)) throw new AppError("MessageTooLong", tooLongReply());
}
