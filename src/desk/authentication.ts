import type { IncomingMessage, ServerResponse } from "node:http";

import type { AgentRole } from "../config/agent-settings.ts";
import { AppError } from "../common/errors.ts";
import { requireSameFetchSite } from "../http/middleware/same-origin.ts";
import type { Audit } from "./audit.ts";
import type { AgentDirectory, KnownAgent } from "./agent-directory.ts";
import type { AgentAuth } from "./agent-auth.ts";
import type { Presence } from "./presence.ts";
import { longestSessionMs, type Sessions } from "./sessions.ts";
import type { SignInLockout } from "./sign-in-lockout.ts";

/**
 * The agent who sent a request, by login, and where it came from. `isActive`: false once their session has expired or was
 * ended.
 */
export type AuthenticatedAgent = { agent: string; role: AgentRole; address: string; isActive: () => Promise<boolean> };

/** Authenticates agents: by a bearer token with each request, or by a session cookie. */
export type Authentication = {
  /** Throws `Unauthorized`, `Forbidden` or `TooManyRequests`. */
  authenticate(req: IncomingMessage): Promise<AuthenticatedAgent>;
  /** Verifies a token and sets a session cookie; resolves with the agent. Throws like `authenticate`. */
  signIn(req: IncomingMessage, res: ServerResponse, token: string): Promise<KnownAgent>;
  /** Begins a session of an agent that a provider signed in. */
  admit(req: IncomingMessage, res: ServerResponse, agent: KnownAgent & { idToken: string }): Promise<void>;
  /**
   * Records that a way to sign in without a token failed. Of an address that is locked out nothing more is recorded, so that
   * nobody fills the audit log.
   */
  recordFailure(req: IncomingMessage, detail: string): Promise<void>;
  /** Ends the session of the request's cookie; resolves with the provider's ID token, if it began with one. */
  signOut(req: IncomingMessage, res: ServerResponse): Promise<string | null>;
  /** Ends all sessions of the agent, on every device. */
  signOutEverywhere(req: IncomingMessage, res: ServerResponse): Promise<{ login: string; idToken: string | null }>;
};

const cookieName = "desk_session";
const otherSite = "Another site may not use the desk.";
/** Set by our own page. Another site's page cannot set it without a CORS preflight. */
const ownHeader = "x-desk";

export type AuthenticationOptions = {
  agentAuth: AgentAuth;
  directory: AgentDirectory;
  lockout: SignInLockout;
  clientOf: (req: IncomingMessage) => string;
  /** The service is reached by https: the cookie is never sent over http. */
  secure: boolean;
  sessions: Sessions;
  presence: Pick<Presence, "signOut" | "refresh">;
  audit: Audit;
};

export function createAuthentication(options: AuthenticationOptions): Authentication {
  const { sessions, secure, presence, audit, clientOf } = options;
  const setCookie = (res: ServerResponse, value: string, seconds: number): void => {
    const flags = `HttpOnly; SameSite=Strict; Path=/api/desk; Max-Age=${seconds}${secure ? "; Secure" : ""}`;
    res.appendHeader("Set-Cookie", `${cookieName}=${value}; ${flags}`);
  };
  const authenticate = async (req: IncomingMessage): Promise<AuthenticatedAgent> => {
    const token = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? "")?.[1];
    if (token === undefined) return bySession(req, options);
    const { login, role } = await byToken(req, token, options);
    const isActive = async (): Promise<boolean> => options.agentAuth.verifyToken(token) === login;
    return { agent: login, role, address: clientOf(req), isActive };
  };
  return {
    authenticate,
    async signIn(req, res, token) {
      requireSameFetchSite(req, otherSite);
      const agent = await byToken(req, token, options);
      setCookie(res, await sessions.begin(agent.login), longestSessionMs / 1000);
      await audit({ who: agent.login, what: "signed-in", address: clientOf(req) });
      return agent;
    },
    async admit(req, res, { login, idToken }) {
      setCookie(res, await sessions.begin(login, idToken), longestSessionMs / 1000);
      await presence.refresh();
      await audit({ who: login, what: "signed-in", detail: "provider", address: clientOf(req) });
    },
    async recordFailure(req, detail) {
      if (!options.lockout.isLockedOut(clientOf(req))) await recordFailure(req, detail, options);
    },
    async signOut(req, res) {
      requireSameFetchSite(req, otherSite);
      const secret = sessionCookieOf(req);
      const login = secret === undefined ? null : await sessions.verify(secret);
      const idToken = secret === undefined ? null : await sessions.end(secret);
      if (login !== null) await audit({ who: login, what: "signed-out", address: clientOf(req) });
      setCookie(res, "", 0);
      return idToken;
    },
    async signOutEverywhere(req, res) {
      const { agent, address } = await authenticate(req);
      const secret = sessionCookieOf(req);
      const idToken = secret === undefined ? null : await sessions.end(secret);
      await sessions.endAll(agent);
      await presence.signOut(agent);
      await audit({ who: agent, what: "signed-out-everywhere", address });
      setCookie(res, "", 0);
      return { login: agent, idToken };
    },
  };
}

/** A right token is never refused for wrong ones that others sent from the same address. */
async function byToken(req: IncomingMessage, token: string, options: AuthenticationOptions): Promise<KnownAgent> {
  const { agentAuth, directory, lockout, clientOf } = options;
  const login = agentAuth.verifyToken(token);
  const agent = login === null ? undefined : directory.find(login);
  if (agent) return agent;
  lockout.check(clientOf(req));
  await recordFailure(req, "", options);
  throw new AppError("Unauthorized", "This is no agent's token.");
}

async function recordFailure(
  req: IncomingMessage,
  detail: string,
  { lockout, clientOf, audit }: AuthenticationOptions,
): Promise<void> {
  const address = clientOf(req);
  await audit({ who: "", what: lockout.recordFailure(address) ? "locked-out" : "sign-in-failed", detail, address });
}

async function bySession(
  req: IncomingMessage,
  { sessions, directory, presence, clientOf }: AuthenticationOptions,
): Promise<AuthenticatedAgent> {
  const secret = sessionCookieOf(req);
  const login = secret === undefined ? null : await sessions.verify(secret);
  // An agent of a provider may have signed in at another node just now.
  if (login !== null && !directory.find(login)) await presence.refresh();
  const agent = login === null ? undefined : directory.find(login);
  if (secret === undefined || !agent)
    throw new AppError("Unauthorized", "Sign in first.", { remedy: "Send Authorization: Bearer with your token." });
  if (req.method !== "GET" && req.headers[ownHeader] === undefined)
    throw new AppError("Forbidden", "This request is not one of the desk page.");
  requireSameFetchSite(req, otherSite);
  const isActive = async (): Promise<boolean> => (await sessions.verify(secret)) !== null;
  return { agent: agent.login, role: agent.role, address: clientOf(req), isActive };
}

function sessionCookieOf(req: IncomingMessage): string | undefined {
  const pairs = (req.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
}
