import type { CaseEvent } from "../../dialogs/events.ts";
import { callsForChange } from "../../src/desk/integrations/calls-for-change.ts";
import { shortDigest } from "../../src/desk/integrations/webhook-secrets.ts";
import type { CaseCall, CaseLogEntry, ConnectorCall, StoredCase } from "../../src/conversation/case-ports.ts";
import type { TranscriptLine } from "../../src/conversation/ports.ts";
import type { AgentCommand, AgentCommands } from "./agents.ts";
import type { Note } from "./found.ts";
import type { HubActivity } from "./faulty-hub.ts";
import type { Replayed, Taken } from "./replay.ts";

/** A case as the store has it at the end. */
export type KnownCase = { case: StoredCase; history: readonly CaseLogEntry[] };

type Around = {
  conversation: string;
  lines: readonly TranscriptLine[];
  cases: readonly KnownCase[];
  commands: AgentCommands;
};

/** The turns of what was done at the desk, in the order in which it was done. */
export function happeningsOf({ conversation, lines, cases, commands }: Around, note: Note): Taken[] {
  const openedAt = ({ case: { number } }: KnownCase): number =>
    lines.find(({ from, text }) => from === "assistant" && text.includes(number))?.seq ?? 0;
  const byId = new Map(commands.map((command) => [command.id, command]));
  const entries = cases.toSorted((one, other) => openedAt(one) - openedAt(other)).flatMap(({ history }) => history);
  const known = entries.flatMap((entry): Taken[] => {
    const event = eventOf(entry, byId.get(entry.id), note);
    return event ? [takenOf(entry.id, event, { conversation, lines })] : [];
  });
  return [...crossing({ conversation, lines, entries, byId }), ...known];
}

function takenOf(
  entry: string,
  event: CaseEvent,
  { conversation, lines }: Pick<Around, "conversation" | "lines">,
): Taken {
  const id = `case-${entry}`;
  const input = { kind: "happened" as const, event };
  return {
    incoming: { id, conversation, at: 0, input },
    after: 0,
    lines: lines.filter((line) => line.id === id || line.id === `reply-${id}`),
  };
}

/** An agent's command that crossed the erasure of its case is told to the person all the same, and noted nowhere. */
function crossing({
  conversation,
  lines,
  entries,
  byId,
}: Pick<Around, "conversation" | "lines"> & {
  entries: readonly CaseLogEntry[];
  byId: ReadonlyMap<string, AgentCommand>;
}): Taken[] {
  const noted = new Set(entries.map(({ id }) => id));
  const ids = new Set(lines.flatMap(({ id }) => /^(?:reply-)?case-(.*)$/.exec(id)?.[1] ?? []));
  return [...ids].flatMap((id) => {
    const command = byId.get(id);
    return command && !noted.has(id) ? [takenOf(id, commandEvent(command), { conversation, lines })] : [];
  });
}

/** The system event of an entry; null: nothing. */
function eventOf(
  { id, who, what, text }: CaseLogEntry,
  command: AgentCommand | undefined,
  note: Note,
): CaseEvent | null {
  if (who === "user" || what === "unreached" || what === "undelivered") return null;
  if (what === "released" && id.startsWith("left/")) return { type: "case.released", agent: text };
  if (what === "unclaimed") return { type: "case.unclaimed" };
  if (command) return commandEvent(command);
  note("doubled", `${who} never did what is noted as ${what}`);
  return null;
}

function commandEvent({ kind, agent, text }: AgentCommand): CaseEvent {
  switch (kind) {
    case "claim":
      return { type: "case.claimed", agent };
    case "messages":
      return { type: "case.said", agent, text };
    case "transfer":
      return { type: "case.transferred", agent, to: text };
    case "release":
      return { type: "case.released", agent };
    case "return":
      return { type: "case.returned", agent };
    case "close":
      return { type: "case.closed", agent };
  }
}

type Judged = Omit<Around, "conversation"> & {
  hub: ((number: string) => readonly HubActivity[]) | null;
  replayed: Replayed;
};

/**
 * Holds the cases of a conversation against what agents did and what the other help desk received. Gives the number of
 * calls that were repeated.
 */
export function checkCases({ cases, commands, hub, replayed, lines }: Judged, note: Note): number {
  const numbers = cases.map(({ case: { number } }) => number);
  if (numbers.toSorted().join() !== replayed.cases.toSorted().join())
    note("differing", `its cases are ${numbers.join()}, they should be ${replayed.cases.join()}`);
  let repeats = 0;
  for (const one of cases) {
    checkOwners(one, note);
    checkCommands({ ...one, commands: commands.filter(({ number }) => number === one.case.number), lines }, note);
    if (hub) repeats += checkHub({ ...one, received: hub(one.case.number), calls: replayed.calls }, note);
  }
  return repeats;
}

