import { toActivity, textToActivity } from "../../src/channels/rendering/activity-renderer.ts";
import type { Undelivered } from "../../src/conversation/line-ports.ts";
import type { LoadedConversation, TranscriptLine } from "../../src/conversation/ports.ts";
import type { Delivered } from "./faulty-connector.ts";
import type { Found, Note } from "./found.ts";

type Line = TranscriptLine;

/** What the desk shows of a line: its id, and how it stands to its channel. */
export type ShownDelivery = { id: string; delivery: string };

type Said = {
  lines: readonly Line[];
  /** Where lines have not arrived, as the store has it. */
  states: ReadonlyMap<string, Undelivered>;
};

/** Lines that the desk shows of a case before somebody asks for earlier ones. */
const mostShown = 200;

/**
 * When all is over no line waits, only those are given up whose channel refused them for good, and the desk shows each
 * line as it stands. That a line which counts as delivered reached its channel is for `checkDelivered`.
 */
export function checkStates(
  { lines, states, refusal, shown }: Said & { refusal: string | null; shown: readonly ShownDelivery[] },
  { found, note }: { found: Found; note: Note },
): void {
  const own = new Set(lines.map(({ id }) => id));
  const shownIds = new Set(shown.map(({ id }) => id));
  for (const [id, { delivery, reason }] of states) {
    if (!own.has(id)) continue;
    if (delivery === "failed") found.failed += 1;
    if (delivery === "waiting") note("lost", `${id} still waits (${reason})`);
    else if (refusal === null)
      note("lost", `${id} was given up (${reason}), though its channel refused nothing for good`);
    else if (!reason?.includes(refusal)) note("lost", `${id} was given up (${reason}), and was refused for ${refusal}`);
  }
  for (const { id } of shown.length === 0 ? [] : lines.slice(-mostShown))
    if (states.has(id) && !shownIds.has(id)) note("differing", `the desk does not show ${id}, which has not arrived`);
  for (const { id, delivery } of shown) {
    const state = states.get(id)?.delivery ?? "delivered";
    if (delivery !== state) note("differing", `the desk shows ${id} as ${delivery}, and it is ${state}`);
  }
}

/**
 * Deliveries: every line that is not known to have failed, in order; after a loss the row may begin anew at an earlier
 * line, never later than the next. What came before an erasure is known no more; who had to ask for it several times may have
 * had `erasures` as many, each with the same words. Lines that were refused may have come
 * before they were, behind all others and in their order: the answer was lost, or the node died before it could record
 * what it had sent, and what was tried again was refused. Gives the number of repeats.
 */
export function checkDelivered(
  delivered: Delivered,
  { lines, states, loaded, erasures }: Said & { loaded: LoadedConversation; erasures: number },
  note: Note,
): number {
  const ours = lines.filter(({ from }) => from !== "user");
  const shapeOfLine = (line: Line): string => shapeOf(shownOf(line, loaded.reference.channel));
  const wanted = ours.filter(({ id }) => !states.has(id)).map(shapeOfLine);
  const refused = ours.filter(({ id }) => states.get(id)?.delivery === "failed").map(shapeOfLine);
  const row = [...wanted, ...refused];
  let next = 0;
  let furthest = 0;
  const shapes = delivered.map((activity) => shapeOf(withoutTime(activity)));
  const [first = ""] = row;
  const began = erasures === 0 ? 0 : erasures === 1 ? shapes.indexOf(first) : shapes.lastIndexOf(first);
  for (const shape of began < 0 ? [] : shapes.slice(began)) {
    const at = row[next] === shape ? next : row.lastIndexOf(shape, furthest);
    if (at < 0)
      note(
        "disordered",
        `a delivery came before its turn or is none of ours, after ${furthest} of ${wanted.length}: ${shape.slice(0, 120)}`,
      );
    else next = at + 1;
    furthest = Math.max(furthest, next);
  }
  const arrived = Math.min(furthest, wanted.length);
  if (arrived < wanted.length)
    note("lost", `${wanted.length - arrived} of ${wanted.length} lines never reached the channel`);
  return began < 0 ? 0 : delivered.length - began - arrived;
}

function shownOf({ reply, text, author }: Line, channel: string): Record<string, unknown> {
  return { ...(reply ? toActivity(reply, channel) : textToActivity(text, author)) };
}

/** Words that waited for long say when they were written; the line does not have it. */
function withoutTime(activity: Record<string, unknown>): Record<string, unknown> {
  const { text, ...others } = activity;
  const own = typeof text === "string" ? text.replace(/^Written (?:at|on) [^\n]+:(?:\n\n|$)/, "") : text;
  return own === "" ? others : { ...others, text: own };
}

/** Read and written once more: a card that has not travelled yet writes one sign in another way. */
function shapeOf({ text, attachments, suggestedActions }: Record<string, unknown>): string {
  return JSON.stringify(JSON.parse(JSON.stringify({ text, attachments, suggestedActions })));
}
