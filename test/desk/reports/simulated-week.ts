import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished, vi } from "vitest";

import { type DeskApp, useDeskApp, visitor, type Visitor } from "../../support/desk-app.ts";
import { testArticles } from "../../support/test-articles.ts";
import { createSimulatedClock, type SimulatedClock } from "./simulated-clock.ts";
import { Truth } from "./simulated-truth.ts";

/**
 * A week at the service: people with error 502, two agents, two outages. The clocks change on its fourth day. Whoever
 * takes part knows what they did and what they saw, and that is the truth that reports are compared with.
 */

const zone = "America/New_York";
export const [firstDay, lastDay] = ["2026-10-29", "2026-11-04"] as const;
const begin = Date.parse("2026-10-29T04:00:00Z");
const minute = 60_000;
const hour = 60 * minute;
const outages = [38, 110].map((at) => ({ since: begin + at * hour, until: begin + (at + 5) * hour }));
const isOut = (at: number): boolean => outages.some(({ since, until }) => at >= since && at < until);
const dayOf = (at: number): string => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(at);
const sessionMs = 30 * minute;
const talks = 28;

type StepResult = "fixed" | "notFixed" | "skipped" | "already";
/** Does something and gives back how long it waits before it goes on. */
type Actor = AsyncGenerator<number, void>;
type World = {
  service: DeskApp;
  clock: SimulatedClock;
  truth: Truth;
  random: () => number;
  begin(at: number, actor: Actor): void;
};

export async function simulateWeek(env: Record<string, string>): Promise<{ service: DeskApp; truth: Truth }> {
  const clock = createSimulatedClock(begin);
  const feed = await statusFeed(clock);
  const service = await useDeskApp(
    { DESK_TIME_ZONE: zone, DESK_LEADS: "ana", STATUS_FEED: feed, RATE_LIMITS: "off", ...env },
    { clock },
  );
  const truth = new Truth();
  const queue: { at: number; actor: Actor }[] = [];
  const world = {
    service,
    clock,
    truth,
    random: randomFrom(7),
    begin: (at: number, actor: Actor) => void queue.push({ at, actor }),
  };
  for (let talk = 0; talk < talks; talk += 1)
    world.begin(begin + ((talk + world.random() / 2) * 7 * 24 * hour) / talks, person(world));
  for (const outage of outages) {
    truth.incidents.push(outage);
    world.begin(outage.since, outageWatcher(world, outage.until));
  }
  while (queue.length > 0) {
    const next = queue.reduce((one, other) => (other.at < one.at ? other : one));
    queue.splice(queue.indexOf(next), 1);
    clock.moveTo(next.at);
    const { value, done } = await next.actor.next();
    if (done !== true) queue.push({ at: next.at + value, actor: next.actor });
  }
  clock.moveTo(clock.now() + hour);
  return { service, truth };
}

