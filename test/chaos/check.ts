import { toActivity } from "../../src/channel/to-activity.ts";
import type { Store } from "../../src/storage/open.ts";
import type { LoadedConversation, TranscriptLine } from "../../src/turn/ports.ts";
import type { Delivered } from "./moody-connector.ts";
import type { Said } from "./people.ts";
import type { Replay } from "./replay.ts";

/** Everything that is known of one conversation from outside. `seen`: the ids that its page's streams brought; null where there was none. */
export type Known = { said: Said; delivered: Delivered | null; seen: readonly string[] | null };
export type Found = { turns: number; lost: string[]; doubled: string[]; disordered: string[]; differing: string[]; repeats: number };

/** Holds the store, the streams and the deliveries of one conversation against what was said in it. */
export async function checkConversation(store: Store, known: Known, replay: Replay, mostWaiting: number): Promise<Found> {
  const { said } = known;
  const lines = await readAll(store, said.conversation);
  const loaded = await store.turnStore.load(said.conversation);
  const found: Found = { turns: loaded.version, lost: [], doubled: [], disordered: [], differing: [], repeats: 0 };
  const note = (what: "lost" | "doubled" | "disordered" | "differing", why: string): void => void found[what].push(`${said.conversation}: ${why}`);
  const users = lines.filter(({ from }) => from === "user");
  checkAccepted(said, users, note);
  const answers = new Map(lines.filter(({ from }) => from === "assistant").map((line) => [line.id, line]));
  const order = [...(said.opened ? ["opened"] : []), ...users.map(({ id }) => id)];
  const answered = order.filter((id) => answers.has(`reply-${id}`)).map((id) => `reply-${id}`);
  if (answered.join() !== [...answers.keys()].join()) note("disordered", "the answers are not in the order of the messages");
  if (loaded.version !== order.length) note(loaded.version < order.length ? "lost" : "doubled", `${order.length} messages, ${loaded.version} turns`);
  const differs = await replayAll(known, { order, answers, loaded, replay, mostWaiting });
  if (differs !== null) note("differing", differs);
  if (known.delivered) found.repeats = checkDelivered(known.delivered, [...answers.values()], loaded, note);
  const all = lines.map(({ id }) => id);
  if (known.seen && known.seen.join() !== all.join()) note("differing", `its page saw ${known.seen.length} lines of ${all.length}, or in another order`);
  return found;
}

type Note = (what: "lost" | "doubled" | "disordered" | "differing", why: string) => void;

async function readAll(store: Store, conversation: string): Promise<TranscriptLine[]> {
  const lines: TranscriptLine[] = [];
  for (let page = await store.transcripts.read(conversation, 0, 500); page.length > 0; page = await store.transcripts.read(conversation, lines.length, 500))
    lines.push(...page);
  return lines;
}

function checkAccepted({ groups }: Said, users: readonly TranscriptLine[], note: Note): void {
  const places = new Map<string, number>();
  for (const [place, { id }] of users.entries()) {
    if (places.has(id)) note("doubled", `${id} is stored twice`);
    places.set(id, place);
  }
  let before = -1;
  for (const group of groups) {
    const at = group.map(({ id }) => places.get(id) ?? -1);
    for (const [member, place] of at.entries()) if (place < 0) note("lost", `${group[member]!.id} was acknowledged and is not stored`);
    if (Math.min(...at) < before) note("disordered", `${group[0]!.id} stands before what was acknowledged earlier`);
    before = Math.max(before, ...at);
  }
  const sent = new Set(groups.flat().map(({ id }) => id));
  for (const { id } of users) if (!sent.has(id)) note("doubled", `${id} was never sent`);
}

type Replaying = { order: readonly string[]; answers: ReadonlyMap<string, TranscriptLine>; loaded: LoadedConversation; replay: Replay; mostWaiting: number };

async function replayAll({ said }: Known, { order, answers, loaded, replay, mostWaiting }: Replaying): Promise<string | null> {
  const { conversation } = said;
  const sent = new Map(said.groups.flat().map((incoming) => [incoming.id, incoming]));
  sent.set("opened", { id: "opened", conversation, at: 0, input: { kind: "happened", event: { type: "conversation.opened" } } });
  const turns = order.flatMap((id) => {
    const incoming = sent.get(id);
    return incoming ? [{ incoming, said: answers.get(`reply-${id}`) }] : [];
  });
  return replay(turns, loaded, mostWaiting);
}

/** Deliveries: every line, in order; after a loss the row may begin anew at an earlier line, never later than the next. Gives the number of repeats. */
function checkDelivered(delivered: Delivered, answers: readonly TranscriptLine[], { party }: LoadedConversation, note: Note): number {
  const wanted = answers.map(({ reply, text }) => shapeOf(reply ? { ...toActivity(reply, party.channel) } : { text }));
  let next = 0;
  let furthest = 0;
  for (const shape of delivered.map(shapeOf)) {
    const at = wanted[next] === shape ? next : wanted.lastIndexOf(shape, furthest);
    if (at < 0) note("disordered", `a delivery came before its turn or is none of ours, after ${furthest} of ${wanted.length}`);
    else next = at + 1;
    furthest = Math.max(furthest, next);
  }
  if (furthest < wanted.length) note("lost", `${wanted.length - furthest} of ${wanted.length} lines never reached the channel`);
  return delivered.length - furthest;
}

function shapeOf({ text, attachments, suggestedActions }: Record<string, unknown>): string {
  return JSON.stringify({ text, attachments, suggestedActions });
}
