import { randomUUID } from "node:crypto";
import { z } from "zod";

import type { AgentRole } from "../config/agent-settings.ts";
import { AppError } from "../common/errors.ts";
import type { HttpRouter } from "../http/router.ts";
import type { WebRequest } from "../http/response.ts";
import type { Audit } from "./audit.ts";
import type { AuthenticatedAgent, Authentication } from "./authentication.ts";
import type { Presence } from "./presence.ts";

/** A request to the desk with its authenticated agent (by login) and validated body. `requireLead` takes it as it is. */
export type DeskRequest<Body> = {
  agent: string;
  role: AgentRole;
  /** Where the request came from, for the audit log. */
  address: string;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Body;
};

/** Mounts routes below `/api/desk`, for agents only, with JSON responses. */
export type DeskApi = {
  get(path: string, handle: (request: DeskRequest<undefined>) => Promise<unknown>): void;
  /** `status`: of the answer, 200 by default. */
  post<Body>(
    path: string,
    schema: z.ZodType<Body>,
    handle: (request: DeskRequest<Body>) => Promise<unknown>,
    options?: { status?: number },
  ): void;
  /** The schema of a body that says nothing. */
  noBody: z.ZodType<object>;
  /** An idempotency key for a command that was sent without one. */
  newKey(): string;
};

export const deskApiPath = "/api/desk";

export function createDeskApi(options: {
  router: HttpRouter;
  authentication: Authentication;
  presence: Presence;
  audit: Audit;
}): DeskApi {
  const { router, authentication, presence, audit } = options;
  /** Every request keeps its agent present. */
  const agentOf = async (req: WebRequest): Promise<AuthenticatedAgent> => {
    const authenticated = await authentication.authenticate(req);
    presence.touch(authenticated.agent);
    return authenticated;
  };
  const requestOf = <Body>(
    req: WebRequest,
    { agent, role, address }: AuthenticatedAgent,
    body: Body,
  ): DeskRequest<Body> => ({
    agent,
    role,
    address,
    params: req.params,
    query: new URL(req.url ?? "/", "http://localhost").searchParams,
    body,
  });
  return {
    get: (path, handle) =>
      router.on("GET", deskApiPath + path, async (req, res) => {
        const agent = await agentOf(req);
        const answer = recordRefusal(() => handle(requestOf(req, agent, undefined)), { agent, path, audit });
        router.json(res, 200, await answer);
      }),
    post: (path, schema, handle, { status = 200 } = {}) =>
      router.on("POST", deskApiPath + path, async (req, res) => {
        const agent = await agentOf(req);
        const body = parseBody(schema, req.body);
        const answer = recordRefusal(() => handle(requestOf(req, agent, body)), { agent, path, audit });
        router.json(res, status, await answer);
      }),
    noBody: z.object({}).default({}),
    newKey: randomUUID,
  };
}

/** What an agent may not do is in the audit log: under the path of the route, for what stands in its place is unchecked. */
export async function recordRefusal<Answer>(
  answer: () => Answer | Promise<Answer>,
  { agent, path, audit }: { agent: AuthenticatedAgent; path: string; audit: Audit },
): Promise<Answer> {
  try {
    return await answer();
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "Forbidden")
      await audit({ who: agent.agent, what: "refused", subject: path, address: agent.address });
    throw thrown;
  }
}

/** The validated body. The error names the field, never its content. */
export function parseBody<Body>(schema: z.ZodType<Body>, body: unknown): Body {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const at = issue?.path.join(".") || "body";
  const accepted = issue?.code === "invalid_value" ? ` It takes ${issue.values.join(", ")}.` : "";
  throw new AppError("BadRequest", `The request is not valid at "${at.slice(0, 80)}".${accepted}`, {
    remedy: "See what this address takes.",
  });
}
