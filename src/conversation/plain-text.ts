import { en } from "../../dialogs/wording/en.ts";
import { AppError } from "../common/errors.ts";

/** Where a joiner shapes what it joins: pictographs, and scripts other than Latin, which need it to be read right. */
const joined =
  /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F]|(?!\p{Script=Latin})[\p{L}\p{M}])[\u200C\u200D](?=[\p{Extended_Pictographic}]|(?!\p{Script=Latin})\p{L})/gu;

/**
 * Stands for a joiner that is kept while the others go; from the private use area, where it is taken out beforehand.
 */
const kept = { "\u200C": "\uE000", "\u200D": "\uE001" } as const;
const back = { "\uE000": "\u200C", "\uE001": "\u200D" } as const;

/**
 * Characters that nobody sees and that turn, hide or break what stands around them; tab and line feed are not among
 * them.
 */
const unseen =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- finding these is what it is for.
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\u{E0000}-\u{E0FFF}]/gu;

/** More marks than any script stacks on one letter run over the lines above and below. */
const stacked = /(\p{M}{6})\p{M}+/gu;

/**
 * Text as people see it, and nothing that only machines do: no zero-width and bidirectional characters, which hide
 * words or turn them round at the desk, no control characters, which databases and terminals choke on, no halves of a
 * character.
 */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\uE000\uE001]/gu, "")
    .replace(/\r\n?|[\u2028\u2029\u0085]/gu, "\n")
    .replace(joined, (joiner) => kept[joiner as keyof typeof kept])
    .replace(unseen, "")
    .replace(/[\uE000\uE001]/gu, (sign) => back[sign as keyof typeof back])
    .replace(stacked, "$1");
}

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
