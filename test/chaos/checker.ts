import { openStore, type Store } from "../../src/storage/open-store.ts";
import { agentNames, type AgentCommands, tokenOf } from "./agents.ts";
import { chanceOf } from "./chance.ts";
import type { ShownDelivery } from "./check-deliveries.ts";
import { checkConversation } from "./check.ts";
import { editions } from "./editions.ts";
import type { KnownCase } from "./check-cases.ts";
import type { Fleet } from "./fleet.ts";
import type { Found } from "./found.ts";
import { type Ask, createAsk, type Endings, pause } from "./probe.ts";
import type { LegOptions, FollowedTalk } from "./leg.ts";
import type { FaultyConnector } from "./faulty-connector.ts";
import type { FaultyHub } from "./faulty-hub.ts";
import { leftoversOf } from "./leftovers.ts";
import { createReplay } from "./replay.ts";
import { isUnchanged, settle, type Settled } from "./settle.ts";

export type LegResult = {
  leg: string;
  conversations: number;
  turns: number;
  acknowledged: number;
  sentTwice: number;
  cases: number;
  /** What agents did, by how it ended. */
  agents: Record<string, number>;
  /** People who had their data deleted, and places in which it was found all the same. */
  erased: number;
  leftovers: number;
  lost: number;
  doubled: number;
  outOfOrder: number;
  differing: number;
  repeats: number;
  hubRepeats: number;
  /** Lines that did not arrive, each shown so at the desk. */
  failed: number;
  commands: Record<string, number>;
  connector: Record<string, number>;
  hub: Record<string, number>;
  answers: Endings;
  streams: number;
  seconds: number;
  violations: string[];
};

/** Everything that is known of a leg when its people have gone. */
export type Judging = {
  options: LegOptions;
  known: readonly FollowedTalk[];
  connector: FaultyConnector;
  hub: FaultyHub;
  endings: Endings;
  commands: AgentCommands;
  befell: Record<string, number>;
  fleet: Fleet;
  began: number;
};

/** Holds everything against everything once nothing is under way any more. */
export async function judge(judging: Judging): Promise<LegResult> {
  const { options, known, fleet } = judging;
  // Ahead of every clock there was: nothing waits for a time that lies hours off, and what a dead node held is free.
  fleet.setClocks(Math.max(fleet.ahead(), 20 * 60_000) + 2 * 60_000);
  const { databaseUrl: url, listenUrl = null } = options;
  const store = await openWithRetry(() => openStore({ url, listenUrl, alongside: true }));
  try {
    const { settled, found } = await settleAndCheck(store, judging);
    for (const { follower } of known) follower?.stop();
    const { cases } = settled;
    const markers = known.flatMap(({ said }) => said.erasing?.marker ?? []);
    const leftovers = await leftoversOf(options.databaseUrl, markers);
    const gone = goneCases(judging, cases);
    return summed(judging, {
      found,
      cases: cases.length,
      erased: markers.length,
      unsettled: [...settled.unsettled, ...gone],
      leftovers,
    });
  } finally {
    await store.close();
  }
}

/** As whoever manages a node starts it again where its database is not back yet. */
async function openWithRetry(open: () => Promise<Store>): Promise<Store> {
  for (let attempt = 1; ; attempt++) {
    const opened = await open().catch((cause: unknown) => {
      if (attempt === 20) throw cause;
      return null;
    });
    if (opened) return opened;
    await pause(1_000);
  }
}

/** Times that everything is checked again because something went on while it was: an agent's absence is noticed late. */
const mostChecks = 5;

async function settleAndCheck(store: Store, judging: Judging): Promise<{ settled: Settled; found: readonly Found[] }> {
  for (let check = 1; ; check++) {
    const settled = await settle(store, judging);
    const found = await checkAll(store, judging, settled);
    const isOver = settled.unsettled.length > 0 || check === mostChecks || (await isUnchanged(store, settled));
    if (isOver) return { settled, found };
  }
}

