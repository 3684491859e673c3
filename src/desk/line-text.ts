import { z } from "zod";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import type { TranscriptLine } from "../conversation/ports.ts";

const withFiles = z.looseObject({ attachments: z.array(z.unknown()).min(1) });

/**
 * What people at a desk read of a line: where the person sent something that is not kept, that is said, so that nobody
 * waits for an answer to it.
 */
export function textOfLine({ from, text, echo }: TranscriptLine): string {
  if (from !== "user") return text;
  if (text.trim() === "") return words.wordless;
  return withFiles.safeParse(echo).success ? `${text}\n${words.wordless}` : text;
}
