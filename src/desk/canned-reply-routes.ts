import { randomUUID } from "node:crypto";
import { z } from "zod";

import { inLocale } from "../../knowledge/article.ts";
import type { CannedReply } from "../../knowledge/canned-replies.ts";
import { AppError } from "../common/errors.ts";
import type { CannedReplyStore } from "../conversation/desk-team-ports.ts";
import { plainText } from "../conversation/plain-text.ts";
import { requireLead } from "./agent-role.ts";
import type { DeskApi } from "./api.ts";
import type { Audit } from "./audit.ts";

const words = (most: number) => z.string().transform(plainText).pipe(z.string().trim().min(1).max(most));
const content = z.object({ title: words(80), text: words(4_000) });

export type CannedReplyRoutesOptions = {
  api: DeskApi;
  audit: Audit;
  store: { cannedReplies: CannedReplyStore };
  /** Those of the repository, which leads can change and take away. */
  cannedReplies: readonly CannedReply[];
  now: () => number;
};

/** Mounts the ready replies: for all agents to read, for leads to write, change and remove. */
export function mountCannedReplyRoutes({ api, audit, store, cannedReplies, now }: CannedReplyRoutesOptions): void {
  const { cannedReplies: stored } = store;
  const list = async (locale: string) => {
    const changed = new Map((await stored.list()).map((reply) => [reply.id, reply.content]));
    const given = cannedReplies.map(({ id, title, text }) => ({
      id,
      content: { title: inLocale(title, "en"), text: inLocale(text, locale) },
    }));
    const own = [...changed.keys()].filter((id) => !cannedReplies.some((one) => one.id === id));
    const all = [...given.map(({ id }) => id), ...own].map((id) => ({
      id,
      content: changed.has(id) ? changed.get(id) : given.find((one) => one.id === id)?.content,
    }));
    return { replies: all.flatMap(({ id, content: found }) => (found ? [{ id, ...found }] : [])) };
  };
  const requireKnown = async (id: string): Promise<void> => {
    if ((await list("en")).replies.some((reply) => reply.id === id)) return;
    throw new AppError("NotFound", "There is no such ready reply.", { remedy: "Somebody may have removed it." });
  };
  api.get("/canned-replies", ({ query }) => list(query.get("language") ?? "en"));
  const save = async (
    asked: { agent: string; role: "lead" | "agent"; address: string },
    id: string,
    left: z.infer<typeof content> | null,
  ) => {
    await stored.save({ id, content: left, by: asked.agent, at: now() });
    await audit({ who: asked.agent, what: "ready-reply", subject: id, address: asked.address });
    return list("en");
  };
  api.post("/canned-replies", content, async (asked) => {
    requireLead(asked);
    return save(asked, randomUUID(), asked.body);
  });
  api.post("/canned-replies/:reply", content, async (asked) => {
    requireLead(asked);
    const id = asked.params["reply"] ?? "";
    await requireKnown(id);
    return save(asked, id, asked.body);
  });
  api.post("/canned-replies/:reply/remove", api.noBody, async (asked) => {
    requireLead(asked);
    const id = asked.params["reply"] ?? "";
    await requireKnown(id);
    return save(asked, id, null);
  });
}
