import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

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

/** Agents written as `[Name <]login[>]:(token | sha256:<64 hex digits>)`, separated by commas; null: not such a list. */
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
function isGuessable({ length }: { length: number | null }): boolean {
  return length !== null && length < 16;
}

/** The agents of a file, or what is wrong with it: the line by its number, never what stands there, which may be a token. */
export type AgentsFileRead = { ok: true; agents: readonly AgentSetting[] } | { ok: false; fault: string };

/**
 * Reads the text of a file of agents: one a line, written as in the settings, with ` lead` behind it for a lead. Empty lines and
 * those that begin with # say nothing. `others`: agents whose logins and tokens may not come again; `reachable`: tokens must not
 * be short enough to be guessed.
 */
export function readAgentsFile(
  text: string,
  { others, reachable }: { others: readonly AgentSetting[]; reachable: boolean },
): AgentsFileRead {
  const agents: AgentSetting[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, who = "", lead] = /^(.*?)(\s+lead)?\s*$/.exec(line) ?? [];
    const agent = who.includes(",") ? null : readAgent(who);
    const fault = faultOfAgent(agent, { known: [...others, ...agents], reachable });
    if (agent === null || fault !== null) return { ok: false, fault: `line ${index + 1} ${fault}` };
    agents.push({ login: agent.login, name: agent.name, tokenHash: agent.tokenHash, role: lead ? "lead" : "agent" });
  }
  return { ok: true, agents };
}

/** The same of the file itself. */
export function openAgentsFile(path: string, than: Parameters<typeof readAgentsFile>[1]): AgentsFileRead {
  try {
    return readAgentsFile(readFileSync(path, "utf8"), than);
  } catch (error) {
    return { ok: false, fault: unreadableFile(error) };
  }
}

/** Why a file could not be read, as the rest of a sentence. */
export function unreadableFile(error: unknown): string {
  return `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}).`;
}

function faultOfAgent(
  agent: WrittenAgent | null,
  { known, reachable }: { known: readonly AgentSetting[]; reachable: boolean },
): string | null {
  if (agent === null) return "is not an agent. Give such as Ben Ode <ben>:sha256:… lead (64 hexadecimal digits).";
  if (known.some(({ login }) => login === agent.login)) return "has a login that another agent has.";
  if (known.some(({ tokenHash }) => tokenHash === agent.tokenHash)) return "has a token that another agent has.";
  if (reachable && isGuessable(agent)) return "has a token that could be guessed. Give 16 random characters or more.";
  return null;
}

/** What is wrong with the settings of agents, one sentence each. `reachable`: from other machines than this one. */
export function agentFaults(
  given: { DESK_AGENTS: readonly WrittenAgent[]; DESK_LEADS: readonly string[]; DESK_AGENTS_FILE: string },
  reachable: boolean,
): readonly string[] {
  const { DESK_AGENTS: agents, DESK_LEADS: leads, DESK_AGENTS_FILE: file } = given;
  const unknown = leads.filter((lead) => !agents.some(({ login }) => login === lead));
  const read = file === "" ? null : openAgentsFile(file, { others: withRoles(agents, leads), reachable });
  return [
    ...(reachable && agents.some(isGuessable)
      ? [
          "DESK_AGENTS has a token that could be guessed. Give each agent at least 16 random characters where others can reach the service.",
        ]
      : []),
    ...(unknown.length > 0
      ? [`DESK_LEADS names ${unknown.join(", ")}, whom DESK_AGENTS does not. Give logins of DESK_AGENTS.`]
      : []),
    ...(read?.ok === false ? [`DESK_AGENTS_FILE is ${file}, which ${faultInFile(read.fault)}`] : []),
  ];
}

function faultInFile(fault: string): string {
  return fault.startsWith("line ") ? `is wrong: ${fault}` : fault;
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
