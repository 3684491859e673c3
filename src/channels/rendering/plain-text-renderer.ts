import type { Reply } from "../../../dialogs/replies/reply.ts";

/**
 * A reply where nothing but text can be shown, the terminal first: the choices are numbered, and the numbers can be
 * typed. In brackets, so that nobody takes them for the numbered instructions above.
 */
export function renderPlain(reply: Reply): string {
  const text = withoutEmphasis(reply.text);
  if (reply.choices.length === 0) return text;
  const choices = reply.choices.map((choice, at) => `[${at + 1}] ${choice.label}`);
  return `${text}\n\n${choices.join("\n")}`;
}

/**
 * Our wording marks headings and case numbers with `**`; where nothing draws them bold, the stars would only be in the
 * way.
 */
const withoutEmphasis = (text: string): string => text.replaceAll(/\*\*(.+?)\*\*/gu, "$1");
