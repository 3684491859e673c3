import type { Article } from "../../knowledge/article.ts";
import type { TurnContext } from "../../dialogs/events.ts";
import { guidesOf } from "../../dialogs/guides.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import type { ConnectorCall } from "../../src/conversation/case-ports.ts";
import type {
  InboundMessage,
  LoadedConversation,
  TranscriptLine,
  TurnRecord,
  UnseenReply,
} from "../../src/conversation/ports.ts";
import { decide, type TurnParts } from "../../src/conversation/turn.ts";
import { openInterpreter } from "../../src/understanding/load-models.ts";
import { agentNames } from "./agents.ts";
import { testArticles } from "../support/test-articles.ts";

/**
 * What was stored of a turn that is to be found again. `after`: the place of the person's own line; `lines`: what was
 * said in this turn.
 */
export type Taken = { incoming: InboundMessage; after: number; lines: readonly TranscriptLine[] };
/**
 * The turns of a conversation: those of the person's messages, and those of what agents did, each in their order.
 * `start`: what was
 * remembered before the first of them; `version`: how many turns came before.
 */
export type ToReplay = {
  persons: readonly Taken[];
  desks: readonly Taken[];
  stored: LoadedConversation;
  start: ConversationState | null;
  version: number;
  mostWaiting: number;
};
/**
 * `differs`: at which turn the replay and the store differ, and how; null where they never do. `calls` and `cases`:
 * what other systems were to receive, and the cases opened.
 */
export type Replayed = { differs: string | null; calls: readonly ConnectorCall[]; cases: readonly string[] };
export type Replay = (conversation: ToReplay) => Promise<Replayed>;

/**
 * Replays conversations with the pure parts alone: understanding, statechart, words. Nothing of a node's takes part.
 * Turns that said something stand in the transcript in their order. Where a turn was silent, as it is while an agent
 * has the conversation, it is looked for an order of both rows in which every turn comes out as it was stored. Which of the
 * editions of the articles a turn had is not stored: any will do.
 */
export function createReplay(editions: readonly (readonly Article[])[] = [testArticles]): Replay {
  const pures = editions.map((articles) => ({
    understand: openInterpreter({ articles }),
    guides: guidesOf(articles),
    status: () => ({}),
  }));
  return (conversation) => search(pures, conversation);
}

type Pure = Pick<TurnParts, "understand" | "guides" | "status">;
/** How far both rows are replayed. */
type Point = {
  persons: number;
  desks: number;
  saved: ConversationState | null;
  calls: readonly ConnectorCall[];
  cases: readonly string[];
};

/** More than this is no order any more. */
const mostTurns = 3_000;

async function search(pures: readonly Pure[], whole: ToReplay): Promise<Replayed> {
  const open: Point[] = [{ persons: 0, desks: 0, saved: whole.start, calls: [], cases: [] }];
  const known = new Set<string>();
  let furthest = { turns: -1, why: "" };
  for (let checks = 0; open.length > 0 && checks < mostTurns; checks++) {
    const point = open.pop()!;
    const turns = point.persons + point.desks;
    const fail = (why: string): void => void (turns > furthest.turns && (furthest = { turns, why }));
    if (turns === whole.persons.length + whole.desks.length) {
      const [expected, found] = [timeless(point.saved), timeless(whole.stored.saved)];
      if (expected === found) return { differs: null, calls: point.calls, cases: point.cases };
      fail(`it stands elsewhere: expected ${expected}, stored ${found}`);
    }
    const tries = nexts(whole, point).flatMap((next) => pures.map((pure) => ({ next, pure })));
    for (const { next, pure } of tries) {
      const outcome = await replayTurn(pure, whole, point, next);
      if (typeof outcome === "string") fail(`turn ${whole.version + turns} (${next.taken.incoming.id}): ${outcome}`);
      else if (!known.has(keyOf(outcome))) {
        known.add(keyOf(outcome));
        open.push(outcome);
      }
    }
  }
  return { differs: furthest.why || "no order of its turns was found", calls: [], cases: [] };
}

type Next = { row: "persons" | "desks"; taken: Taken };

/** What can come next: not what would put a line before one that stands earlier. The last of them is tried first. */
function nexts(whole: ToReplay, { persons, desks }: Point): Next[] {
  const [person, desk] = [whole.persons[persons], whole.desks[desks]];
  if (!person || !desk) return [...of("persons", person), ...of("desks", desk)];
  const [said, done] = [placeOf(person), placeOf(desk)];
  if (said !== null && done !== null) return said < done ? of("persons", person) : of("desks", desk);
  // A message that came after the desk's line had its turn after it.
  if (done !== null && done < person.after) return of("desks", desk);
  return [...of("persons", person), ...of("desks", desk)];
}

