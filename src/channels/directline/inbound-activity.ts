import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";

import { AppError } from "../../common/errors.ts";
import { plainText } from "../../conversation/plain-text.ts";
import type { SentFile } from "../../conversation/attachment-ports.ts";
import type { ConversationReference, InboundMessage } from "../../conversation/ports.ts";
import { type ClientPlace, localeOf, timeZoneOf } from "../activities/conversation-reference.ts";
import type { TokenClaims } from "./tokens.ts";

const label = z.string().max(200);

/** The fields that are read; others are ignored. */
const sentActivity = z.object({
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
      /** The address of the page that the person writes from. */
      page: z.string().max(4_000).nullish().catch(null),
      /** A thumb on the message with this id: the page shows it there. */
      thumb: z.object({ on: label, good: z.boolean() }).nullish(),
      messageBack: z.object({ displayText: label.nullish() }).nullish(),
    })
    .nullish(),
});
/** An activity of a client, validated. */
export type SentActivity = z.infer<typeof sentActivity>;

/** Validates an activity. The error names the invalid field, never its content. */
export function parseActivity(body: unknown): SentActivity {
  const parsed = sentActivity.safeParse(body);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.join(".") || "body";
  throw new AppError("BadRequest", `The activity is not valid at "${at.slice(0, 80)}".`, {
    remedy: "Send a Direct Line 3.0 activity.",
  });
}

/** Idempotency key: the same `clientActivityID` gives the same id, so a client's retry is recognised. */
export function messageIdOf(sent: SentActivity): string {
  const given = sent.channelData?.clientActivityID;
  return given ? `c-${createHash("sha256").update(given).digest("base64url").slice(0, 24)}` : `m-${randomUUID()}`;
}

/** A pressed button if `value` is a button's payload, otherwise text. */
export function inputOf(sent: SentActivity, files: { count: number; kept: boolean }): InboundMessage["input"] {
  const { value } = sent;
  const text = plainText(sent.text ?? "");
  if (isRecord(value) && ("event" in value || text === ""))
    return { kind: "pressed", press: value, text: text || labelOf(sent, value) };
  return { kind: "said", text, attachments: files.count, ...(files.kept && { kept: true }) };
}

/** The label of a pressed button, as the person saw it. */
function labelOf(sent: SentActivity, value: Readonly<Record<string, unknown>>): string {
  const displayed = sent.channelData?.messageBack?.displayText ?? value["label"];
  return typeof displayed === "string" ? plainText(displayed).slice(0, 200) : "";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Client metadata that is stored and returned with the message, so that the client recognises it as its own. */
export function clientMetadataOf(sent: SentActivity, files: readonly SentFile[] = []): unknown {
  const { clientActivityID, postBack, messageBack, thumb } = sent.channelData ?? {};
  const named = sent.attachments?.length ? sent.attachments : files.map(({ name }) => ({ name, contentType: null }));
  const attachments = named.slice(0, 10).map((file) => ({ contentType: cut(file.contentType), name: cut(file.name) }));
  return {
    channelData: {
      ...(clientActivityID && { clientActivityID }),
      ...(postBack && { postBack }),
      ...(thumb && { thumb }),
      ...(messageBack && { messageBack: { displayText: cut(messageBack.displayText) } }),
    },
    ...(attachments.length > 0 && { attachments }),
  };
}

function cut(text: string | null | undefined): string {
  return plainText(text ?? "").slice(0, 200);
}

/** What a client reports of the person. */
type ReportedPerson = ClientPlace & {
  name?: string | null | undefined;
  locale?: string | null | undefined;
  channelData?: SentActivity["channelData"];
};

/**
 * The reference of a web conversation. Nothing is pushed to it: the page reads the transcript. What the embedding site's
 * server said of the person counts more than what the client says.
 */
export function webConversationReference(claims: TokenClaims, reported: ReportedPerson = {}): ConversationReference {
  const page = reportedPage(reported.channelData?.page);
  return {
    conversation: claims.conversation,
    channel: "webchat",
    user: claims.user,
    userName: claims.name ?? plainText(reported.name ?? "").slice(0, 80),
    locale: localeOf(reported.locale),
    ...timeZoneOf(reported),
    ...(page !== undefined && { page }),
    address: claims.email === undefined ? {} : { email: claims.email },
    push: false,
  };
}

/** The id is fixed, so that there is one welcome however often the opening is reported. */
export function conversationOpened(conversation: string, at: number): InboundMessage {
  return { id: "opened", conversation, at, input: { kind: "happened", event: { type: "conversation.opened" } } };
}

/** Longer addresses are cut: an agent reads where the person was, and opens nothing. */
const mostCharacters = 300;

/**
 * The page that a client says the person wrote from, as it is stored: origin and path. What stands behind them can hold
 * searches, tokens and names. Undefined where it is no address of a web page.
 */
function reportedPage(address: string | null | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  return `${url.origin}${url.pathname}`.slice(0, mostCharacters);
}
