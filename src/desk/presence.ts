import type { AgentRow, AgentStore } from "../conversation/case-ports.ts";
import type { Clock } from "../common/clock.ts";
import type { Logger } from "../common/logger.ts";
import type { AgentDirectory } from "./agent-directory.ts";
import { createOutageLog } from "../common/outage-log.ts";

/** What the agent chose, or offline once they have been silent for a while. */
export type PresenceState = AgentRow["chosen"];

/** `awayUntil`: when an agent who is away means to be back, as ISO 8601. */
export type PresentAgent = { login: string; name: string; state: PresenceState; awayUntil?: string };

/** The presence of all agents. */
export type Presence = {
  /** Loads the presence and follows its changes. */
  start(): Promise<void>;
  stop(): void;
  list(): readonly PresentAgent[];
  /** Logins of those who are there. */
  online(): readonly string[];
  /** Time of the last activity; 0 if there never was one. */
  lastSeenAt(name: string): number;
  /** Reads the presence, and the agents of a provider, at once. */
  refresh(): Promise<void>;
  /** `awayUntil`: when the agent is online again by itself. */
  setState(name: string, state: PresenceState, awayUntil?: number | null): Promise<void>;
  signOut(name: string): Promise<void>;
  /** Records activity; stored every 15 s at most. */
  touch(name: string): void;
  subscribe(listener: () => void): () => void;
};

/** An open page sends a heartbeat every 20 s, and a reload takes less than this. */
const offlineAfterMs = 60_000;
const writeIntervalMs = 15_000;
const checkIntervalMs = 5_000;

export type PresenceOptions = {
  agents: AgentStore;
  directory: AgentDirectory;
  clock: Clock;
  log: Logger;
};

/** Presence is kept in memory and follows the store, so that a turn never waits for it. */
export function createPresence(options: PresenceOptions): Presence {
  const { agents, directory, clock } = options;
  const state = createPresenceState(options);
  const written = new Map<string, number>();
  let stops: (() => void)[] = [];

  const outage = createOutageLog({
    log: options.log,
    down: "presence store unavailable, will retry",
    up: "presence store available again",
  });
  const onError = (err: unknown): void => outage.failed(err);
  const read = async (): Promise<void> => {
    state.update(await agents.list());
    outage.succeeded();
  };
  const check = (): void => {
    state.notify();
    stops[1] = clock.after(checkIntervalMs, check);
  };
  const write = async (name: string, chosen?: PresenceState, awayUntil?: number | null): Promise<void> => {
    written.set(name, clock.now());
    await agents.recordSeen(name, clock.now(), chosen, awayUntil);
    await read();
  };
  return {
    async start() {
      stops = [agents.subscribe(() => void read().catch(onError)), clock.after(checkIntervalMs, check)];
      await read();
    },
    stop() {
      for (const stop of stops) stop();
    },
    list: state.list,
    online: () => directory.logins().filter((name) => state.stateOf(name) === "online"),
    lastSeenAt: state.lastSeenAt,
    async signOut(name) {
      await agents.signOut(name, clock.now());
      await read();
    },
    refresh: read,
    setState: (name, chosen, awayUntil) => write(name, chosen, awayUntil),
    touch(name) {
      if (clock.now() - (written.get(name) ?? 0) >= writeIntervalMs) void write(name).catch(onError);
    },
    subscribe: state.subscribe,
  };
}

/** The latest rows; listeners are called when a state changes, also by time alone. */
function createPresenceState({ directory, clock }: PresenceOptions) {
  const rows = new Map<string, AgentRow>();
  const listeners = new Set<() => void>();
  let notified = "";
  const stateOf = (name: string): PresenceState => {
    const row = rows.get(name);
    if (!row || clock.now() - row.seenAt >= offlineAfterMs) return "offline";
    return row.awayUntil !== undefined && clock.now() >= row.awayUntil ? "online" : row.chosen;
  };
  const presenceOf = (login: string): PresentAgent => {
    const [state, until] = [stateOf(login), rows.get(login)?.awayUntil];
    const awayUntil = state === "away" && until !== undefined ? { awayUntil: new Date(until).toISOString() } : {};
    return { login, name: directory.nameOf(login), state, ...awayUntil };
  };
  const list = () => directory.logins().map(presenceOf);
  const notify = (): void => {
    const now = JSON.stringify(list());
    if (now === notified) return;
    notified = now;
    for (const listener of listeners) listener();
  };
  return {
    stateOf,
    lastSeenAt: (name: string) => rows.get(name)?.seenAt ?? 0,
    list,
    notify,
    update(read: readonly AgentRow[]) {
      for (const row of read) rows.set(row.name, row);
      directory.admit(read.flatMap(({ name, profile }) => (profile ? [{ login: name, ...profile }] : [])));
      notify();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
