import { AppError } from "../../common/errors.ts";
import type { StoredFile } from "../../conversation/attachment-ports.ts";
import type { TranscriptLine } from "../../conversation/ports.ts";

/** An activity as sent to the client. */
export type OutboundActivity = Record<string, unknown>;
/** The body of every Direct Line response with activities. `watermark`: the `seq` of the last line that it covers. */
export type ActivitySet = { activities: readonly OutboundActivity[]; watermark: string };

/** Renders a line of the assistant or an agent. */
export type RenderLine = (line: TranscriptLine) => OutboundActivity;

/** Display names. */
export type SpeakerNames = { assistant: string; agent: string };

/**
 * Converts lines of the transcript to activities; the person's own lines are returned with the metadata that the client
 * sent. No activity carries a `replyToId`: Web Chat holds a message back until it has seen the one it replies to.
 */
export function createActivitySets(options: {
  toActivity: RenderLine;
  speakers: SpeakerNames;
  publicUrl?: string | undefined;
}): (lines: readonly TranscriptLine[], user: string, after: number) => ActivitySet {
  const { toActivity, speakers, publicUrl = "" } = options;
  const activityOf = (line: TranscriptLine, user: string): OutboundActivity => ({
    type: "message",
    text: line.text,
    ...(line.from === "user" ? withMetadata(line.clientMetadata) : toActivity(line)),
    ...(line.files && { attachments: line.files.map((file) => attachmentOf(line, file, publicUrl)) }),
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
    activities: lines.map((line) => activityOf(line, user)),
    watermark: String(lines.at(-1)?.seq ?? after),
  });
}

/** Its address asks for the token of the conversation. Without a public address it is relative to this service. */
function attachmentOf({ conversation }: TranscriptLine, { id, name, type, size }: StoredFile, site: string) {
  const contentUrl = `${site}/v3/directline/conversations/${encodeURIComponent(conversation)}/attachments/${id}`;
  return { contentType: type, name, contentUrl, size };
}

/** What people write is plain text, never markup. */
function withMetadata(metadata: unknown): OutboundActivity {
  return { textFormat: "plain", ...(typeof metadata === "object" ? metadata : null) };
}

/** The `seq` to read on from. No watermark, an empty one and `-`, as the public service writes it, mean the beginning. */
export function parseWatermark(watermark: string | null): number {
  if (watermark === null || watermark === "" || watermark === "-") return 0;
  if (/^\d{1,15}$/.test(watermark)) return Number(watermark);
  throw new AppError("BadRequest", "The watermark is not one that we gave out.", {
    remedy: "Leave it out to read from the beginning.",
  });
}
