import { z } from "zod";

import { inLocale } from "../../knowledge/article.ts";
import type { Guides } from "../../dialogs/guides.ts";
import type { HttpRouter } from "../http/router.ts";
import type { AgentDirectory } from "./agent-directory.ts";
import type { Authentication } from "./authentication.ts";
import { deskApiPath, parseBody, type DeskApi } from "./api.ts";
import type { LeaveProvider } from "./oidc/oidc-routes.ts";
import type { Presence } from "./presence.ts";

const presenceChoice = z.object({
  state: z.enum(["online", "away", "offline"]),
  /** With `away`: when the agent is back. */
  until: z.iso.datetime().nullish(),
});

/**
 * Mounts sign-in and sign-out, presence, and what the page has to know at its start. `leaveTo` of a sign-out: where the
 * browser goes to sign out at the provider as well.
 */
export function mountSessionRoutes(options: {
  router: HttpRouter;
  api: DeskApi;
  authentication: Authentication;
  presence: Presence;
  directory: AgentDirectory;
  guides: Guides;
  /** The desk's own aim for an answer. */
  answerWithinMs: number;
  leaveProvider: LeaveProvider;
}): void {
  const { router, api, authentication, presence, directory, guides, answerWithinMs, leaveProvider } = options;
  router.on("POST", `${deskApiPath}/session`, async (req, res) => {
    const { token } = parseBody(z.object({ token: z.string().min(1).max(500) }), req.body);
    router.json(res, 200, await authentication.signIn(req, res, token));
  });
  router.on("DELETE", `${deskApiPath}/session`, async (req, res) => {
    const idToken = await authentication.signOut(req, res);
    router.json(res, 200, { leaveTo: await leaveProvider(req, idToken) });
  });
  router.on("POST", `${deskApiPath}/session/end-all`, async (req, res) => {
    const { login, idToken } = await authentication.signOutEverywhere(req, res);
    router.json(res, 200, { login, leaveTo: await leaveProvider(req, idToken) });
  });
  api.get("/me", async ({ agent, role }) => ({
    login: agent,
    name: directory.nameOf(agent),
    role,
    agents: presence.list(),
    answerWithinMs,
    articles: guides.articles.map(({ id, facts }) => ({ id, title: inLocale(facts.title, "en") })),
  }));
  api.get("/presence", async ({ agent }) => ({ me: agent, agents: presence.list() }));
  api.post("/presence", presenceChoice, async ({ agent, body: { state, until } }) => {
    await presence.setState(agent, state, state === "away" && until ? Date.parse(until) : null);
    return { me: agent, agents: presence.list() };
  });
}
