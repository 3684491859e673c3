import type { IncomingMessage, ServerResponse } from "node:http";

import type { AgentRole } from "../config/agent-settings.ts";
import { AppError } from "../common/errors.ts";
import { requireSameFetchSite } from "../http/middleware/same-origin.ts";
import type { AgentDirectory, KnownAgent } from "./agent-directory.ts";
import type { AgentAuth } from "./agent-auth.ts";
import type { Presence } from "./presence.ts";
import type { SignInLockout } from "./sign-in-lockout.ts";

/** The agent who sent a request, by login. `isActive`: false once their session has expired or was ended. */
export type AuthenticatedAgent = { agent: string; role: AgentRole; isActive: () => boolean };

/** Authenticates agents: by a bearer token with each request, or by a session cookie. */
export type Authentication = {
  /** Throws `Unauthorized`, `Forbidden` or `TooManyRequests`. */
  authenticate(req: IncomingMessage): Promise<AuthenticatedAgent>;
  /** Verifies a token and sets a session cookie; resolves with the agent. Throws like `authenticate`. */
  signIn(req: IncomingMessage, res: ServerResponse, token: string): Promise<KnownAgent>;
  signOut(req: IncomingMessage, res: ServerResponse): void;
  /** Ends all sessions of the agent, on every device. Resolves with the agent's login. */
  signOutEverywhere(req: IncomingMessage, res: ServerResponse): Promise<string>;
};

const cookieName = "desk_session";
const otherSite = "Another site may not use the desk.";
const sessionMs = 12 * 60 * 60_000;
/** Set by our own page. Another site's page cannot set it without a CORS preflight. */
const ownHeader = "x-desk";

export type AuthenticationOptions = {
  agentAuth: AgentAuth;
  directory: AgentDirectory;
  lockout: SignInLockout;
  clientOf: (req: IncomingMessage) => string;
  now: () => number;
  /** The service is reached by https: the cookie is never sent over http. */
  secure: boolean;
  presence: Pick<Presence, "signedOutAt" | "signOut">;
};

export function createAuthentication(options: AuthenticationOptions): Authentication {
  const { agentAuth, now, secure, presence } = options;
  const setCookie = (res: ServerResponse, value: string, seconds: number): void => {
    const flags = `HttpOnly; SameSite=Strict; Path=/api/desk; Max-Age=${seconds}${secure ? "; Secure" : ""}`;
    res.setHeader("Set-Cookie", `${cookieName}=${value}; ${flags}`);
  };
  const authenticate = async (req: IncomingMessage): Promise<AuthenticatedAgent> => {
    const token = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? "")?.[1];
    if (token === undefined) return bySession(req, options);
    const { login, role } = byToken(req, token, options);
    return { agent: login, role, isActive: () => true };
  };
  return {
    authenticate,
    async signIn(req, res, token) {
      requireSameFetchSite(req, otherSite);
      const agent = byToken(req, token, options);
      const session = { name: agent.login, from: now(), until: now() + sessionMs };
      setCookie(res, await agentAuth.issueSession(session), sessionMs / 1000);
      return agent;
    },
    signOut(req, res) {
      requireSameFetchSite(req, otherSite);
      setCookie(res, "", 0);
    },
    async signOutEverywhere(req, res) {
      const { agent } = await authenticate(req);
      await presence.signOut(agent);
      setCookie(res, "", 0);
      return agent;
    },
  };
}

/** A right token is never refused for wrong ones that others sent from the same address. */
function byToken(req: IncomingMessage, token: string, options: AuthenticationOptions): KnownAgent {
  const { agentAuth, directory, lockout, clientOf } = options;
  const login = agentAuth.verifyToken(token);
  const agent = login === null ? undefined : directory.find(login);
  if (agent) return agent;
  const client = clientOf(req);
  lockout.check(client);
  lockout.recordFailure(client);
  throw new AppError("Unauthorized", "This is no agent's token.");
}

async function bySession(
  req: IncomingMessage,
  { agentAuth, directory, now, presence }: AuthenticationOptions,
): Promise<AuthenticatedAgent> {
  const cookie = sessionCookieOf(req);
  const session = cookie === undefined ? null : await agentAuth.verifySession(cookie, now());
  const isActive = (): boolean =>
    session !== null && session.until > now() && session.from > presence.signedOutAt(session.name);
  const agent = session === null ? undefined : directory.find(session.name);
  if (!agent || !isActive())
    throw new AppError("Unauthorized", "Sign in first.", { remedy: "Send Authorization: Bearer with your token." });
  if (req.method !== "GET" && req.headers[ownHeader] === undefined)
    throw new AppError("Forbidden", "This request is not one of the desk page.");
  requireSameFetchSite(req, otherSite);
  return { agent: agent.login, role: agent.role, isActive };
}

function sessionCookieOf(req: IncomingMessage): string | undefined {
  const pairs = (req.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
}
