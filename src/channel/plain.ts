import type { Reply } from "../../dialogs/reply.ts";

/**
 * A reply where nothing but text can be shown, the terminal first: the choices are numbered, and the numbers can be typed.
 * In brackets, so that nobody takes them for the numbered instructions above.
 */
export function renderPlain(reply: Reply): string {
  if (reply.choices.length === 0) return reply.text;
  const choices = reply.choices.map((choice, at) => `[${at + 1}] ${choice.label}`);
  return `${reply.text}\n\n${choices.join("\n")}`;
}
