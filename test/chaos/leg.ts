import { openStore, type Store } from "../../src/storage/open.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { checkConversation, type Found, type Known } from "./check.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { followStream, type Follower } from "./follow-stream.ts";
import { createKnock, type Endings, type Knock, pause } from "./knock.ts";
import { startMoodyConnector, type MoodyConnector } from "./moody-connector.ts";
import { botMouth, holdTalk, webMouth } from "./people.ts";
import { createReplay } from "./replay.ts";

/** One leg: some nodes on one database, people, and what befalls them. `restartDatabase`: null where it lives in the nodes. */
export type LegOptions = {
  name: string;
  seed: number;
  nodes: number;
  users: number;
  messages: number;
  thinkMs: number;
  databaseUrl: string;
  restartDatabase: (() => Promise<void>) | null;
  /** Milliseconds between two misfortunes, about. */
  every: number;
  /** Milliseconds after which the leg has failed. */
  within: number;
  tell: (line: string) => void;
};

export type LegResult = {
  leg: string;
  conversations: number;
  turns: number;
  acknowledged: number;
  sentTwice: number;
  lost: number;
  doubled: number;
  outOfOrder: number;
  differing: number;
  repeats: number;
  deeds: Record<string, number>;
  connector: Record<string, number>;
  answers: Endings;
  streams: number;
  seconds: number;
  violations: string[];
};

/** Runs it to its end, and judges it. */
export async function runLeg(options: LegOptions): Promise<LegResult> {
  const began = Date.now();
  const connector = await startMoodyConnector(chanceOf(options.seed, `${options.name} connector`));
  const fleet = await startFleet(options.nodes, options.databaseUrl);
  const endings: Endings = {};
  const misfortune = befall(fleet, options);
  try {
    const people = Array.from({ length: options.users }, (_, at) => meet({ ...options, fleet, connector, endings, at }));
    const known = await inTime(Promise.all(people), options.within);
    const deeds = await misfortune.end();
    connector.calmDown();
    return await judge({ options, known, connector, endings, deeds, fleet, began });
  } finally {
    await misfortune.end();
    await fleet.stop();
    connector.close();
  }
}

type Person = LegOptions & { fleet: Fleet; connector: MoodyConnector; endings: Endings; at: number };
type Told = Omit<Known, "delivered" | "seen"> & { name: string | null; follower: Follower | null };

/** Every second one is on a Bot Framework channel; of the others every third follows a stream. */
async function meet({ fleet, connector, endings, at, ...options }: Person): Promise<Told> {
  const name = `${options.name}-${at}`;
  const chance = chanceOf(options.seed, name);
  const knock = createKnock({ fleet, chance: chanceOf(options.seed, `${name} ways`), endings });
  await pause(chance.below(options.thinkMs * 2));
  if (at % 2 === 0) {
    const mouth = await botMouth({ knock, connector, name });
    return { said: await holdTalk({ ...options, mouth, chance, name }), name, follower: null };
  }
  const { conversation, token } = await openWeb(knock);
  const follower = at % 3 === 0 ? followStream({ knock, conversation, token, chance: chanceOf(options.seed, `${name} stream`) }) : null;
  const mouth = await webMouth({ knock, conversation, token });
  return { said: await holdTalk({ ...options, mouth, chance, name }), name: null, follower };
}

async function openWeb(knock: Knock): Promise<{ conversation: string; token: string }> {
  const { token } = JSON.parse(await knock("/v3/directline/tokens/generate", { body: {} })) as { token: string };
  const { conversationId } = JSON.parse(await knock("/v3/directline/conversations", { body: {}, token })) as { conversationId: string };
  return { conversation: conversationId, token };
}

