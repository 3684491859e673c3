import type { CaseCall } from "../../conversation/case-ports.ts";
import type { TranscriptLine, Transcripts } from "../../conversation/ports.ts";

const page = 500;

/** The whole conversation. */
export async function wholeTranscript(
  transcripts: Transcripts,
  conversation: string,
): Promise<readonly TranscriptLine[]> {
  const all: TranscriptLine[] = [];
  for (let more = true; more;) {
    const lines = await transcripts.read(conversation, all.at(-1)?.seq ?? 0, page);
    all.push(...lines);
    more = lines.length === page;
  }
  return all;
}

/**
 * The transcript until a call: messages of the person that came later, or are the call itself, are passed on by calls of their
 * own.
 */
export function transcriptUntil(lines: readonly TranscriptLine[], { kind, id }: CaseCall): readonly TranscriptLine[] {
  const asked = lines.findLast((line) => line.from === "user" && line.id === id);
  if (!asked) return lines;
  const last = lines.findLast((line) => line.id === `reply-${id}`)?.seq ?? asked.seq;
  return lines.filter(
    ({ seq, from }) => seq <= last && (from !== "user" || seq < asked.seq || (kind === "open" && seq === asked.seq)),
  );
}
