import type { AgentRow, AgentStore } from "../turn/case-store.ts";
import type { Clock } from "../turn/clock.ts";

/** Whether an agent is there: what they chose, and offline once they were not heard for a while. */
export type PresenceState = AgentRow["chosen"];

export type Presence = {
  /** Reads who is there now and keeps reading. */
  start(): Promise<void>;
  stop(): void;
  list(): readonly { name: string; state: PresenceState }[];
  anybodyOnline(): boolean;
  choose(name: string, state: PresenceState): Promise<void>;
  /** A sign of life; written now and then. */
  heard(name: string): void;
  subscribe(hear: () => void): () => void;
};

/** A page that is open gives a sign of life every 20 s; one that reloads is back before this. */
const goneAfter = 60_000;
const writeEvery = 15_000;
const lookEvery = 5_000;

export function createPresence(options: { agents: AgentStore; names: readonly string[]; clock: Clock; onTrouble: (err: unknown) => void }): Presence {
  const { agents, names, clock, onTrouble } = options;
  const rows = new Map<string, AgentRow>();
  const written = new Map<string, number>();
  const listeners = new Set<() => void>();
  let told = "";
  let stops: (() => void)[] = [];

  const stateOf = (name: string): PresenceState => {
    const row = rows.get(name);
    return row && clock.now() - row.seenAt < goneAfter ? row.chosen : "offline";
  };
  const list = () => names.map((name) => ({ name, state: stateOf(name) }));
  const tell = (): void => {
    const now = JSON.stringify(list());
    if (now === told) return;
    told = now;
    for (const hear of listeners) hear();
  };
  const read = async (): Promise<void> => {
    for (const row of await agents.list()) rows.set(row.name, row);
    tell();
  };
  const look = (): void => {
    tell();
    stops[1] = clock.after(lookEvery, look);
  };
  const write = async (name: string, chosen?: PresenceState): Promise<void> => {
    written.set(name, clock.now());
    await agents.heard(name, clock.now(), chosen);
    await read();
  };
  return {
    async start() {
      stops = [agents.subscribe(() => void read().catch(onTrouble)), clock.after(lookEvery, look)];
      await read();
    },
    stop: () => stops.forEach((stop) => stop()),
    list,
    anybodyOnline: () => names.some((name) => stateOf(name) === "online"),
    choose: (name, state) => write(name, state),
    heard(name) {
      if (clock.now() - (written.get(name) ?? 0) >= writeEvery) void write(name).catch(onTrouble);
    },
    subscribe(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}