/** One owner at a time: each command is by who has the case. */
function checkOwners({ case: found, history }: KnownCase, note: Note): void {
  let owner: string | null = null;
  let closed = false;
  for (const { who, what, text } of history) {
    const has: string | null = owner;
    if (what === "claimed" && (has !== null || closed))
      note("doubled", `${who} claimed ${found.number}, which ${has ?? "nobody"} had`);
    if ((what === "said" || what === "transferred") && who !== has)
      note("doubled", `${who} dealt with ${found.number}, which ${has ?? "nobody"} had`);
    if ((what === "closed" || what === "returned") && has !== null && who !== has)
      note("doubled", `${who} ended ${found.number}, which ${has} had`);
    if (what === "claimed") owner = who;
    if (what === "transferred") owner = text;
    if (what === "released" || (what === "reopened" && closed))
      owner = text !== "" && what === "reopened" ? text : null;
    if (what === "closed" || what === "returned") owner = who;
    if (what === "closed" || what === "returned" || what === "withdrawn") closed = true;
    if (what === "reopened") closed = false;
  }
  if (owner !== found.assignee && found.status !== "closed")
    note("differing", `${found.number} is ${found.assignee}'s, and should be ${owner ?? "nobody"}'s`);
}

/** What was acknowledged is there once and in order, what was refused is not. */
function checkCommands(
  {
    case: { number },
    history,
    commands,
    lines,
  }: KnownCase & { commands: AgentCommands; lines: readonly TranscriptLine[] },
  note: Note,
): void {
  const places = new Map(history.map(({ id }, place) => [id, place]));
  let before = new Map<string, number>();
  for (const { id, agent, kind, text, outcome } of commands) {
    const place = places.get(id);
    // Who has the case already has claimed it by asking for it.
    if (outcome === "acknowledged" && place === undefined && kind !== "claim")
      note("lost", `${agent}'s ${kind} to ${number} was acknowledged and is not noted`);
    if (outcome === "refused" && place !== undefined)
      note("doubled", `${agent}'s ${kind} to ${number} was refused and is noted`);
    if (place !== undefined && place < (before.get(agent) ?? -1))
      note("disordered", `${agent}'s ${kind} to ${number} stands before an earlier one`);
    if (place !== undefined) before = new Map(before).set(agent, place);
    const shown = lines.filter(
      (line) => line.id === `case-${id}` && line.from === "agent" && line.text === text && line.author === agent,
    ).length;
    if (kind === "messages" && shown !== (place === undefined ? 0 : 1))
      note(shown === 0 ? "lost" : "doubled", `${agent}'s words in ${number} are there ${shown} times`);
  }
}

type ReceivedCalls = KnownCase & { received: readonly HubActivity[]; calls: readonly ConnectorCall[] };

/**
 * The other help desk received everything at least once, nothing else, and for the first time in the order in which it
 * happened.
 */
function checkHub({ case: found, history, received, calls }: ReceivedCalls, note: Note): number {
  const { number, conversation } = found;
  const ofTurns = calls.filter((call) => call.number === number).map(({ call }) => call);
  const ofDesk = history.flatMap((entry): CaseCall[] => {
    // A note about the hub is not told to the hub.
    if (entry.who === "user" || ["unreached", "repeated", "caught-up"].includes(entry.what)) return [];
    return callsForChange({ number, conversation, from: found, to: found, entry, systemEvent: null }, ["handoff"]).map(
      ({ call }) => call,
    );
  });
  const firsts = new Map<string, number>();
  for (const [place, { id }] of received.entries()) if (!firsts.has(id)) firsts.set(id, place);
  for (const row of [ofTurns, ofDesk]) {
    const at = row.map((call) => firsts.get(hubIdOf(number, call)) ?? -1);
    const unheard = row.filter((_, index) => at[index] === -1).map(({ kind, id }) => `${kind} ${id}`);
    if (unheard.length > 0)
      note(
        "lost",
        `the hub never heard of ${unheard.length} of ${at.length} calls of ${number}: ${unheard.join(", ")}`,
      );
    else if (at.join() !== at.toSorted((one, other) => one - other).join())
      note("disordered", `the hub heard the calls of ${number} in another order`);
  }
  const wanted = new Set([...ofTurns, ...ofDesk].map((call) => hubIdOf(number, call)));
  for (const id of firsts.keys())
    if (!wanted.has(id))
      note("doubled", `the hub heard ${received[firsts.get(id)!]!.type} of ${number}, which nobody said`);
  const life = [...firsts.values()]
    .map((place) => received[place]!)
    .findLast(({ type, name }) => type === "endOfConversation" || name === "handoff.initiate");
  if ((life?.type === "endOfConversation") !== (found.status === "closed"))
    note("differing", `${number} is ${found.status}, and the hub believes something else`);
  return received.length - firsts.size;
}

function hubIdOf(number: string, { kind, id }: CaseCall): string {
  return shortDigest([number, kind === "open" ? `initiate-${id}` : id]);
}
