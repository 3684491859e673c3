import { agentNames, type AgentCommands, tokenOf, workAtDesk } from "./agents.ts";
import { chanceOf } from "./chance.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { type Follower, followStream } from "./follow-stream.ts";
import { createAsk, createProbe, type Endings, type Probe, pause } from "./probe.ts";
import { judge, type LegResult } from "./checker.ts";
import { befall } from "./fault-injection.ts";
import { startFaultyConnector, type FaultyConnector } from "./faulty-connector.ts";
import { type FaultyHub, startFaultyHub } from "./faulty-hub.ts";
import { botClient, holdTalk, type Said, webClient } from "./people.ts";

/** One leg: some nodes on one database, people, agents, and what befalls them. */
export type LegOptions = {
  name: string;
  seed: number;
  nodes: number;
  users: number;
  messages: number;
  thinkMs: number;
  databaseUrl: string;
  /** The server itself, where `databaseUrl` leads through a pooler. */
  listenUrl?: string;
  /** How the database breaks, and comes back; null where it lives in the nodes. */
  breakDatabase: { name: string; act(): Promise<void> } | null;
  /**
   * Everything outside the service changes instead: everybody is on a channel, which is away for hours, and articles are
   * edited; some people block the assistant, some remove it.
   */
  outside?: boolean;
  /** Milliseconds for which such a channel is away in true time as well; 0: not at all. */
  awayMs: number;
  /** Milliseconds between two injected faults, about. */
  every: number;
  /** Injected faults at most, three at least. */
  mostFaults: number;
  /** Milliseconds after which the leg has failed. */
  within: number;
  tell: (line: string) => void;
  /** Called when a person has said everything. */
  onPersonDone?: () => void;
  /** Claims a message that nobody sent, so that the check has something to find. */
  plant?: boolean;
};

/** What one person said and saw. `name`: their conversation's at the channel; null for somebody on the page. */
export type FollowedTalk = { said: Said; name: string | null; follower: Follower | null };

/** Runs it to its end, and judges it. */
export async function runLeg(options: LegOptions): Promise<LegResult> {
  const began = Date.now();
  const connector = await startFaultyConnector(chanceOf(options.seed, `${options.name} connector`));
  const hub = await startFaultyHub(chanceOf(options.seed, `${options.name} hub`));
  const fleet = await startFleet(options.nodes, settingsOf(options, hub));
  const world: World = { ...options, fleet, connector, hub, endings: {}, commands: [] };
  const faultInjection = befall(fleet, connector, options);
  try {
    const known = await inTime(talkAndWork(world), options.within);
    const befell = await faultInjection.end();
    for (const other of [connector, hub]) other.calmDown();
    if (options.plant) plantIn(known);
    return await judge({ ...world, options, known, befell, began });
  } finally {
    await faultInjection.end();
    await fleet.stop();
    for (const other of [connector, hub]) other.close();
  }
}

type World = LegOptions & {
  fleet: Fleet;
  connector: FaultyConnector;
  hub: FaultyHub;
  endings: Endings;
  commands: AgentCommands;
};

function settingsOf({ databaseUrl, listenUrl = "" }: LegOptions, hub: FaultyHub): Record<string, string> {
  const agents = agentNames.map((name) => `${name}:${tokenOf(name)}`).join();
  return {
    DATABASE_URL: databaseUrl,
    DATABASE_LISTEN_URL: listenUrl,
    DESK_AGENTS: agents,
    CONNECTORS: "handoff",
    HANDOFF_HUB_URL: hub.url,
    HANDOFF_SECRET: hub.secret,
  };
}

/** Agents work as long as people talk, and end what they are at. */
async function talkAndWork(world: World): Promise<FollowedTalk[]> {
  let over = false;
  const people = Promise.all(
    Array.from({ length: world.users }, (_, at) => meet(world, at).finally(() => world.onPersonDone?.())),
  );
  const agents = agentNames.map((name) => {
    const chance = chanceOf(world.seed, `${world.name} ${name}`);
    const ask = createAsk({ ...world, chance: chanceOf(world.seed, `${world.name} ${name} ways`) });
    return workAtDesk({ name, ask, chance, thinkMs: world.thinkMs / 4, commands: world.commands, isOver: () => over });
  });
  const talks = people.finally(() => (over = true));
  return (await Promise.all([talks, ...agents]))[0];
}

/** What the channel says of those who block the assistant, and of those who remove it. */
const blocks = "ConversationBlockedByUser";
const removed = "BotNotInConversationRoster";

/**
 * Every second one is on a Bot Framework channel; of the others every third follows a stream. Some ask for a person,
 * some have their data deleted.
 */
async function meet(world: World, at: number): Promise<FollowedTalk> {
  const { seed, thinkMs, connector, outside = false } = world;
  const name = `${world.name}-${at}`;
  const chance = chanceOf(seed, name);
  const probe = createProbe({ ...world, chance: chanceOf(seed, `${name} ways`) });
  const [isBlocking, isLeaving] = [outside && at % 5 === 2, outside && at % 5 === 3];
  const wantsPerson = at % 4 < 2 || isBlocking || isLeaving;
  const talk = { ...world, chance, name, wantsPerson, erases: at % 5 === 4 };
  await pause(chance.below(thinkMs * 2));
  if (outside || at % 2 === 0) {
    const client = await botClient({ probe, connector, name });
    if (isBlocking) connector.refuse(name, blocks, 4 + chance.below(4));
    if (isLeaving) {
      const said = await holdTalk({ ...talk, client });
      connector.refuse(name, removed, 0);
      return { said: { ...said, left: await client.leave(`${name}-leaving`) }, name, follower: null };
    }
    return { said: await holdTalk({ ...talk, client }), name, follower: null };
  }
  const { conversation, token } = await openWeb(probe);
  const follower =
    at % 3 === 0 ? followStream({ probe, conversation, token, chance: chanceOf(seed, `${name} stream`) }) : null;
  const client = await webClient({ probe, conversation, token });
  return { said: await holdTalk({ ...talk, client }), name: null, follower };
}

async function openWeb(probe: Probe): Promise<{ conversation: string; token: string }> {
  const { token } = JSON.parse(await probe("/v3/directline/tokens/generate", { body: {} })) as { token: string };
  const { conversationId } = JSON.parse(await probe("/v3/directline/conversations", { body: {}, token })) as {
    conversationId: string;
  };
  return { conversation: conversationId, token };
}

function plantIn(known: readonly FollowedTalk[]): void {
  const { said } = known[0]!;
  said.groups.push([
    {
      id: "planted",
      conversation: said.conversation,
      at: 0,
      input: { kind: "said", text: "nobody said this", attachments: 0 },
    },
  ]);
}

async function inTime<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`the conversations did not end within ${milliseconds} ms`)),
    milliseconds,
  );
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
