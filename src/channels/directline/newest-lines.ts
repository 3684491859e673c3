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
