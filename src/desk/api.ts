import { randomUUID } from "node:crypto";
import type { z } from "zod";

import { AppError } from "../common/errors.ts";
import type { HttpRouter } from "../http/router.ts";
import type { WebRequest } from "../http/response.ts";
import type { Admission } from "./authentication.ts";
import type { Presence } from "./presence.ts";

/** A request to the desk, its agent known and its body checked. */
export type Asked<Body> = {
  agent: string;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Body;
};

/** Mounts routes below `/api/desk`; all of them are for agents alone and answer with JSON. */
export type Api = {
  get(path: string, answer: (asked: Asked<undefined>) => Promise<unknown>): void;
  post<Body>(path: string, schema: z.ZodType<Body>, answer: (asked: Asked<Body>) => Promise<unknown>): void;
  /** A key of its own for a deed that was sent without one. */
  freshKey(): string;
};

/** Where all of it is. */
export const base = "/api/desk";

/** The routes of the desk, for agents alone. */
export function createApi(options: { door: HttpRouter; admission: Admission; presence: Presence }): Api {
  const { door, admission, presence } = options;
  /** Whoever asks is there. */
  const agentOf = (req: WebRequest): string => {
    const agent = admission.agentOf(req);
    presence.heard(agent);
    return agent;
  };
  const asked = <Body>(req: WebRequest, agent: string, body: Body): Asked<Body> => ({
    agent,
    params: req.params,
    query: new URL(req.url ?? "/", "http://localhost").searchParams,
    body,
  });
  return {
    get: (path, answer) =>
      door.on("GET", base + path, async (req, res) => {
        door.json(res, 200, await answer(asked(req, agentOf(req), undefined)));
      }),
    post: (path, schema, answer) =>
      door.on("POST", base + path, async (req, res) => {
        const agent = agentOf(req);
        door.json(res, 200, await answer(asked(req, agent, checked(schema, req.body))));
      }),
    freshKey: randomUUID,
  };
}

/** The body as the schema wants it. The fault names the place, never the content. */
export function checked<Body>(schema: z.ZodType<Body>, body: unknown): Body {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const at = issue?.path.join(".") || "body";
  const taken = issue?.code === "invalid_value" ? ` It takes ${issue.values.join(", ")}.` : "";
  throw new AppError("BadRequest", `The request is not valid at "${at.slice(0, 80)}".${taken}`, {
    remedy: "See what this address takes.",
  });
}
