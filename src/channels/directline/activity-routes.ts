import { addressOf, sendJson } from "../../http/response.ts";
import type { Handler } from "../../http/server.ts";
import { echoOf, incomingIdOf, inputOf, readActivity, type SentActivity } from "./inbound-activity.ts";
import { authorize } from "./bearer-token.ts";
import { known, open } from "./conversation-routes.ts";
import type { DirectLineParts } from "./directline-options.ts";
import { webParty } from "./webchat-reference.ts";
import type { Grant } from "./tokens.ts";
import { seqOf } from "./watermark.ts";

/** Most lines in one answer; the watermark says where to go on. */
const page = 500;

/** `POST activities`: answered as soon as the message is stored; its turn follows. */
export function postActivity(parts: DirectLineParts): Handler {
  return async (req, res) => {
    const grant = await authorize(req, parts, req.params["id"]);
    parts.admission.message(req, res, grant);
    const sent = readActivity(req.body);
    sendJson(res, 200, { id: await take(parts, grant, sent, sent.attachments?.length ?? 0) });
  };
}

/** `GET activities`: what was said after the watermark. */
export function getActivities(parts: DirectLineParts): Handler {
  return async (req, res) => {
    const grant = await authorize(req, parts, req.params["id"]);
    const after = seqOf(addressOf(req).searchParams.get("watermark"));
    await known(parts, grant);
    const lines = await parts.transcripts.read(grant.conversation, after, page);
    sendJson(res, 200, parts.activitySet(lines, grant.user, after));
  };
}

/**
 * Stores what a person sent and gives its id back. What is no message (events) is welcome and has no effect; that
 * somebody types is passed on.
 */
export async function take(parts: DirectLineParts, grant: Grant, sent: SentActivity, files: number): Promise<string> {
  const id = incomingIdOf(sent);
  if (sent.type === "typing") parts.typing?.tell("user", grant.conversation);
  if (sent.type !== "message") return id;
  const { conversation } = grant;
  // Who posts before opening still gets the welcome, and gets it first.
  if (!(await parts.transcripts.exists(conversation))) await open(parts, grant, sent.locale);
  const party = webParty(grant, { ...sent, name: sent.from?.name });
  await parts.conversations.receive(
    party,
    { id, conversation, at: parts.now(), input: inputOf(sent, files) },
    echoOf(sent),
  );
  return id;
}
