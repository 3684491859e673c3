import { type Chance, chanceOf } from "./chance.ts";
import type { Fleet } from "./fleet.ts";
import { pause } from "./probe.ts";
import type { LegOptions } from "./leg.ts";

/** What befalls the nodes; `end` gives how often each thing did. */
export type Misfortune = { end(): Promise<Record<string, number>> };

/** Nodes die, the database restarts, clocks jump, one after the other, until it is enough. */
export function befall(fleet: Fleet, { seed, name, restartDatabase, every, mostDeeds, tell }: LegOptions): Misfortune {
  const chance = chanceOf(seed, `${name} misfortune`);
  const deeds: Record<string, number> = { "nodes killed": 0, "database restarts": 0, "clock jumps": 0 };
  const enough = new AbortController();
  const count = (deed: string, more = ""): void => {
    deeds[deed] = (deeds[deed] ?? 0) + 1;
    tell(`${name}: ${deed}${more}`);
  };
  const act = async (deed: number): Promise<void> => {
    if (deed === 1 && restartDatabase) {
      count("database restarts");
      return restartDatabase();
    }
    if (deed === 2) {
      const ahead = jump(chance);
      count("clock jumps", ` to ${Math.round(ahead / 1_000)} s ahead`);
      return fleet.setClocks(ahead);
    }
    const at = chance.below(fleet.size);
    count("nodes killed", ` (${at + 1})`);
    return fleet.killAndRestart(at);
  };
  const acting = (async () => {
    // Each kind comes at least once, in a short run too.
    for (let number = 0; (!enough.signal.aborted || number < 3) && number < mostDeeds; number++) {
      await pause(every / 2 + chance.below(every));
      if (!enough.signal.aborted || number < 3) await act(number < 3 ? number : chance.below(4));
    }
  })();
  let ending: Promise<void> | null = null;
  return {
    async end() {
      enough.abort();
      await (ending ??= acting);
      return deeds;
    },
  };
}

/** Up to twenty minutes ahead, and back again: within what a token lives. */
function jump(chance: Chance): number {
  return chance.below(20 * 60_000);
}
