import { z } from "zod";

import { connectorsEn as words } from "../../../../dialogs/wording/connectors-en.ts";
import { AppError } from "../../../common/errors.ts";
import type { ConnectorLinks } from "../../../conversation/case-calls.ts";
import type { HttpRouter } from "../../../http/router.ts";
import { DeliveryError } from "../../../common/delivery-error.ts";
import type { InboundActions } from "../inbound-actions.ts";
import type { DeskNotes } from "../desk-notes.ts";
import { shortDigest, requireWebhookSecret } from "../webhook-secrets.ts";

const from = z.looseObject({ name: z.string().trim().min(1).max(60).nullish() }).nullish();
const conversation = z.looseObject({ id: z.string() });
const state = z.enum(["accepted", "failed", "completed"]);
const status = z.looseObject({
  type: z.literal("event"),
  name: z.literal("handoff.status"),
  id: z.string().nullish(),
  conversation,
  from,
  value: z.looseObject({ state }),
});
/** Some clients send their own words a second time, as a page. */
const attachments = z
  .array(z.looseObject({ contentType: z.string().nullish() }))
  .nullish()
  .transform((all) => (all ?? []).filter(({ contentType }) => contentType !== "text/html"));
const message = z.looseObject({
  type: z.literal("message"),
  id: z.string().nullish(),
  conversation,
  from,
  text: z.string().trim().nullish(),
  attachments,
});

/** An earlier message there, `id`, has other words. That one is gone is not taken: the person has read it. */
const changed = z.looseObject({
  type: z.literal("messageUpdate"),
  id: z.string(),
  conversation,
  from,
  text: z.string().trim().nullish(),
});

/**
 * Takes what a hub sends back; `stray` where it belongs to no hand-off of ours, `unknown` where it is nothing that a
 * hub says.
 */
export type ReceiveHandoff = (activity: unknown) => Promise<"taken" | "stray" | "unknown">;

/**
 * The hub's way back, by webhook or to the bot: `handoff.status`, and what people there write. The conversation of a
 * hand-off is the case.
 */
export function createReceiveHandoff(options: {
  links: ConnectorLinks;
  inboundActions: InboundActions;
  notes: DeskNotes;
}): ReceiveHandoff {
  const { links, inboundActions, notes } = options;
  return async (activity) => {
    const read = z.union([status, message, changed]).safeParse(activity).data;
    if (!read) return "unknown";
    const number = await links.caseOf("handoff", read.conversation.id);
    if (number === null) return "stray";
    const done = {
      number,
      connector: "handoff",
      agent: read.from?.name ?? words.hub,
      key: read.id ?? shortDigest(activity),
    };
    if (read.type === "messageUpdate")
      await inboundActions.corrected({ ...done, key: `${read.id} edited ${shortDigest(read.text)}` }, read.text ?? "");
    else if (read.type === "message") {
      await inboundActions.resumed(done);
      await inboundActions.said(done, read.text ?? "", read.attachments.length > 0);
    } else if (read.value.state === "accepted") {
      await inboundActions.resumed(done);
      await inboundActions.claimed(done);
    } else if (read.value.state === "completed") await inboundActions.ended(done, "resolved");
    else
      await notes.unreached({
        number,
        connector: words.hub,
        call: `handoff ${number} ${done.key}`,
        cause: new DeliveryError(words.refused, { retry: false }),
      });
    return "taken";
  };
}

/** Mounts the hub's webhook. Other activities are let past. */
export function mountHandoffWebhook({
  router,
  secret,
  take,
}: {
  router: HttpRouter;
  secret: string;
  take: ReceiveHandoff;
}): void {
  router.on("POST", "/api/connectors/handoff", async (req, res) => {
    requireWebhookSecret(req, secret);
    if ((await take(req.body)) === "stray") throw new AppError("NotFound", "There is no such hand-off.");
    router.json(res, 200, {});
  });
}
