import { z } from "zod";

import { inLocale } from "../../knowledge/article.ts";
import type { CannedReply } from "../../knowledge/canned-replies.ts";
import type { HttpRouter } from "../http/router.ts";
import type { Admission } from "./authentication.ts";
import { base, checked, type Api } from "./api.ts";
import type { Presence } from "./presence.ts";

/** Mounts signing in and out, who is there, and the replies that are ready to send. */
export function mountSessionRoutes(options: {
  door: HttpRouter;
  api: Api;
  admission: Admission;
  presence: Presence;
  cannedReplies: readonly CannedReply[];
}): void {
  const { door, api, admission, presence, cannedReplies } = options;
  door.on("POST", `${base}/session`, (req, res) => {
    const { token } = checked(z.object({ token: z.string().min(1).max(500) }), req.body);
    door.json(res, 200, { name: admission.signIn(req, res, token) });
  });
  door.on("DELETE", `${base}/session`, (req, res) => {
    admission.signOut(req, res);
    door.json(res, 200, {});
  });
  door.on("POST", `${base}/session/end-all`, async (req, res) => {
    door.json(res, 200, { name: await admission.signOutEverywhere(req, res) });
  });
  api.get("/me", async ({ agent }) => ({ name: agent, agents: presence.list() }));
  api.get("/presence", async ({ agent }) => ({ me: agent, agents: presence.list() }));
  api.post("/presence", z.object({ state: z.enum(["online", "away", "offline"]) }), async ({ agent, body }) => {
    await presence.choose(agent, body.state);
    return { me: agent, agents: presence.list() };
  });
  api.get("/canned-replies", async ({ query }) => {
    const locale = query.get("language") ?? "en";
    return {
      replies: cannedReplies.map(({ id, title, text }) => ({
        id,
        title: inLocale(title, "en"),
        text: inLocale(text, locale),
      })),
    };
  });
}
