import { z } from "zod";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import type { TranscriptLine } from "../conversation/ports.ts";

const withFiles = z.looseObject({
  attachments: z.array(z.looseObject({ name: z.string().nullish().catch(null) })).min(1),
});

/**
 * What people at a desk read of a line: where the person sent something that is not kept, that is said, so that nobody
 * waits for an answer to it.
 */
export function textOfLine({ from, text, clientMetadata, changed, files }: TranscriptLine): string {
  if (from !== "user") return text;
  if (changed === "deleted") return words.deletedLine;
  if (files) return text;
  const named = withFiles.safeParse(clientMetadata);
  if (!named.success) return text.trim() === "" ? words.notKept([]) : text;
  const names = named.data.attachments.flatMap(({ name }) => (name ? [name] : []));
  return `${text}\n${words.notKept(names)}`.trim();
}