/** Nodes die, the database restarts, clocks jump, one after the other, until it is enough. */
function befall(fleet: Fleet, { seed, name, restartDatabase, every, tell }: LegOptions): { end(): Promise<Record<string, number>> } {
  const chance = chanceOf(seed, `${name} misfortune`);
  const deeds: Record<string, number> = { "nodes killed": 0, "database restarts": 0, "clock jumps": 0 };
  let over = false;
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
    for (let number = 0; (!over || number < 3) && number < 10_000; number++) {
      await pause(every / 2 + chance.below(every));
      if (!over || number < 3) await act(number < 3 ? number : chance.below(4));
    }
  })();
  let ending: Promise<void> | null = null;
  return {
    async end() {
      over = true;
      await (ending ??= acting);
      return deeds;
    },
  };
}

/** Up to twenty minutes ahead, and back again: within what a token lives. */
function jump(chance: Chance): number {
  return chance.below(20 * 60_000);
}

type Judging = {
  options: LegOptions;
  known: readonly Told[];
  connector: MoodyConnector;
  endings: Endings;
  deeds: Record<string, number>;
  fleet: Fleet;
  began: number;
};

async function judge({ options, known, connector, endings, deeds, fleet, began }: Judging): Promise<LegResult> {
  // Ahead of every clock there was: nothing waits for a time that lies hours off, and what a dead node held is free.
  fleet.setClocks(22 * 60_000);
  const store = await openStore({ url: options.databaseUrl, beside: true });
  try {
    const unsettled = await settle(store, known);
    for (const { follower } of known) follower?.stop();
    const replay = createReplay();
    const found: Found[] = [];
    for (const { said, name, follower } of known) {
      const delivered = name === null ? null : connector.delivered(name);
      found.push(await checkConversation(store, { said, delivered, seen: follower?.seen ?? null }, replay, options.users));
    }
    const sum = (of: (one: Found) => number): number => found.reduce((total, one) => total + of(one), 0);
    return {
      leg: options.name,
      conversations: known.length,
      turns: sum(({ turns }) => turns),
      acknowledged: known.reduce((total, { said }) => total + said.groups.flat().length, 0),
      sentTwice: known.reduce((total, { said }) => total + said.resent, 0),
      lost: sum(({ lost }) => lost.length) + unsettled.length,
      doubled: sum(({ doubled }) => doubled.length),
      outOfOrder: sum(({ disordered }) => disordered.length),
      differing: sum(({ differing }) => differing.length),
      repeats: sum(({ repeats }) => repeats),
      deeds,
      connector: connector.moods,
      answers: endings,
      streams: known.reduce((total, { follower }) => total + (follower?.opened ?? 0), 0),
      seconds: Math.round((Date.now() - began) / 1_000),
      violations: [...unsettled, ...found.flatMap(({ lost, doubled, disordered, differing }) => [...lost, ...doubled, ...disordered, ...differing])],
    };
  } finally {
    await store.close();
  }
}

/** Waits until no message and no delivery waits any more and the streams have caught up. Gives what is still open when it took too long. */
async function settle(store: Store, known: readonly Told[]): Promise<string[]> {
  for (let look = 0; look < 900; look++) {
    const waiting = await store.turnStore.conversationsWaiting(1_000);
    const backlog = await store.outbox.backlog();
    if (backlog.undelivered > 0) return [`${backlog.undelivered} deliveries were given up`];
    if (waiting.length === 0 && backlog.waiting === 0 && (await allSeen(store, known))) return [];
    await pause(100);
  }
  const { waiting } = await store.outbox.backlog();
  const turns = (await store.turnStore.conversationsWaiting(1_000)).length;
  return waiting + turns > 0 ? [`after 90 s ${turns} conversations wait for turns, ${waiting} deliveries for the channel`] : [];
}

/** A stream is given the time to bring what it still owes; whether it brought it right is judged later. */
async function allSeen(store: Store, known: readonly Told[]): Promise<boolean> {
  for (const { said, follower } of known) {
    if (follower && (await store.transcripts.read(said.conversation, follower.seen.length, 1)).length > 0) return false;
  }
  return true;
}

async function inTime<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the conversations did not end within ${milliseconds} ms`)), milliseconds);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
