import { newConversation, type ConversationState } from "../../dialogs/stored-state.ts";
import type { Store } from "../../src/storage/open-store.ts";
import type { LoadedConversation, TranscriptLine } from "../../src/conversation/ports.ts";
import type { AgentCommands } from "./agents.ts";
import { checkCases, happeningsOf, type KnownCase } from "./check-cases.ts";
import { checkDelivered, checkStates, type ShownDelivery } from "./check-deliveries.ts";
import { createFound, type Found, type Note } from "./found.ts";
import type { Delivered } from "./faulty-connector.ts";
import type { HubActivity } from "./faulty-hub.ts";
import type { Said } from "./people.ts";
import type { Replay, Replayed, Taken } from "./replay.ts";

/**
 * Everything that is known of one conversation from outside. `seen`: the ids that its page's streams brought; null
 * where there was none.
 * `cases`: its cases in the store; `commands`: what agents did; `hub`: what the other help desk took of a case; null where
 * there is none.
 */
export type Known = {
  said: Said;
  delivered: Delivered | null;
  seen: readonly string[] | null;
  cases?: readonly KnownCase[];
  commands?: AgentCommands;
  hub?: ((number: string) => readonly HubActivity[]) | null;
  /** The reason for which its channel refused something of it for good; what the desk shows of its lines. */
  refusal?: string | null;
  shown?: readonly ShownDelivery[];
};

type Line = TranscriptLine;

/** Holds the store, the streams and the deliveries of one conversation against what was said in it. */
export async function checkConversation(
  store: Store,
  known: Known,
  replay: Replay,
  mostWaiting: number,
): Promise<Found> {
  const { said, cases = [], commands = [], hub = null } = known;
  const lines = await readAll(store, said.conversation);
  const loaded = await store.turnStore.load(said.conversation);
  const { found, note } = createFound(said.conversation, loaded.version);
  const erased = said.erasing ? erasureFound(said, lines) : null;
  if (said.erasing && !erased)
    note("lost", "the person asked for their data to be deleted, and the store still has it");
  const kept = erased?.said ?? said;
  const users = lines.filter(({ from }) => from === "user");
  checkAccepted(kept, users, note);
  const persons = personsOf(kept, lines, erased?.confirm ?? null);
  const desks = happeningsOf({ conversation: said.conversation, lines, cases, commands }, note);
  checkTurns({ lines, persons, desks, loaded, erased: erased !== null }, note);
  const turns = persons.length + desks.length;
  const version = erased ? loaded.version - turns : 0;
  const replayed = await replayFrom(startsOf(erased, version), (start) =>
    replay({ persons, desks, stored: loaded, start, version, mostWaiting }),
  );
  if (replayed.differs !== null) note("differing", replayed.differs);
  else found.hubRepeats = checkCases({ cases, commands, hub, replayed, lines }, note);
  const states = await store.lineDeliveries.undelivered(said.conversation);
  checkStates({ lines, states, refusal: known.refusal ?? null, shown: known.shown ?? [] }, { found, note });
  if (known.delivered)
    found.repeats = checkDelivered(known.delivered, { lines, states, loaded, erasures: erased?.confirmed ?? 0 }, note);
  const all = lines.map(({ id }) => id);
  const seen = known.seen && (erased ? known.seen.slice(-all.length) : known.seen);
  if (seen && seen.join() !== all.join())
    note("differing", `its page saw ${seen.length} lines of ${all.length}, or in another order`);
  return found;
}

/**
 * Questions that were asked between the one whose button confirmed and its press: it comes late, and is good while
 * deleting is what was asked last.
 */
const mostBetween = 12;

/** What was remembered when deleting was confirmed is known but for the number of the question that stood. */
function startsOf(erased: Erased | null, turn: number): (ConversationState | null)[] {
  if (!erased) return [null];
  return Array.from({ length: mostBetween }, (_, more) => ({
    ...newConversation,
    erasureAsked: true,
    asked: erased.asked + more,
    turn,
  }));
}

/** The first of them from which everything comes out as it was stored; else what differs from the most likely one. */
async function replayFrom(
  starts: readonly (ConversationState | null)[],
  run: (start: ConversationState | null) => Promise<Replayed>,
): Promise<Replayed> {
  let first: Replayed | null = null;
  for (const start of starts) {
    const replayed = await run(start);
    if (replayed.differs === null) return replayed;
    first ??= replayed;
  }
  return first ?? run(null);
}

