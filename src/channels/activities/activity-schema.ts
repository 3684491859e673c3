import { z } from "zod";

import { AppError } from "../../common/errors.ts";

/** Ids come from strangers and become keys: these are long enough for every channel there is. */
const id = z.string().min(1).max(1_000);
const account = z.looseObject({ id, name: z.string().nullish(), role: z.string().nullish() });

/** What we read of a Bot Framework activity. All else is let past, and `null` is the same as missing. */
const sentActivity = z.looseObject({
  type: z.string().regex(/^\S{1,100}$/),
  id: z.string().nullish(),
  timestamp: z.string().nullish(),
  channelId: z.string().regex(/^[\w.-]{1,100}$/),
  serviceUrl: z.string().max(2_000).nullish(),
  locale: z.string().nullish(),
  localTimestamp: z.string().nullish().catch(null),
  localTimezone: z.string().nullish().catch(null),
  deliveryMode: z.string().nullish(),
  from: account,
  recipient: z.looseObject({ id: z.string().nullish() }).nullish(),
  conversation: z.looseObject({ id, isGroup: z.boolean().nullish(), conversationType: z.string().nullish() }),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  name: z.string().nullish(),
  action: z.string().nullish(),
  replyToId: z.string().nullish(),
  attachments: z.array(z.looseObject({ contentType: z.string().nullish() })).nullish(),
  entities: z.array(z.looseObject({ type: z.string().nullish() })).nullish(),
  /** Teams: how a message was changed. Any other channel's own words may stand here in any form. */
  channelData: z
    .looseObject({ eventType: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
  reactionsAdded: z.array(z.looseObject({ type: z.string().nullish() })).nullish(),
  membersAdded: z.array(z.looseObject({ id: z.string().nullish() })).nullish(),
});
/** An activity that was checked: the fields we read have their types, all others are there as they came. */
export type SentActivity = z.infer<typeof sentActivity>;

/** Checks what was posted. The fault names the fields, never what they hold. */
export function readActivity(body: unknown): SentActivity {
  const read = sentActivity.safeParse(body);
  if (read.success) return read.data;
  const fields = [...new Set(read.error.issues.map((issue) => issue.path.join("../../channel") || "body"))]
    .slice(0, 5)
    .join(", ");
  throw new AppError("BadRequest", `The activity is missing or has the wrong form at: ${fields.slice(0, 200)}.`, {
    remedy: "Send a Bot Framework activity.",
  });
}

/** A JSON object, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
