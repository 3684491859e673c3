import { z } from "zod";

import type { ConnectorLinks } from "../../../conversation/case-calls.ts";
import type { HttpRouter } from "../../../http/router.ts";
import { ignoreConflict, type InboundActions } from "../inbound-actions.ts";
import { ownMark } from "./chatwoot.ts";
import { shortDigest, requireWebhookSecret } from "../webhook-secrets.ts";

const name = z.string().trim().min(1).max(60);
const id = z.union([z.number(), z.string()]);
const said = z.looseObject({
  event: z.literal("message_created"),
  id,
  message_type: z.literal("outgoing"),
  private: z.literal(false).nullish(),
  content: z.string().trim().nullish(),
  attachments: z.array(z.unknown()).nullish(),
  content_attributes: z.record(z.string(), z.unknown()).nullish(),
  sender: z.looseObject({ name: name.catch("Chatwoot"), type: z.string().nullish().catch(null) }).nullish(),
  conversation: z.looseObject({ id }),
  created_at: z
    .union([z.number(), z.iso.datetime({ offset: true })])
    .nullish()
    .catch(null),
});
/** Chatwoot keeps a deleted message, with other words and this mark. */
const deletedMark = "deleted";
const messageDeleted = said.extend({
  event: z.literal("message_updated"),
  content_attributes: z.looseObject({ [deletedMark]: z.literal(true) }),
});
const statusChanged = z.looseObject({
  event: z.literal("conversation_status_changed"),
  id,
  status: z.enum(["resolved", "open"]),
  meta: z.looseObject({ assignee: z.looseObject({ name: name.catch("Chatwoot") }).nullish() }).nullish(),
});

/**
 * Mounts Chatwoot's webhook. What does not concern a case of ours is answered politely: another answer would switch the
 * webhook off.
 */
export function mountChatwootWebhook(options: {
  router: HttpRouter;
  secret: string;
  links: ConnectorLinks;
  inboundActions: InboundActions;
}): void {
  const { router, secret, links, inboundActions } = options;

  async function take(body: unknown): Promise<void> {
    const message = said.safeParse(body).data;
    const status = statusChanged.safeParse(body).data;
    const deleted = messageDeleted.safeParse(body).data;
    const conversation = (message ?? deleted)?.conversation.id ?? status?.id;
    const number = conversation === undefined ? null : await links.caseOf("chatwoot", String(conversation));
    if (number === null) return;
    const done = { number, connector: "chatwoot" };
    // A bot of theirs is nobody who could have the case: two assistants would answer one person.
    const isBot = message?.sender?.type === "agent_bot";
    const { [ownMark]: own, [deletedMark]: isDeleted } = message?.content_attributes ?? {};
    if (message && !isBot && own === undefined && isDeleted !== true) {
      const came = { ...done, agent: message.sender?.name ?? "Chatwoot", key: `message ${message.id}` };
      const files = (message.attachments ?? []).length > 0;
      // Whoever writes after the end has the case again: the person's answer must reach somebody.
      if (files || (message.content ?? "") !== "") await inboundActions.resumed(came, endOfSecond(message.created_at));
      await inboundActions.said(came, message.content ?? "", files);
    }
    if (deleted)
      await inboundActions.deleted({
        ...done,
        agent: deleted.sender?.name ?? "Chatwoot",
        key: `message ${deleted.id}`,
      });
    if (!status) return;
    const changed = {
      ...done,
      agent: status.meta?.assignee?.name ?? "Chatwoot",
      key: `${status.status} ${shortDigest(body)}`,
    };
    if (status.status === "resolved") await inboundActions.ended(changed, "resolved");
    else await inboundActions.reopened(changed).catch(ignoreConflict);
  }

  router.on("POST", "/api/connectors/chatwoot", async (req, res) => {
    requireWebhookSecret(req, secret);
    await take(req.body);
    router.json(res, 200, {});
  });
}

/** Chatwoot gives the second, as a number or a date; the end of it in milliseconds since 1970, undefined without one. */
function endOfSecond(created: z.infer<typeof said>["created_at"]): number | undefined {
  if (created === null || created === undefined) return undefined;
  return (typeof created === "number" ? created * 1_000 : Date.parse(created)) + 999;
}