function of(row: Next["row"], taken: Taken | undefined): Next[] {
  return taken ? [{ row, taken }] : [];
}

function placeOf({ lines }: Taken): number | null {
  return lines[0]?.seq ?? null;
}

/**
 * How many others were waiting and who was at the desk depends on the service, not on the conversation: any true number will do.
 */
async function replayTurn(pure: Pure, whole: ToReplay, point: Point, { row, taken }: Next): Promise<Point | string> {
  const { incoming, lines } = taken;
  const said = lines.find(({ from }) => from === "assistant");
  const number = /\*\*([0-9A-Z]{5,6})\*\*/.exec(said?.text ?? "")?.[1] ?? "";
  const now = lines[0]?.at ?? point.saved?.lastTurnAt ?? 0;
  const loaded = {
    reference: whole.stored.reference,
    saved: point.saved,
    version: whole.version + point.persons + point.desks,
  };
  const decided = async (
    waiting: number,
    desk: TurnContext["desk"],
    unseen: LoadedConversation["unseen"],
  ): Promise<TurnRecord> => {
    const store = { casesWaiting: async () => waiting } as TurnParts["store"];
    const parts: TurnParts = {
      ...pure,
      store,
      now: () => now,
      newCaseNumber: () => number,
      desk: () => desk,
      connectors: ["handoff"],
    };
    return (await decide(parts, { incoming, replyInline: false }, { ...loaded, ...(unseen && { unseen }) })).record;
  };
  let first: TurnRecord | null = null;
  // Without a reply it makes no difference who is at the desk.
  const possible = unseenIn(whole, point).flatMap((unseen) =>
    Array.from({ length: number === "" ? 1 : whole.mostWaiting + 1 }, (_, waiting) => ({ unseen, waiting })).flatMap(
      (one) => (said === undefined ? desks.slice(0, 1) : desks).map((desk) => ({ ...one, desk })),
    ),
  );
  for (const { waiting, desk, unseen } of possible) {
    const record = await decided(waiting, desk, unseen);
    first ??= record;
    if (wordsOf(record.lines) === wordsOf(lines)) return movedOn(point, row, record);
  }
  return `expected "${textOf(first?.lines ?? [])}", stored "${textOf(lines)}"`;
}

/** What of the question that stands may not have reached the person at that moment: nothing, or all of it. */
function unseenIn({ persons, desks: done }: ToReplay, { saved }: Point): LoadedConversation["unseen"][] {
  const asked = [...persons, ...done]
    .flatMap(({ lines }) => lines)
    .filter(({ id, from }) => from === "assistant" && saved?.askedIn.includes(id));
  const all = (delivery: UnseenReply["delivery"]) =>
    asked.flatMap(({ id, reply }) => (reply ? [{ line: id, delivery, reply }] : []));
  return asked.length === 0 ? [undefined] : [undefined, all("failed"), all("waiting")];
}

const desks: readonly TurnContext["desk"][] = [
  { state: "empty" },
  { state: "staffed" },
  { state: "staffed", online: agentNames },
];

function movedOn(point: Point, row: Next["row"], { saved, calls = [], newCase }: TurnRecord): Point {
  return {
    ...point,
    [row]: point[row] + 1,
    saved,
    calls: [...point.calls, ...calls],
    cases: newCase ? [...point.cases, newCase.number] : point.cases,
  };
}

type Line = Pick<TranscriptLine, "from" | "text" | "reply" | "author">;

function wordsOf(lines: readonly Line[]): string {
  return JSON.stringify(lines.map(({ from, text, reply, author }) => [from, text, reply ?? null, author ?? null]));
}

function textOf(lines: readonly Line[]): string {
  return lines.map(({ text }) => text).join(" / ") || "(nothing)";
}

function keyOf({ persons, desks: done, saved }: Point): string {
  return `${persons} ${done} ${timeless(saved)}`;
}

const times = new Set(["at", "lastTurnAt", "stepShownAt", "endedAt", "session"]);

/**
 * A turn asks for the time more than once: a few milliseconds make no other place. What a session was counted as hangs
 * on the time alone.
 */
function timeless(saved: ConversationState | null): string {
  return JSON.stringify(saved, (key, value: unknown) => (times.has(key) ? 0 : value));
}
