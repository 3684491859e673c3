import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";

import { type BrokenRequest, brokenRequestsTo } from "./broken-request.ts";
import { type Route, routesIn } from "./routes.ts";
import { type Aim, createSendActivity, type Send } from "./send.ts";
import { type Service, startService } from "./start-service.ts";
import { answerTo, openCase, openTalk, startBefore, type Talk } from "./talks.ts";
import type { Holding } from "./tell-memory.ts";

/** What a round left behind. */
export type Round = {
  sent: number;
  heapMb: number;
  rssMb: number;
  handles: number;
  kinds: Holding["handles"];
  /** Milliseconds that another person waited for an answer meanwhile: the median and the longest. */
  others: { p50: number; longest: number };
};
/** All that a run saw. `statuses` by how requests ended, `routes` how many there are, `wrong` what must not be. */
export type Seen = {
  sent: number;
  statuses: Record<string, number>;
  routes: number;
  rounds: Round[];
  /** What the other person waited before anything was sent. */
  quiet: Round["others"];
  wrong: string[];
  stoppedInMs: number;
};
/** `tell` gets a line for people after each round. */
export type RunOptions = {
  requests: number;
  rounds: number;
  seed: number;
  databaseUrl: string;
  remoteSystems: string;
  tell: (line: string) => void;
  /** Called after each request. */
  onSent?: ((sent: number) => void) | undefined;
};

/** How long the other person talks before anything is sent. */
const quietMs = 5_000;
/** How many are on their way at once. */
const sideBySide = 24;
/**
 * Connections and queues end by themselves after the last answer; when nothing more does for so many readings, the rest
 * stays.
 */
const stillReadings = 6;
const mostReadings = 80;

/** Sends so many, in rounds; after each the service tells what it holds and the people who came before go on. */
export async function runFuzz(options: RunOptions): Promise<Seen> {
  const routes = await learnRoutes(options);
  const service = await startService({ ...options, logLevel: "warn" });
  const base = `http://127.0.0.1:${service.port}`;
  const before = await startBefore(base, 20);
  const quiet = await feel(await openTalk(base, "198.51.100.250"), sleep(quietMs));
  const seen: Seen = { sent: 0, statuses: {}, routes: routes.length, rounds: [], quiet, wrong: [], stoppedInMs: 0 };
  options.tell(`       0 sent  others p50 ${quiet.p50} ms, longest ${quiet.longest} ms`);
  const each = Math.ceil(options.requests / options.rounds);
  for (let round = 0; round < options.rounds; round += 1) {
    const brokenRequests = fc.sample(brokenRequestsTo(routes), { numRuns: each, seed: options.seed + round });
    const { send, leave } = createSendActivity(service.port);
    const aims = await aimsAt(base, options.remoteSystems);
    const sending = sendAll(brokenRequests, { send, aims, seen, onSent: options.onSent });
    const others = await feel(await openTalk(base, "198.51.100.250"), sending);
    await sending;
    leave();
    seen.wrong.push(...(await before.look()));
    const reading = { ...roundOf(seen.sent, await settled(service)), others };
    seen.rounds.push(reading);
    options.tell(
      `${String(reading.sent).padStart(8)} sent  heap ${reading.heapMb} MB  rss ${reading.rssMb} MB  handles ${reading.handles}  others p50 ${others.p50} ms, longest ${others.longest} ms`,
    );
  }
  seen.wrong.push(...(await before.goOn()));
  await stop(service, seen);
  return seen;
}

/** Somebody talks on, a message every half second, while `sending` runs. */
async function feel(talk: Talk, sending: Promise<void>): Promise<Round["others"]> {
  const times: number[] = [];
  const running = { now: true };
  void sending.catch(() => undefined).finally(() => (running.now = false));
  while (running.now) {
    const started = performance.now();
    await answerTo(talk, "spotify says error 502 on my mac");
    times.push(Math.round(performance.now() - started));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const sorted = times.toSorted((one, other) => one - other);
  return { p50: sorted[Math.floor(sorted.length / 2)] ?? 0, longest: sorted.at(-1) ?? 0 };
}

/** What the service opens is asked of the service itself. */
async function learnRoutes({ remoteSystems }: RunOptions): Promise<Route[]> {
  const service = await startService({ databaseUrl: "sqlite::memory:", remoteSystems, logLevel: "debug" });
  await service.stop();
  return routesIn(service.logged());
}

/** Fresh conversations and cases for every round, so that none grows without end. */
async function aimsAt(base: string, remoteSystems: string): Promise<Aim[]> {
  const aims: Aim[] = [];
  for (let at = 0; at < 30; at += 1) {
    const talk = await openTalk(base, `198.51.100.${at}`);
    aims.push({ talk: talk.id, token: talk.token, case: await openCase(base, talk), remoteSystems });
  }
  return aims;
}

async function sendAll(
  brokenRequests: readonly BrokenRequest[],
  { send, aims, seen, onSent }: { send: Send; aims: readonly Aim[]; seen: Seen } & Pick<RunOptions, "onSent">,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < brokenRequests.length) {
      const at = next++;
      const brokenRequest = brokenRequests[at]!;
      const ended = await send(brokenRequest, aims[at % aims.length]!);
      seen.sent += 1;
      onSent?.(seen.sent);
      seen.statuses[ended] = (seen.statuses[ended] ?? 0) + 1;
      if (isWrong(brokenRequest, ended)) seen.wrong.push(`${ended}: ${JSON.stringify(brokenRequest).slice(0, 400)}`);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
}

/**
 * Bytes that are no request may be answered by closing; all else has a status that is not our own fault's. 501 is what a
 * channel is told of an invoke that is not supported.
 */
function isWrong({ kind }: BrokenRequest, ended: string): boolean {
  if (ended === "closed" || ended === "501") return false;
  return ended.startsWith("5") || !/^\d{3}$/.test(ended) || (!kind.startsWith("stream") && ended === "101");
}

async function settled(service: Service): Promise<Holding> {
  let least = await service.holding();
  for (let still = 0, readings = 0; still < stillReadings && readings < mostReadings; readings += 1) {
    await new Promise((soon) => setTimeout(soon, 250));
    const holding = await service.holding();
    still = handlesOf(holding) < handlesOf(least) ? 0 : still + 1;
    if (handlesOf(holding) <= handlesOf(least)) least = holding;
  }
  return least;
}

const handlesOf = ({ handles }: Holding): number => Object.values(handles).reduce((sum, count) => sum + count, 0);

function roundOf(sent: number, holding: Holding): Omit<Round, "others"> {
  const mb = (bytes: number): number => Math.round(bytes / 2 ** 20);
  return {
    sent,
    heapMb: mb(holding.heap),
    rssMb: mb(holding.rss),
    handles: handlesOf(holding),
    kinds: holding.handles,
  };
}

async function stop(service: Service, seen: Seen): Promise<void> {
  const { ended, ms } = await service.stop();
  seen.stoppedInMs = ms;
  if (ended !== 0) seen.wrong.push(`the service ended with ${ended}`);
  const faults = service
    .logged()
    .split("\n")
    .filter((line) => /"level":"(error|fatal)"/.test(line));
  seen.wrong.push(
    ...faults.filter((line) => !line.includes("kept as a dead letter")).map((line) => line.slice(0, 400)),
  );
}
