import { timingSafeEqual } from "node:crypto";

import { hashOfToken } from "../config/agent-settings.ts";

/** Verifies agents by their tokens, of which only hashes are kept. */
export type AgentAuth = {
  /** The agent's login, in constant time; null: not an agent's token. */
  verifyToken(token: string): string | null;
  /** What the agent's sessions hang on: another token, another credential. Null: there is no such agent. */
  credentialOf(login: string): string | null;
};

export function createAgentAuth(options: { agents: readonly { login: string; tokenHash: string }[] }): AgentAuth {
  const agents = options.agents.map(({ login, tokenHash }) => ({
    login,
    tokenHash,
    hash: Buffer.from(tokenHash, "hex"),
  }));
  return {
    verifyToken(token) {
      const given = Buffer.from(hashOfToken(token), "hex");
      return agents.filter(({ hash }) => timingSafeEqual(hash, given))[0]?.login ?? null;
    },
    credentialOf: (login) => agents.find((agent) => agent.login === login)?.tokenHash ?? null,
  };
}
