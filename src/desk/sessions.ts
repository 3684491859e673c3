import { createHash, randomBytes } from "node:crypto";

import type { DeskSessionStore } from "../conversation/desk-session-ports.ts";
import type { AgentAuth } from "./agent-auth.ts";

/** Sessions of the desk's page: stored, so that signing out ends them on every node. */
export type Sessions = {
  /** Begins one; resolves with the secret for its cookie. `idToken`: of the provider that signed the agent in. */
  begin(login: string, idToken?: string): Promise<string>;
  /** The agent's login; null: there is no such session, or it is over. Using it keeps it. */
  verify(secret: string): Promise<string | null>;
  /** Resolves with the ID token it began with. */
  end(secret: string): Promise<string | null>;
  endAll(login: string): Promise<void>;
  /** Deletes sessions that are over. */
  prune(): Promise<void>;
};

/** A session ends after half a day, and when its page was closed for an hour. */
export const longestSessionMs = 12 * 60 * 60_000;
const idleMs = 60 * 60_000;
/** Use is noted this often. */
const touchEveryMs = 60_000;

export function createSessions(options: {
  store: DeskSessionStore;
  agentAuth: Pick<AgentAuth, "credentialOf">;
  /** Of the provider at which agents sign in: with another one their sessions end. */
  provider: string | null;
  now: () => number;
}): Sessions {
  const { store, agentAuth, provider, now } = options;
  return {
    async begin(login, idToken) {
      const secret = randomBytes(32).toString("base64url");
      const at = now();
      const credential = idToken ? fingerprintOf(`provider ${provider}`) : fingerprint(agentAuth, login);
      await store.create(secret, { login, credential, createdAt: at, seenAt: at, idToken: idToken ?? null });
      return secret;
    },
    async verify(secret) {
      if (!/^[\w-]{43}$/.test(secret)) return null;
      const found = await store.find(secret);
      const at = now();
      if (!found || at - found.createdAt >= longestSessionMs || at - found.seenAt >= idleMs) return null;
      const isOfProvider = provider !== null && found.credential === fingerprintOf(`provider ${provider}`);
      if (!isOfProvider && found.credential !== fingerprint(agentAuth, found.login)) return null;
      if (at - found.seenAt >= touchEveryMs) await store.touch(secret, at);
      return found.login;
    },
    async end(secret) {
      const found = await store.find(secret);
      await store.end(secret);
      return found?.idToken ?? null;
    },
    endAll: store.endAll,
    prune: () => store.prune({ createdBefore: now() - longestSessionMs, seenBefore: now() - idleMs }),
  };
}

/** Of the agent's credential, so that a new token ends the sessions of the old one. */
function fingerprint(agentAuth: Pick<AgentAuth, "credentialOf">, login: string): string {
  return fingerprintOf(`session ${agentAuth.credentialOf(login) ?? ""}`);
}

function fingerprintOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
