import type { IncomingMessage, ServerResponse } from "node:http";

import { AppError } from "../common/errors.ts";
import { requireSameFetchSite } from "../http/middleware/same-origin.ts";
import type { SignInLockout } from "./sign-in-lockout.ts";
import type { Presence } from "./presence.ts";
import type { AgentAuth } from "./agent-auth.ts";

/** Who may come in, and how: a token with each request, or a cookie that was given for one. */
export type Admission = {
  /** The agent who asks. Throws `Unauthorized`, `Forbidden` or `TooManyRequests`. */
  agentOf(req: IncomingMessage): string;
  /** Takes a token and gives a session as a cookie. Throws like `agentOf`. */
  signIn(req: IncomingMessage, res: ServerResponse, token: string): string;
  signOut(req: IncomingMessage, res: ServerResponse): void;
  /** Ends all sessions of the agent who asks, on every device. Resolves with their name. */
  signOutEverywhere(req: IncomingMessage, res: ServerResponse): Promise<string>;
};

const cookieName = "desk_session";
const otherSite = "Another site may not use the desk.";
const sessionMs = 12 * 60 * 60_000;
/** What our own page sends along; another site's page cannot without asking first. */
const ownHeader = "x-desk";

/** What admission needs to know. `secure`: the service is reached by https, and the cookie goes nowhere else. */
export type AdmissionOptions = {
  roster: AgentAuth;
  lockout: SignInLockout;
  clientOf: (req: IncomingMessage) => string;
  now: () => number;
  secure: boolean;
  /** When an agent ended all their sessions, and how they do. */
  presence: Pick<Presence, "signedOutAt" | "signOut">;
};

/** The door of the desk. */
export function createAdmission(options: AdmissionOptions): Admission {
  const { roster, now, secure } = options;
  const setCookie = (res: ServerResponse, value: string, seconds: number): void => {
    const flags = `HttpOnly; SameSite=Strict; Path=/api/desk; Max-Age=${seconds}${secure ? "; Secure" : ""}`;
    res.setHeader("Set-Cookie", `${cookieName}=${value}; ${flags}`);
  };
  const agentOf = (req: IncomingMessage): string => {
    const token = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? "")?.[1];
    return token === undefined ? byCookie(req, options) : byToken(req, token, options);
  };
  return {
    agentOf,
    signIn(req, res, token) {
      requireSameFetchSite(req, otherSite);
      const name = byToken(req, token, options);
      setCookie(res, roster.sessionFor(name, now(), now() + sessionMs), sessionMs / 1000);
      return name;
    },
    signOut(req, res) {
      requireSameFetchSite(req, otherSite);
      setCookie(res, "", 0);
    },
    async signOutEverywhere(req, res) {
      const name = agentOf(req);
      await options.presence.signOut(name);
      setCookie(res, "", 0);
      return name;
    },
  };
}

function byToken(req: IncomingMessage, token: string, { roster, lockout, clientOf }: AdmissionOptions): string {
  const client = clientOf(req);
  lockout.check(client);
  const name = roster.nameOf(token);
  if (name === null) {
    lockout.failed(client);
    throw new AppError("Unauthorized", "This is no agent's token.");
  }
  lockout.succeeded(client);
  return name;
}

function byCookie(req: IncomingMessage, { roster, now, presence }: AdmissionOptions): string {
  const session = cookieOf(req);
  const found = session === undefined ? null : roster.nameOfSession(session, now());
  if (!found || found.from <= presence.signedOutAt(found.name))
    throw new AppError("Unauthorized", "Sign in first.", { remedy: "Send Authorization: Bearer with your token." });
  if (req.method !== "GET" && req.headers[ownHeader] === undefined)
    throw new AppError("Forbidden", "This request is not one of the desk page.");
  requireSameFetchSite(req, otherSite);
  return found.name;
}

function cookieOf(req: IncomingMessage): string | undefined {
  const pairs = (req.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
}