async function checkAll(
  store: Store,
  { options, known, connector, commands, fleet, endings }: Judging,
  { cases, received }: Settled,
): Promise<Found[]> {
  const replay = createReplay(options.outside ? editions : editions.slice(0, 1));
  const ask = createAsk({ fleet, endings, chance: chanceOf(options.seed, `${options.name} judge`) });
  const found: Found[] = [];
  for (const { said, name, follower } of known) {
    const ownCases = cases.filter((one) => one.case.conversation === said.conversation);
    const own = {
      said,
      refusal: name === null ? null : connector.refusal(name),
      shown: await shownAtDesk(ask, ownCases),
      delivered: name === null ? null : connector.delivered(name),
      seen: follower?.seen ?? null,
      cases: ownCases,
      commands,
      hub: received,
    };
    const checked = await checkConversation(store, own, replay, options.users);
    // Nodes on PostgreSQL go by its clock: a machine whose own runs away takes no case from an agent who is there.
    if (options.nodes > 1) checked.differing.push(...takenFromAgents(ownCases));
    found.push(checked);
  }
  return found;
}

function takenFromAgents(cases: readonly KnownCase[]): string[] {
  return cases.flatMap(({ case: { number }, history }) =>
    history.flatMap(({ id, text }) =>
      id.startsWith("left/") ? [`${number} was taken from ${text}, who is there`] : [],
    ),
  );
}

/** What agents see of the deliveries, in the newest case of a conversation. */
async function shownAtDesk(ask: Ask, cases: readonly KnownCase[]): Promise<readonly ShownDelivery[]> {
  const number = cases.at(-1)?.case.number;
  if (number === undefined) return [];
  const { text } = await ask(`/api/desk/cases/${number}`, { method: "GET", token: tokenOf(agentNames[0]) });
  const { transcript } = JSON.parse(text) as { transcript: (Partial<ShownDelivery> & { id: string })[] };
  return transcript.flatMap(({ id, delivery }) => (delivery === undefined ? [] : [{ id, delivery }]));
}

/** Cases that agents had in their hands and that are no more, though nobody had them deleted. */
function goneCases({ known, commands, hub }: Judging, cases: readonly KnownCase[]): string[] {
  const there = new Set(cases.map((one) => one.case.number));
  const erasing = new Set(known.filter(({ said }) => said.erasing).map(({ said }) => said.conversation));
  const gone = new Set(commands.map(({ number }) => number).filter((number) => !there.has(number)));
  return [...gone].flatMap((number) => {
    const of = hub.taken(number)[0]?.relatesTo.conversation.id;
    return of === undefined || erasing.has(of) ? [] : [`${of}: its case ${number} is gone`];
  });
}

type Sums = {
  found: readonly Found[];
  cases: number;
  erased: number;
  unsettled: readonly string[];
  leftovers: readonly string[];
};

function summed(
  { options, known, connector, hub, endings, commands, befell, began }: Judging,
  { found, cases, erased, unsettled, leftovers }: Sums,
): LegResult {
  const sum = (of: (one: Found) => number): number => found.reduce((total, one) => total + of(one), 0);
  const agents: Record<string, number> = {};
  for (const { outcome } of commands) agents[outcome] = (agents[outcome] ?? 0) + 1;
  return {
    leg: options.name,
    conversations: known.length,
    turns: sum(({ turns }) => turns),
    acknowledged: known.reduce((total, { said }) => total + said.groups.flat().length, 0),
    sentTwice: known.reduce((total, { said }) => total + said.resent, 0),
    cases,
    agents,
    erased,
    leftovers: leftovers.length,
    lost: sum(({ lost }) => lost.length) + unsettled.length,
    doubled: sum(({ doubled }) => doubled.length),
    outOfOrder: sum(({ disordered }) => disordered.length),
    differing: sum(({ differing }) => differing.length),
    repeats: sum(({ repeats }) => repeats),
    hubRepeats: sum(({ hubRepeats }) => hubRepeats),
    failed: sum(({ failed }) => failed),
    commands: befell,
    connector: connector.faults,
    hub: hub.faults,
    answers: endings,
    streams: known.reduce((total, { follower }) => total + (follower?.opened ?? 0), 0),
    seconds: Math.round((Date.now() - began) / 1_000),
    violations: [
      ...unsettled,
      ...leftovers,
      ...found.flatMap(({ lost, doubled, disordered, differing }) => [
        ...lost,
        ...doubled,
        ...disordered,
        ...differing,
      ]),
    ],
  };
}
