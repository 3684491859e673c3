import { createHash } from "node:crypto";

import { readList } from "./setting-parsers.ts";

/** What an agent may do: a lead may do all that an agent may, and more. */
export type AgentRole = "agent" | "lead";

/**
 * An agent of the settings. `login` identifies them, `name` is what people see. Of the token only its SHA-256 is kept, as
 * lower-case hexadecimal digits.
 */
export type AgentSetting = { login: string; name: string; tokenHash: string; role: AgentRole };

/** `length`: of a token that was written in clear; null: only its hash was. */
type WrittenAgent = { login: string; name: string; tokenHash: string; length: number | null };

const hashPrefix = "sha256:";

/** Agents written as `[Name <]login[>]:(token | sha256:<64 hex digits>)`, parted by commas; null: not such a list. */
export function readAgents(text: string): WrittenAgent[] | null {
  const agents = readList(text).map(readAgent);
  const isWhole = (agent: WrittenAgent | null): agent is WrittenAgent => agent !== null;
  if (!agents.every(isWhole)) return null;
  const isOnce = (key: "login" | "tokenHash"): boolean => new Set(agents.map((one) => one[key])).size === agents.length;
  return isOnce("login") && isOnce("tokenHash") ? agents : null;
}

function readAgent(text: string): WrittenAgent | null {
  const [who = "", ...rest] = text.split(":");
  const secret = rest.join(":").trim();
  const [, shown, bracketed, bare] = /^(?:([^,<>:]*)<([^,<>:]*)>|([^,<>:]*))$/.exec(who.trim()) ?? [];
  const login = (bracketed ?? bare ?? "").trim();
  const name = shown === undefined ? login : shown.trim().replaceAll(/\s+/g, " ");
  if (!/^[\p{L}\p{N}_.@-]{1,60}$/u.test(login) || name === "" || name.length > 60 || /\p{C}/u.test(name)) return null;
  if (!secret.startsWith(hashPrefix))
    return /^\S+$/.test(secret) ? { login, name, tokenHash: hashOfToken(secret), length: secret.length } : null;
  const hash = secret.slice(hashPrefix.length).toLowerCase();
  return /^[0-9a-f]{64}$/.test(hash) ? { login, name, tokenHash: hash, length: null } : null;
}

/** The SHA-256 of a token's UTF-8, as the settings hold it. */
export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Whether an agent's token is short enough to be guessed; of a hash nobody knows. */
export function isGuessable({ length }: { length: number | null }): boolean {
  return length !== null && length < 16;
}

/** The leads that no agent is named after. */
export function unknownLeads(agents: readonly { login: string }[], leads: readonly string[]): string[] {
  return leads.filter((lead) => !agents.some(({ login }) => login === lead));
}

/** The agents with their roles. */
export function withRoles(agents: readonly WrittenAgent[], leads: readonly string[]): AgentSetting[] {
  return agents.map(({ login, name, tokenHash }) => ({
    login,
    name,
    tokenHash,
    role: leads.includes(login) ? "lead" : "agent",
  }));
}
