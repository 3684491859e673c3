import { randomBytes } from "node:crypto";

import { type AgentRole, type AgentSetting, hashOfToken } from "../config/agent-settings.ts";

/** An agent: `login` identifies them, `name` is for people's eyes. */
export type KnownAgent = { login: string; name: string; role: AgentRole };

/** Who the agents are. */
export type AgentDirectory = {
  logins(): readonly string[];
  find(login: string): KnownAgent | undefined;
  isOfSettings(login: string): boolean;
  /** Agents of a provider, where there is one. */
  admit(agents: readonly KnownAgent[]): void;
  /** What people see of an agent. Whoever is not known, such as an agent of another system, is called what they are called. */
  nameOf(login: string): string;
};

/** `agents`: those of the settings at the moment. `admitsOthers`: agents may also be those of a provider. */
export function createAgentDirectory(
  agents: () => readonly KnownAgent[],
  { admitsOthers = false }: { admitsOthers?: boolean } = {},
): AgentDirectory {
  const admitted = new Map<string, KnownAgent>();
  const ofSettings = (login: string): KnownAgent | undefined => {
    const found = agents().find((agent) => agent.login === login);
    return found && { login, name: found.name, role: found.role };
  };
  const find = (login: string): KnownAgent | undefined => ofSettings(login) ?? admitted.get(login);
  return {
    isOfSettings: (login) => ofSettings(login) !== undefined,
    admit(others) {
      for (const agent of admitsOthers ? others : []) admitted.set(agent.login, agent);
    },
    logins: () => [...new Set([...agents().map(({ login }) => login), ...admitted.keys()])],
    find,
    nameOf: (login) => find(login)?.name ?? login,
  };
}

/** The agent who was made because the settings name none, and the token that signs them in. */
export type GeneratedAgent = { login: string; name: string; token: string };

/**
 * The agents as the settings name them; without any, without a file of them, and without a provider, on loopback only, one
 * generated at each start, who is a lead.
 */
export function deskAgentsOf(config: {
  deskAgents: readonly AgentSetting[];
  deskAgentsFile: string | null;
  loopback: boolean;
  oidc: object | null;
}): { agents: readonly AgentSetting[]; generated: GeneratedAgent | null } {
  const { deskAgents, deskAgentsFile, loopback, oidc } = config;
  if (deskAgents.length > 0 || deskAgentsFile !== null || !loopback || oidc !== null)
    return { agents: deskAgents, generated: null };
  const [login, token] = ["agent", randomBytes(18).toString("base64url")];
  return {
    agents: [{ login, name: login, tokenHash: hashOfToken(token), role: "lead" }],
    generated: { login, name: login, token },
  };
}