/** A status page that has an incident during outages. */
async function statusFeed(clock: SimulatedClock): Promise<string> {
  const server = createServer((_req, res) => {
    const out = isOut(clock.now());
    const body = { status: { indicator: out ? "major" : "none", description: out ? "Errors" : "All fine" } };
    res.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function statusIsRead({ service: { base } }: World): Promise<void> {
  await vi.waitFor(
    async () => {
      const text = await (await fetch(`${base}/metrics`)).text();
      if (Number(/^assistant_status_age_seconds (.*)$/m.exec(text)?.[1] ?? "NaN") > 240) throw new Error("not read");
    },
    { interval: 2, timeout: 60_000 },
  );
}

/** Lets the clock stand at every poll of an outage. */
async function* outageWatcher(world: World, until: number): Actor {
  while (world.clock.now() < until) {
    await statusIsRead(world);
    yield 4 * minute;
  }
}

/** Somebody in the web chat, who counts what they see and do as the documentation of the reports has it. */
class Guest {
  readonly world: World;
  readonly visitor: Visitor;
  device: string;
  session: Truth["sessions"][number] | null = null;
  lastAt = 0;
  onScreen: { step: string; at: number | null } | null = null;

  constructor(world: World, chat: Visitor, device: string) {
    this.world = world;
    this.visitor = chat;
    this.device = device;
  }

  /** Gives the assistant's answer. `means`: how the step on screen went. */
  async say(text: string, means?: StepResult): Promise<string> {
    const { truth, clock } = this.world;
    this.beginSession();
    if (this.session === null) throw new Error("no session");
    await this.visitor.say(text);
    const line = (await this.visitor.lines()).at(-1) ?? "";
    if (means !== undefined && this.onScreen !== null) {
      const step = truth.step(this.onScreen.step);
      const result = resultOf(means, this.onScreen.step);
      step[result] += 1;
      if (this.onScreen.at !== null && result !== "already" && result !== "healed")
        step.seconds.push(Math.round((clock.now() - this.onScreen.at) / 1000));
      this.onScreen = null;
    }
    const title = /\*\*Step \d+ of \d+ · (.+?)\*\*/.exec(line)?.[1];
    if (title !== undefined) {
      const id = stepCalled(title);
      this.onScreen = { step: id, at: clock.now() };
      truth.step(id).shown += 1;
    }
    return line;
  }

  /** Of this person or of an agent. */
  spoken(): void {
    this.lastAt = this.world.clock.now();
  }

  ended(outcome: string): void {
    if (this.session) this.session.outcome = outcome;
  }

  leave(): void {
    if (this.onScreen) this.world.truth.step(this.onScreen.step).left += 1;
    this.onScreen = null;
  }

  private beginSession(): void {
    const { truth, clock } = this.world;
    const now = clock.now();
    if (this.session === null || now - this.lastAt > sessionMs) {
      const waiting = this.onScreen;
      this.leave();
      // A problem that was left open is one again.
      const outcome = this.session?.outcome === "leftOpen" ? "leftOpen" : "other";
      if (this.session && now - this.lastAt <= 24 * hour) this.session.returned = true;
      this.session = { day: dayOf(now), outcome, device: this.device, returned: false };
      truth.sessions.push(this.session);
      if (waiting) {
        this.onScreen = { step: waiting.step, at: null };
        truth.step(waiting.step).shown += 1;
      }
    }
    this.lastAt = now;
  }
}

/** The step that the guide shows under this title, also where a device has a replacement. */
function stepCalled(title: string): string {
  const found = testArticles[0]?.steps.find(({ title: own, on }) =>
    [own.en, ...Object.values(on).map((how) => ("replaces" in how ? how.replaces?.title.en : undefined))].includes(
      title,
    ),
  );
  if (found === undefined) throw new Error(`no step is called ${title}`);
  return found.id;
}

/** Steps that only look at something cure nothing. */
function resultOf(means: StepResult, id: string): StepResult | "healed" {
  const checks = testArticles[0]?.steps.find((step) => step.id === id)?.observation !== undefined;
  return means === "fixed" && checks ? "healed" : means;
}

const devices = [
  ["my iPhone", "ios"],
  ["my Android phone", "android"],
  ["Windows", "windows"],
] as const;

async function* person(world: World): Actor {
  const { random, truth } = world;
  await statusIsRead(world);
  const [named, device] = devices[Math.floor(random() * devices.length)] ?? devices[0];
  const guest = new Guest(world, await visitor(world.service), device);
  const kind = random();
  if (kind < 0.08) {
    guest.device = "";
    return void (await guest.say("hello"));
  }
  await guest.say(`Spotify says error 502 on ${named}`);
  guest.ended("leftOpen");
  for (let turn = 0; turn < 10; turn += 1) {
    yield (15 + random() * 160) * 1000;
    const act = random();
    if (act < 0.42) await guest.say("still broken", "notFixed");
    else if (act < 0.56) {
      await guest.say("yes it works now", "fixed");
      return guest.ended("fixedByGuide");
    } else if (act < 0.64) await guest.say("skip this step", "skipped");
    else if (act < 0.7) await guest.say("I already did that", "already");
    else if (act < 0.76) {
      await guest.say("what does 502 mean?");
      truth.asked.set("faq:what-it-means", (truth.asked.get("faq:what-it-means") ?? 0) + 1);
    } else if (act < 0.8) {
      const text = `qwerty zxcv blorp ${truth.unclear.length % 3}`;
      await guest.say(text);
      truth.unclear.push(text);
    } else if (act < 0.86) {
      yield 2 * hour;
    } else if (act < 0.94) return yield* withAgent(guest);
    else break;
  }
  guest.leave();
}

/** Asks for a person, is helped or not, and rates it. */
async function* withAgent(guest: Guest): Actor {
  const { world } = guest;
  const { truth, service, random } = world;
  await guest.say("person");
  guest.ended("escalated");
  truth.cases.opened += 1;
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  const number = body.cases.at(-1)?.id;
  const agent = random() < 0.5 ? "ana" : "ben";
  const does = async (path: string, more?: unknown): Promise<void> => {
    const { status, body: answer } = await service.desk(agent, "POST", `/cases/${number}/${path}`, more);
    if (status >= 400) throw new Error(JSON.stringify(answer));
    await service.app.conversations.idle();
  };
  const wait = Math.round(30 + random() * 1_500);
  yield wait * 1000;
  await does("claim");
  truth.cases.waits.push(wait);
  yield 20_000;
  await does("messages", { text: "Hi, let me look." });
  truth.cases.answers.push(wait + 20);
  guest.spoken();
  yield 4 * minute;
  await does("messages", { text: "Please sign in again." });
  guest.spoken();
  yield 3 * minute;
  const isSolved = random() < 0.7;
  await does("close", { resolution: "Signed in again.", reason: isSolved ? "resolved" : "unsolved" });
  truth.cases.closed += 1;
  truth.cases.handled.push(20 + 7 * 60);
  if (isSolved) guest.ended("fixedByPerson");
  yield minute;
  const score = 1 + Math.floor(random() * 5);
  await guest.say(String(score));
  truth.cases.ratings.push(score);
  guest.leave();
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
