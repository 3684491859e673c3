import { readFile } from "node:fs/promises";

import type { Clock } from "../common/clock.ts";
import type { Logger } from "../common/logger.ts";
import { createPoller } from "../common/poller.ts";
import { type AgentSetting, openAgentsFile, readAgentsFile, unreadableFile } from "../config/agent-settings.ts";

/** What a newly read file changed, in numbers. */
export type AgentsChange = { added: number; removed: number; changed: number };

/** The agents who have tokens: those of the settings, and those of a file that is read again when it changes. */
export type CurrentAgents = {
  agents(): readonly AgentSetting[];
  /** Why the file as it is now does not count, and the agents of before do; null: it counts. */
  fault(): string | null;
  /** Called after the agents have changed. */
  onChange(listener: (change: AgentsChange) => void): void;
  start(): void;
  stop(): Promise<void>;
};

/** A change is noticed within this. Files are not watched: those of mounted secrets are exchanged by links. */
const lookEveryMs = 5_000;

export type CurrentAgentsOptions = {
  agents: readonly AgentSetting[];
  /** Null: there is none. */
  file: string | null;
  /** Only this machine can reach the service. */
  loopback: boolean;
  clock: Clock;
  log: Logger;
};

/** The settings were refused before where the file cannot be read or is wrong: a service does not start without its agents. */
export function createCurrentAgents({ agents, file, loopback, clock, log }: CurrentAgentsOptions): CurrentAgents {
  const listeners: ((change: AgentsChange) => void)[] = [];
  const than = { others: agents, reachable: !loopback };
  const first = file === null ? null : openAgentsFile(file, than);
  let text: string | null = null;
  let ofFile = first?.ok ? first.agents : [];
  let fault: string | null = null;
  const refuse = (why: string): void => {
    if (why !== fault) log.error({ file, reason: why }, "agents file cannot be used, the agents of before stay");
    fault = why;
  };
  const look = async (path: string): Promise<void> => {
    const now = await readFile(path, "utf8");
    if (now === text && fault === null) return;
    const found = readAgentsFile(now, than);
    if (!found.ok) return refuse(found.fault);
    const change = changeBetween(ofFile, found.agents);
    [text, ofFile, fault] = [now, found.agents, null];
    if (Object.values(change).every((count) => count === 0)) return;
    log.info({ file, ...change }, "agents file read again");
    for (const listener of listeners) listener(change);
  };
  const poller =
    file === null
      ? null
      : createPoller({
          clock,
          intervalMs: lookEveryMs,
          delayFirst: true,
          poll: () => look(file),
          onError: (err) => refuse(unreadableFile(err)),
        });
  return {
    agents: () => (file === null ? agents : [...agents, ...ofFile]),
    fault: () => fault,
    onChange: (listener) => void listeners.push(listener),
    start: () => poller?.start(),
    stop: async () => poller?.stop(),
  };
}

function changeBetween(before: readonly AgentSetting[], now: readonly AgentSetting[]): AgentsChange {
  const former = new Map(before.map((agent) => [agent.login, JSON.stringify(agent)]));
  const stayed = now.filter(({ login }) => former.has(login));
  return {
    added: now.length - stayed.length,
    removed: before.length - stayed.length,
    changed: stayed.filter((agent) => former.get(agent.login) !== JSON.stringify(agent)).length,
  };
}
