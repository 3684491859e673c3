import { timingSafeEqual } from "node:crypto";

import { hashOfToken } from "../config/agent-settings.ts";

/** Verifies agents by their tokens, of which only hashes are kept. */
export type AgentAuth = {
  /** The agent's login, in constant time; null: not an agent's token. */
  verifyToken(token: string): string | null;
  /** What the agent's sessions hang on: another token, another credential. Null: there is no such agent. */
  credentialOf(login: string): string | null;
};

/** `agents`: those who have a token at the moment. */
export function createAgentAuth(agents: () => readonly { login: string; tokenHash: string }[]): AgentAuth {
  return {
    verifyToken(token) {
      const given = Buffer.from(hashOfToken(token), "hex");
      return (
        agents().filter(({ tokenHash }) => timingSafeEqual(Buffer.from(tokenHash, "hex"), given))[0]?.login ?? null
      );
    },
    credentialOf: (login) => agents().find((agent) => agent.login === login)?.tokenHash ?? null,
  };
}
