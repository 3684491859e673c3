import { z } from "zod";

import { connectorsEn as words } from "../../../dialogs/wording/connectors-en.ts";
import { Fault } from "../../errors.ts";
import type { ConnectorLinks } from "../../turn/case-calls.ts";
import type { HttpDoor } from "../../turn/http-door.ts";
import { DeliveryFault } from "../../turn/ports.ts";
import type { BringIn } from "./bring-in.ts";
import type { NoteUnreached } from "./note-unreached.ts";
import { digestOf, refuseWithoutSecret } from "./secrets.ts";

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
const message = z.looseObject({ type: z.literal("message"), id: z.string().nullish(), conversation, from, text: z.string().trim().min(1) });

/** Mounts the hub's way back: `handoff.status`, and what people there write. Other activities are let past. */
export function mountHandoff(options: { door: HttpDoor; secret: string; links: ConnectorLinks; bringIn: BringIn; noteUnreached: NoteUnreached }): void {
  const { door, secret, links, bringIn, noteUnreached } = options;

  async function take(body: unknown): Promise<void> {
    const read = z.union([status, message]).safeParse(body).data;
    if (!read) return;
    const number = await links.caseOf("handoff", read.conversation.id);
    if (number === null) throw new Fault("NotFound", "There is no such hand-off.");
    const done = { number, connector: "handoff", agent: read.from?.name ?? words.hub, key: read.id ?? digestOf(body) };
    if (read.type === "message") return bringIn.said(done, read.text);
    if (read.value.state === "accepted") return bringIn.claimed(done);
    if (read.value.state === "completed") return bringIn.ended(done, "resolved");
    await noteUnreached({ number, connector: words.hub, call: `handoff ${number} ${done.key}`, cause: new DeliveryFault(words.refused, { retry: false }) });
  }

  door.on("POST", "/api/connectors/handoff", async (req, res) => {
    refuseWithoutSecret(req, secret);
    await take(req.body);
    door.json(res, 200, {});
  });
}
