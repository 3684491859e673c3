import { z } from "zod";

import { AppError } from "../../common/errors.ts";

/** Ids are client input that becomes keys; this is long enough for every channel. */
const id = z.string().min(1).max(1_000);
const account = z.looseObject({ id, name: z.string().nullish(), role: z.string().nullish() });

/** The fields of a Bot Framework activity that are read. Others are passed through; `null` counts as missing. */
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
  textFormat: z.string().nullish().catch(null),
  value: z.unknown().optional(),
  name: z.string().nullish(),
  action: z.string().nullish(),
  replyToId: z.string().nullish(),
  attachments: z.array(z.looseObject({ contentType: z.string().nullish() })).nullish(),
  entities: z.array(z.looseObject({ type: z.string().nullish() })).nullish(),
  /** `eventType`: how a message was edited in Teams. Other channels put data of any form here. */
  channelData: z
    .looseObject({ eventType: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
  reactionsAdded: z.array(z.looseObject({ type: z.string().nullish() })).nullish(),
  membersRemoved: z.array(z.looseObject({ id: z.string().nullish() })).nullish(),
  membersAdded: z.array(z.looseObject({ id: z.string().nullish() })).nullish(),
});
/** A validated activity; the fields that are not read are unchecked. */
export type SentActivity = z.infer<typeof sentActivity>;

/** Validates an activity. The error names the invalid fields, never their content. */
export function validateActivity(body: unknown): SentActivity {
  const parsed = sentActivity.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".") || "body"))]
    .slice(0, 5)
    .join(", ");
  throw new AppError("BadRequest", `The activity is missing or has the wrong form at: ${fields.slice(0, 200)}.`, {
    remedy: "Send a Bot Framework activity.",
  });
}

/** True for a JSON object, not for an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
