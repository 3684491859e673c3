import { z } from "zod";

import { connectorsEn as words } from "../../../dialogs/wording/connectors-en.ts";

/** The words that an agent sent, if any. */
export const textSent = z.string().trim().nullish();
/** The pictures and files that an agent sent, whatever their shape. */
export const filesSent = z.array(z.unknown()).nullish();

/** The words that reach the person. A file does not, and says so in its place: nobody waits for an answer to a picture that nobody saw. */
export function agentsWords(text: z.infer<typeof textSent>, files: z.infer<typeof filesSent>): string {
  return [text ?? "", (files ?? []).length > 0 ? words.fileNotShown : ""].filter((part) => part !== "").join("\n\n");
}