async function readAll(store: Store, conversation: string): Promise<Line[]> {
  const lines: Line[] = [];
  for (
    let page = await store.transcripts.read(conversation, 0, 500);
    page.length > 0;
    page = await store.transcripts.read(conversation, lines.at(-1)!.seq, 500)
  )
    lines.push(...page);
  return lines;
}

/** `confirmed`: how often the person had confirmed it by then. */
type Erased = { said: Said; confirm: Taken; asked: number; confirmed: number };

/**
 * What was said after the word that deleted everything before it: the answer to that word is the first line that is
 * left.
 */
function erasureFound(said: Said, [first]: readonly Line[]): Erased | null {
  const at = said.groups.findIndex(
    ([one]) => one && first?.id === `reply-${one.id}` && said.erasing?.confirms.includes(one.id),
  );
  const incoming = said.groups[at]?.[0];
  if (!first || incoming?.input.kind !== "pressed") return null;
  const { asked } = incoming.input.press as { asked: number };
  return {
    said: { ...said, opened: false, groups: said.groups.slice(at + 1) },
    confirm: { incoming, after: 0, lines: [first] },
    asked,
    confirmed: (said.erasing?.confirms.indexOf(incoming.id) ?? 0) + 1,
  };
}

function checkAccepted({ groups }: Said, users: readonly Line[], note: Note): void {
  const places = new Map<string, number>();
  for (const [place, { id }] of users.entries()) {
    if (places.has(id)) note("doubled", `${id} is stored twice`);
    places.set(id, place);
  }
  let before = -1;
  for (const group of groups) {
    const at = group.map(({ id }) => places.get(id) ?? -1);
    for (const [member, place] of at.entries())
      if (place < 0) note("lost", `${group[member]!.id} was acknowledged and is not stored`);
    const there = at.filter((place) => place >= 0);
    if (Math.min(...there) < before) note("disordered", `${group[0]!.id} stands before what was acknowledged earlier`);
    before = Math.max(before, ...there);
  }
  const sent = new Set(groups.flat().map(({ id }) => id));
  for (const { id } of users) if (!sent.has(id)) note("doubled", `${id} was never sent`);
}

/** The turns of what the person sent, in the order in which it was stored. */
function personsOf(
  { conversation, opened, groups, left }: Said,
  lines: readonly Line[],
  confirm: Taken | null,
): Taken[] {
  const sent = new Map(groups.flat().map((incoming) => [incoming.id, incoming]));
  const repliesTo = (id: string): Line[] => lines.filter((line) => line.id === `reply-${id}`);
  const opening: Taken["incoming"] = {
    id: "opened",
    conversation,
    at: 0,
    input: { kind: "happened", event: { type: "conversation.opened" } },
  };
  const received = lines.flatMap((line): Taken[] => {
    const incoming = line.from === "user" ? sent.get(line.id) : undefined;
    return incoming ? [{ incoming, after: line.seq, lines: repliesTo(line.id) }] : [];
  });
  return [
    ...(opened ? [{ incoming: opening, after: 0, lines: repliesTo("opened") }] : []),
    ...(confirm ? [confirm] : []),
    ...received,
    ...(left ? [{ incoming: left, after: 0, lines: repliesTo(left.id) }] : []),
  ];
}

type Turns = {
  lines: readonly Line[];
  persons: readonly Taken[];
  desks: readonly Taken[];
  loaded: LoadedConversation;
  erased: boolean;
};

/** Every turn once, and nothing said without one. */
function checkTurns({ lines, persons, desks, loaded, erased }: Turns, note: Note): void {
  for (const row of [persons, desks]) {
    const said = row.flatMap((taken) => taken.lines.map(({ seq }) => seq));
    if (said.join() !== said.toSorted((one, other) => one - other).join())
      note("disordered", "the answers are not in the order of the messages");
  }
  const owned = new Set([...persons, ...desks].flatMap((taken) => taken.lines.map(({ seq }) => seq)));
  for (const { seq, from, id } of lines)
    if (from !== "user" && !owned.has(seq)) note("doubled", `${id} belongs to nothing that came in`);
  if (new Set(lines.map(({ id }) => id)).size < lines.length) note("doubled", "a line is there twice");
  const turns = persons.length + desks.length;
  if (!erased && loaded.version !== turns)
    note(loaded.version < turns ? "lost" : "doubled", `${turns} messages, ${loaded.version} turns`);
}
