import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

import type { OidcSettings } from "../../config/oidc-settings.ts";
import { AppError } from "../../common/errors.ts";
import type { Logger } from "../../common/logger.ts";
import type { AgentStore } from "../../conversation/case-ports.ts";
import { urlOf, type WebResponse } from "../../http/response.ts";
import type { HttpRouter } from "../../http/router.ts";
import type { AgentDirectory } from "../agent-directory.ts";
import { deskApiPath } from "../api.ts";
import type { Audit } from "../audit.ts";
import type { Authentication } from "../authentication.ts";
import { createOidcClient, type PendingSignIn } from "./oidc-client.ts";
import { createAdmission, type Refusal } from "./oidc-sign-in.ts";

/** What the sign-in page says: `#sign-in=…` of its address. */
type Fault = Refusal | "unavailable" | "failed";

const cookieName = "desk_oidc";
const basePath = `${deskApiPath}/oidc`;
/** The browser may come back within this. */
const pendingSeconds = 600;

/** Where a browser goes that signs out; null: nowhere. `idToken`: of the session that has just ended. */
export type LeaveProvider = (req: IncomingMessage, idToken: string | null) => Promise<string | null>;

export type OidcRoutesOptions = {
  router: HttpRouter;
  settings: OidcSettings | null;
  agents: Pick<AgentStore, "admit">;
  directory: AgentDirectory;
  authentication: Pick<Authentication, "admit" | "recordFailure">;
  audit: Audit;
  secure: boolean;
  /** Null on loopback: then the browser comes back to this very port. */
  publicUrl: string | null;
  now: () => number;
  log: Logger;
};

/** Mounts what the sign-in page may offer, and the way to the provider and back; gives the way to sign out there. */
export function mountOidcRoutes(options: OidcRoutesOptions): LeaveProvider {
  const { router, settings } = options;
  router.on("GET", `${deskApiPath}/sign-in-ways`, (_req, res) =>
    router.json(res, 200, { provider: settings && { name: settings.name } }),
  );
  if (settings === null) return async () => null;
  const { audit, log, authentication } = options;
  const oidc = createOidcClient(settings);
  const admit = createAdmission({ ...options, settings });
  const setPending = createPendingCookie(options.secure);

  router.on("GET", `${basePath}/start`, async (req, res) => {
    try {
      const { address, pending } = await oidc.begin(`${siteOf(req, options)}${basePath}/callback`);
      setPending(res, pending);
      redirect(res, address.href);
    } catch (err) {
      log.warn({ err }, "sign-in provider cannot be reached");
      leave(res, "unavailable");
    }
  });
  router.on("GET", `${basePath}/callback`, async (req, res) => {
    /** Anybody can make up such an answer: it counts as a guess, which never stops a right one. */
    const refuseForged = async (): Promise<void> => {
      router.reportRefusal(req, new AppError("Unauthorized", "The provider did not sign this browser in."));
      await authentication.recordFailure(req, "failed");
      leave(res, "failed");
    };
    const pending = pendingOf(req);
    const came = new URL(urlOf(req).pathname + urlOf(req).search, siteOf(req, options));
    setPending(res, null);
    if (pending === null || !isSame(came.searchParams.get("state") ?? "", pending.state)) return refuseForged();
    try {
      const identity = await oidc.complete(came, pending);
      const admitted = await admit(identity);
      if ("refused" in admitted) {
        const { refused: detail, login } = admitted;
        await audit({ who: login, what: "sign-in-failed", detail, address: router.clientOf(req) });
        return leave(res, detail);
      }
      await authentication.admit(req, res, { ...admitted, idToken: identity.idToken });
      return redirect(res, "/desk");
    } catch (err) {
      log.warn({ err }, "sign-in at the provider failed");
      return refuseForged();
    }
  });
  return async (req, idToken) => {
    if (idToken === null || !settings.signsOut) return null;
    try {
      return (await oidc.endAddress(idToken, `${siteOf(req, options)}/desk`))?.href ?? null;
    } catch (err) {
      log.warn({ err }, "sign-in provider cannot be reached, its own session goes on");
      return null;
    }
  };
}

/** Where the browser comes back to: the public address, or on loopback the port it called. */
function siteOf(req: IncomingMessage, { publicUrl }: OidcRoutesOptions): string {
  return publicUrl ?? `http://127.0.0.1:${req.socket.localPort}`;
}

/** Sent along when the provider's site leads back, as Lax cookies are; gone once it was used. */
function createPendingCookie(secure: boolean): (res: WebResponse, pending: PendingSignIn | null) => void {
  return (res, pending) => {
    const value = pending ? [pending.state, pending.nonce, pending.verifier].join("~") : "";
    const flags = `HttpOnly; SameSite=Lax; Path=${basePath}; Max-Age=${pending ? pendingSeconds : 0}`;
    res.setHeader("Set-Cookie", `${cookieName}=${value}; ${flags}${secure ? "; Secure" : ""}`);
  };
}

function pendingOf(req: IncomingMessage): PendingSignIn | null {
  const [, value = ""] = new RegExp(`(?:^|; *)${cookieName}=([^;]*)`).exec(req.headers.cookie ?? "") ?? [];
  const [state, nonce, verifier] = value.split("~");
  return state && nonce && verifier ? { state, nonce, verifier } : null;
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Back to the sign-in page, which says why. */
function leave(res: WebResponse, fault: Fault): void {
  redirect(res, `/desk#sign-in=${fault}`);
}

function redirect(res: WebResponse, location: string): void {
  res.statusCode = 303;
  res.setHeader("Location", location);
  res.end();
}
