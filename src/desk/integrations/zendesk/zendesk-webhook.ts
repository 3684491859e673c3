import { z } from "zod";

import { en } from "../../../../dialogs/wording/en.ts";
import type { ConnectorLinks } from "../../../conversation/case-calls.ts";
import type { CaseStore } from "../../../conversation/case-ports.ts";
import type { HttpRouter } from "../../../http/router.ts";
import type { InboundActions } from "../inbound-actions.ts";
import { requireWebhookSecret } from "../webhook-secrets.ts";

const statusChanged = z.looseObject({
  type: z.literal("zen:event-type:ticket.status_changed"),
  id: z.string(),
  time: z.iso.datetime({ offset: true }),
  detail: z.looseObject({ id: z.union([z.string(), z.number()]) }),
  event: z.looseObject({ current: z.enum(["SOLVED", "CLOSED"]) }),
});

/**
 * Mounts Zendesk's webhook: a ticket that is solved or closed there ends its case here, or its person would wait for an
 * answer that nobody is going to give. Who did it is a number there; the person reads that it was "Support". Everything
 * else is answered politely, and so is an event from before the case was last opened again: they come late and in any
 * order.
 */
export function mountZendeskWebhook(options: {
  router: HttpRouter;
  secret: string;
  links: ConnectorLinks;
  cases: Pick<CaseStore, "history">;
  inboundActions: InboundActions;
}): void {
  const { router, secret, links, cases, inboundActions } = options;

  async function take(body: unknown): Promise<void> {
    const changed = statusChanged.safeParse(body).data;
    if (!changed) return;
    const number = await links.caseOf("zendesk", String(changed.detail.id));
    if (number === null) return;
    const reopened = (await cases.history(number)).findLast(({ what }) => what === "reopened")?.at ?? -Infinity;
    if (Date.parse(changed.time) < reopened) return;
    await inboundActions.ended(
      { number, connector: "zendesk", agent: en.someoneThere, key: `event ${changed.id}` },
      "resolved",
    );
  }

  router.on("POST", "/api/connectors/zendesk", async (req, res) => {
    requireWebhookSecret(req, secret);
    await take(req.body);
    router.json(res, 200, {});
  });
}
