import type { SentFile } from "../../conversation/attachment-ports.ts";
import { requireMessageLength } from "../../conversation/plain-text.ts";
import { sendJson, urlOf } from "../../http/response.ts";
import type { Handler } from "../../http/server.ts";
import { newestLines, notBeyondEnd } from "./newest-lines.ts";
import { parseWatermark } from "./activity-set.ts";
import { authorize, requireOpened } from "./authorization.ts";
import { openConversation } from "./conversation-routes.ts";
import type { DirectLineContext } from "./directline-context.ts";
import {
  clientMetadataOf,
  inputOf,
  messageIdOf,
  parseActivity,
  type SentActivity,
  webConversationReference,
} from "./inbound-activity.ts";
import type { TokenClaims } from "./tokens.ts";

/** Lines in one response; the watermark says where to read on. */
const maxLines = 500;
/** Earlier lines in one response. */
const maxEarlier = 100;

/** `POST activities`: answered as soon as the message is stored; its turn follows. */
export function postActivity(context: DirectLineContext): Handler {
  return async (req, res) => {
    const claims = await authorize(req, context, req.params["id"]);
    context.limits.checkMessage(req, res, claims);
    const sent = parseActivity(req.body);
    sendJson(res, 200, { id: await receiveActivity(context, claims, sent) });
  };
}

/**
 * `GET activities`: the lines after the watermark. Our own page also asks for earlier ones (`before`, at most `limit`): they
 * come without a watermark, with `earlier` as the place to go on from, null at the beginning.
 */
export function getActivities(context: DirectLineContext): Handler {
  return async (req, res) => {
    const claims = await authorize(req, context, req.params["id"]);
    const { searchParams } = urlOf(req);
    const after = parseWatermark(searchParams.get("watermark"));
    await requireOpened(context, claims);
    const before = searchParams.get("before");
    if (before !== null) {
      const count = Math.min(Number(searchParams.get("limit")) || maxEarlier, maxEarlier);
      const { lines, earlier } = await newestLines(
        context.transcripts,
        claims.conversation,
        parseWatermark(before),
        count,
      );
      return sendJson(res, 200, { activities: context.activitySet(lines, claims.user, after).activities, earlier });
    }
    const lines = await context.transcripts.read(claims.conversation, after, maxLines);
    const place = lines.length > 0 ? after : await notBeyondEnd(context.transcripts, claims.conversation, after);
    sendJson(res, 200, context.activitySet(lines, claims.user, place));
    const read = lines.findLast(({ from }) => from === "agent");
    if (read) context.onRead?.(claims.conversation, read.seq);
  };
}

/** `GET queue-place`, for our own page: `place` of the case that waits for a person, null where none does. */
export function getQueuePlace(context: DirectLineContext): Handler {
  return async (req, res) => {
    const claims = await authorize(req, context, req.params["id"]);
    await requireOpened(context, claims);
    sendJson(res, 200, { place: (await context.queuePlace?.(claims.conversation)) ?? null });
  };
}

/**
 * Stores a message with the files that came along and returns its id. Activities of other types are accepted without effect, except that typing is
 * passed on to agents.
 */
export async function receiveActivity(
  context: DirectLineContext,
  claims: TokenClaims,
  sent: SentActivity,
  files: readonly SentFile[] = [],
): Promise<string> {
  const id = messageIdOf(sent);
  const { conversation } = claims;
  if (sent.type === "typing") context.typing?.tell("user", conversation);
  if (sent.type !== "message") return id;
  requireMessageLength(sent.text);
  // A client that posts before it opened the conversation still gets the welcome, and gets it first.
  if (!(await context.transcripts.exists(conversation))) await openConversation(context, claims, sent.locale);
  const kept = context.attachments !== null && files.length > 0;
  if (kept) await context.attachments?.keep({ conversation, line: id }, files);
  const count = Math.max(files.length, sent.attachments?.length ?? 0);
  await context.conversations.receive(
    webConversationReference(claims, { ...sent, name: sent.from?.name }),
    { id, conversation, at: context.now(), input: inputOf(sent, { count, kept }) },
    clientMetadataOf(sent, files),
  );
  return id;
}
