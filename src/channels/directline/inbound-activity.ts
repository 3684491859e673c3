import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";

import { AppError } from "../../common/errors.ts";
import { plainText } from "../../conversation/plain-text.ts";
import type { InboundMessage } from "../../conversation/ports.ts";

const label = z.string().max(200);

/** What we read of an activity; all else in it is let past. */
const activity = z.object({
  type: z.string().min(1).max(100),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  name: z.string().nullish(),
  locale: z.string().nullish(),
  localTimestamp: z.string().nullish().catch(null),
  localTimezone: z.string().nullish().catch(null),
  from: z.object({ name: z.string().nullish() }).nullish(),
  attachments: z.array(z.object({ contentType: z.string().nullish(), name: z.string().nullish() })).nullish(),
  channelData: z
    .object({
      clientActivityID: label.min(1).nullish(),
      postBack: z.boolean().nullish(),
      messageBack: z.object({ displayText: label.nullish() }).nullish(),
    })
    .nullish(),
});
/** An activity that a person's client sent, its types checked. */
export type SentActivity = z.infer<typeof activity>;

/** Checks what a client sent. The fault names the place, never the content. */
export function readActivity(body: unknown): SentActivity {
  const read = activity.safeParse(body);
  if (read.success) return read.data;
  const at = read.error.issues[0]?.path.join(".") || "body";
  throw new AppError("BadRequest", `The activity is not valid at "${at.slice(0, 80)}".`, {
    remedy: "Send a Direct Line 3.0 activity.",
  });
}

/** The same `clientActivityID` gives the same id, so that a client which tries again is not heard twice. */
export function incomingIdOf(sent: SentActivity): string {
  const given = sent.channelData?.clientActivityID;
  return given ? `c-${createHash("sha256").update(given).digest("base64url").slice(0, 24)}` : `m-${randomUUID()}`;
}

/** A message as the turn takes it: a button where its `value` is a button's, else words. */
export function inputOf(sent: SentActivity, files: number): InboundMessage["input"] {
  const { value } = sent;
  const text = plainText(sent.text ?? "");
  if (isRecord(value) && ("event" in value || text === ""))
    return { kind: "pressed", press: value, text: text || labelOf(sent, value) };
  return { kind: "said", text, attachments: files };
}

/** A pressed button's words, as the person saw them. */
function labelOf(sent: SentActivity, value: Readonly<Record<string, unknown>>): string {
  const shown = sent.channelData?.messageBack?.displayText ?? value["label"];
  return typeof shown === "string" ? plainText(shown).slice(0, 200) : "";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the client needs to see again with its own message, to know it as the one it sent. */
export function echoOf(sent: SentActivity): unknown {
  const { clientActivityID, postBack, messageBack } = sent.channelData ?? {};
  const attachments = sent.attachments
    ?.slice(0, 10)
    .map((file) => ({ contentType: cut(file.contentType), name: cut(file.name) }));
  return {
    channelData: {
      ...(clientActivityID && { clientActivityID }),
      ...(postBack && { postBack }),
      ...(messageBack && { messageBack: { displayText: cut(messageBack.displayText) } }),
    },
    ...(attachments?.length && { attachments }),
  };
}

function cut(text: string | null | undefined): string {
  return plainText(text ?? "").slice(0, 200);
}
