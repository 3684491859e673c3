import type { TranscriptLine } from "../../conversation/ports.ts";

/** An activity as it goes over the wire. */
export type WireActivity = Record<string, unknown>;
/** What every Direct Line answer with activities looks like. */
export type ActivitySet = { activities: readonly WireActivity[]; watermark: string };

/** How one of our own lines looks. */
export type ShowLine = (line: TranscriptLine) => WireActivity;

/** Who speaks, as the page shows it. */
export type Speakers = { assistant: string; agent: string };

/**
 * Makes lines into activities. `toActivity` shows what we say; what the person said is given back as it came. No
 * activity carries a `replyToId`: Web Chat holds a message back until it has seen the one it answers.
 */
export function makeActivitySets(options: {
  toActivity: ShowLine;
  speakers: Speakers;
}): (lines: readonly TranscriptLine[], user: string, after: number) => ActivitySet {
  const { toActivity, speakers } = options;
  const show = (line: TranscriptLine, user: string): WireActivity => ({
    type: "message",
    text: line.text,
    ...(line.from === "user" ? asEcho(line.echo) : toActivity(line)),
    id: line.id,
    timestamp: new Date(line.at).toISOString(),
    channelId: "webchat",
    conversation: { id: line.conversation },
    from:
      line.from === "user"
        ? { id: user, role: "user" }
        : { id: line.from, name: line.author ?? speakers[line.from], role: "bot" },
  });
  return (lines, user, after) => ({
    activities: lines.map((line) => show(line, user)),
    watermark: String(lines.at(-1)?.seq ?? after),
  });
}

/** What people write is never markup. */
function asEcho(echo: unknown): WireActivity {
  return { textFormat: "plain", ...(typeof echo === "object" ? echo : null) };
}
