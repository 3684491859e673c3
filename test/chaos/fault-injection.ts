import { type Chance, chanceOf } from "./chance.ts";
import type { Fleet } from "./fleet.ts";
import type { FaultyConnector } from "./faulty-connector.ts";
import { pause } from "./probe.ts";
import type { LegOptions } from "./leg.ts";

/** What befalls the nodes; `end` gives how often each thing did. */
export type FaultInjection = { end(): Promise<Record<string, number>> };

/** One kind of thing that befalls; `act` gives what to add to its name. `once`: it takes so long that it comes once. */
type Kind = { name: string; once?: boolean; act(): Promise<string> };

/** Nodes die, the database breaks, clocks jump and the rest, one after the other, until it is enough. */
export function befall(fleet: Fleet, connector: FaultyConnector, options: LegOptions): FaultInjection {
  const { seed, name: leg, every, mostFaults, tell } = options;
  const chance = chanceOf(seed, `${leg} misfortune`);
  const kinds = kindsOf({ fleet, connector, chance, options });
  const befell: Record<string, number> = Object.fromEntries(kinds.map(({ name }) => [name, 0]));
  const enough = new AbortController();
  const acting = (async () => {
    // Each kind comes at least once, in a short run too.
    for (let number = 0; number < Math.max(mostFaults, kinds.length); number++) {
      if (enough.signal.aborted && number >= kinds.length) return;
      await pause(every / 2 + chance.below(every));
      if (enough.signal.aborted && number >= kinds.length) return;
      const { name, act } = kinds[number] ?? chance.one(kinds.filter(({ once = false }) => !once));
      tell(`${leg}: ${name}${await act()}`);
      befell[name] = (befell[name] ?? 0) + 1;
    }
  })();
  let ending: Promise<void> | null = null;
  return {
    async end() {
      enough.abort();
      await (ending ??= acting);
      return befell;
    },
  };
}

type World = { fleet: Fleet; connector: FaultyConnector; chance: Chance; options: LegOptions };

function kindsOf({ fleet, connector, chance, options }: World): Kind[] {
  const { breakDatabase, outside, every, awayMs } = options;
  const kill: Kind = {
    name: "nodes killed",
    async act() {
      const at = chance.below(fleet.size);
      await fleet.killAndRestart(at);
      return ` (${at + 1})`;
    },
  };
  const jump: Kind = {
    name: "clock jumps",
    async act() {
      // Up to twenty minutes ahead, and back again: within what a token lives.
      const ahead = chance.below(20 * 60_000);
      fleet.setClocks(ahead);
      return ` to ${Math.round(ahead / 1_000)} s ahead`;
    },
  };
  const broken = breakDatabase && { name: breakDatabase.name, act: async () => (await breakDatabase.act(), "") };
  if (!outside) return [kill, broken ?? kill, jump, kill];
  return [...longAwayKinds(connector, awayMs), ...awayKinds({ fleet, connector, every }), editKind(fleet), kill];
}

/** The channel takes nothing for so many milliseconds of true time, which also the waits between attempts count by. */
function longAwayKinds(connector: FaultyConnector, awayMs: number): Kind[] {
  if (awayMs === 0) return [];
  const act = async (): Promise<string> => {
    connector.takeNothing("503");
    await pause(awayMs);
    connector.takeNothing(null);
    return ` for ${Math.round(awayMs / 1_000)} s`;
  };
  return [{ name: "channel away in true time", once: true, act }];
}

/** By the clock of the nodes. Words are tried for 24 hours. */
const awayHours = 2;
const mostHoursInAll = 20;

/** The channel takes nothing for hours, which are made to pass; in different ways. */
function awayKinds({ fleet, connector, every }: Pick<World, "fleet" | "connector"> & { every: number }): Kind[] {
  const ways = [
    ["channel away", "503"],
    ["bad secret", "401"],
    ["channel unreachable", "reset"],
  ] as const;
  return ways.map(([name, fault]) => ({
    name,
    async act() {
      connector.takeNothing(fault);
      await pause(every);
      const ahead = Math.min(fleet.ahead() + awayHours * 3_600_000, mostHoursInAll * 3_600_000);
      fleet.setClocks(ahead);
      await pause(every);
      connector.takeNothing(null);
      return ` until ${Math.round(ahead / 3_600_000)} h after the start`;
    },
  }));
}

/** Articles are edited under those who are in the middle of them. */
function editKind(fleet: Fleet): Kind {
  let edition = 0;
  return {
    name: "articles edited",
    async act() {
      edition = 1 - edition;
      fleet.setEdition(edition);
      return ` (edition ${edition + 1})`;
    },
  };
}
