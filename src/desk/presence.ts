import type { AgentRow, AgentStore } from "../conversation/case-ports.ts";
import type { Clock } from "../common/clock.ts";

/** Whether an agent is there: what they chose, and offline once they were not heard for a while. */
export type PresenceState = AgentRow["chosen"];

/** Who is at the desk. */
export type Presence = {
  /** Reads who is there now and keeps reading. */
  start(): Promise<void>;
  stop(): void;
  list(): readonly { name: string; state: PresenceState }[];
  online(): readonly string[];
  /** When this agent gave the last sign of life; 0 for one who never did. */
  lastHeard(name: string): number;
  choose(name: string, state: PresenceState): Promise<void>;
  /** When this agent ended all their sessions; 0: never. */
  signedOutAt(name: string): number;
  signOut(name: string): Promise<void>;
  /** A sign of life; written now and then. */
  heard(name: string): void;
  subscribe(hear: () => void): () => void;
};

/** A page that is open gives a sign of life every 20 s; one that reloads is back before this. */
const goneAfter = 60_000;
const writeEvery = 15_000;
const lookEvery = 5_000;

/** What presence is made of. `names` are the agents of the settings. */
export type PresenceOptions = {
  agents: AgentStore;
  names: readonly string[];
  clock: Clock;
  onTrouble: (err: unknown) => void;
};

/** Who is there, read from the store and kept in memory, so that a turn never waits for it. */
export function createPresence(options: PresenceOptions): Presence {
  const { agents, names, clock, onTrouble } = options;
  const board = createBoard(options);
  const written = new Map<string, number>();
  let stops: (() => void)[] = [];

  const read = async (): Promise<void> => board.keep(await agents.list());
  const look = (): void => {
    board.tell();
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
    stop() {
      for (const stop of stops) stop();
    },
    list: board.list,
    online: () => names.filter((name) => board.stateOf(name) === "online"),
    lastHeard: board.lastHeard,
    signedOutAt: board.signedOutAt,
    async signOut(name) {
      await agents.signOut(name, clock.now());
      await read();
    },
    choose: (name, state) => write(name, state),
    heard(name) {
      if (clock.now() - (written.get(name) ?? 0) >= writeEvery) void write(name).catch(onTrouble);
    },
    subscribe: board.subscribe,
  };
}

/** The states as they were last read; listeners hear when one of them is another, also by time alone. */
function createBoard({ names, clock }: PresenceOptions) {
  const rows = new Map<string, AgentRow>();
  const listeners = new Set<() => void>();
  let told = "";
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
  return {
    stateOf,
    lastHeard: (name: string) => rows.get(name)?.seenAt ?? 0,
    signedOutAt: (name: string) => rows.get(name)?.signedOutAt ?? 0,
    list,
    tell,
    keep(read: readonly AgentRow[]) {
      for (const row of read) rows.set(row.name, row);
      tell();
    },
    subscribe(hear: () => void) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}
