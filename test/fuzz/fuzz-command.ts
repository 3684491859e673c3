import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { showProgress } from "../../src/cli/progress-bar.ts";
import { startRemoteSystems } from "./remote-systems.ts";
import { runFuzz } from "./run.ts";

/**
 * `npm run fuzz [-- --requests 100000 --rounds 10 --seed N]`: malformed activities, uploads, webhooks, commands at the desk,
 * WebSocket frames, bytes that are
 * no request, at every route of a service of its own, which is then asked what it holds; people who came before go on
 * meanwhile. The same seed sends
 * the same. Prints a line a round and last one line of JSON; ends with 1 where a 5xx, a silence, growth, or a lost
 * conversation was seen.
 */
const { values } = parseArgs({
  options: { requests: { type: "string" }, rounds: { type: "string" }, seed: { type: "string" } },
});
const requests = Number(values.requests ?? 100_000);
const rounds = Number(values.rounds ?? 10);
const seed = Number(values.seed ?? randomInt(2 ** 31));
/** Growth from the third round on, when caches are full, that is no leak. */
const most = { heapMb: 16, handles: 4 };

const progress = showProgress("Sending", requests);
const say = (line: string): void => progress.around(() => process.stdout.write(`${line}\n`));
const folder = mkdtempSync(join(tmpdir(), "assistant-fuzz-"));
const remoteSystems = await startRemoteSystems();
try {
  say(`seed ${seed}, ${requests} requests`);
  const seen = await runFuzz({
    requests,
    rounds,
    seed,
    databaseUrl: `sqlite:${join(folder, "fuzz.db")}`,
    remoteSystems: remoteSystems.url,
    tell: say,
    onSent: (sent) => progress.show(sent),
  });
  progress.end();
  const [settled, last] = [seen.rounds[Math.min(2, rounds - 1)]!, seen.rounds.at(-1)!];
  const grown = { heapMb: last.heapMb - settled.heapMb, handles: last.handles - settled.handles };
  if (grown.heapMb > most.heapMb) seen.wrong.push(`the heap grew by ${grown.heapMb} MB`);
  if (grown.handles > most.handles) seen.wrong.push(`${grown.handles} more handles stayed open`);
  const classes = Object.groupBy(Object.entries(seen.statuses), ([status]) =>
    /^\d/.test(status) ? `${status[0]}xx` : status,
  );
  for (const [name, of] of Object.entries(classes))
    say(`${name}: ${(of ?? []).reduce((sum, [, count]) => sum + count, 0)}`);
  for (const wrong of seen.wrong.slice(0, 20)) say(`WRONG ${wrong}`);
  const { wrong, ...numbers } = seen;
  say(
    JSON.stringify({
      fuzz: {
        held: wrong.length === 0,
        seed,
        ...numbers,
        grown,
        remoteCalls: remoteSystems.taken(),
        wrong: wrong.length,
      },
    }),
  );
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  remoteSystems.stop();
  rmSync(folder, { recursive: true, force: true });
}
