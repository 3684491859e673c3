import type { TranscriptLine, Transcripts } from "../../conversation/ports.ts";

/** The newest lines before a place (0: of all), oldest first, and the place that leads to those before them. */
export async function newestLines(
  transcripts: Transcripts,
  conversation: string,
  before: number,
  count: number,
): Promise<{ lines: readonly TranscriptLine[]; earlier: string | null }> {
  const read = await transcripts.readBefore(conversation, before === 0 ? null : before, count + 1);
  const lines = read.slice(-count);
  return { lines, earlier: read.length > lines.length ? String(lines[0]?.seq) : null };
}

/**
 * A place that a client reads on from, at most the end. A page may be ahead of the transcript, as an older copy of the
 * database was restored: from the end on it gets what is said next, and would hear nothing until the count passed its place.
 */
export async function notBeyondEnd(transcripts: Transcripts, conversation: string, after: number): Promise<number> {
  if (after === 0) return 0;
  const { lines } = await newestLines(transcripts, conversation, 0, 1);
  return Math.min(after, lines[0]?.seq ?? 0);
}
