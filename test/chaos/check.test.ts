import { beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { toActivity } from "../../src/channels/rendering/activity-renderer.ts";
import { openStore, type Store } from "../../src/storage/open-store.ts";
import type { InboundMessage } from "../../src/conversation/ports.ts";
import { talk } from "../support/talk.ts";
import { checkConversation, type Known } from "./check.ts";
import type { Found } from "./found.ts";
import type { Said } from "./people.ts";
import { createReplay } from "./replay.ts";

const replay = createReplay();
let store: Store;
let said: Said;
let shown: Record<string, unknown>[];

/** A conversation that went well: three messages, pushed to a channel. */
beforeEach(async () => {
  const stage = await talk("", { reference: { channel: "emulator", push: true }, transformer: false });
  store = stage.store;
  const texts = ["Spotify says error 502 on my windows laptop", "still broken", "get me a human"];
  const groups: InboundMessage[][] = [];
  for (const [at, text] of texts.entries()) {
    const incoming: InboundMessage = {
      id: `m${at}`,
      conversation: "talk",
      at: 0,
      input: { kind: "said", text, attachments: 0 },
    };
    await stage.send(incoming.input, incoming.id);
    groups.push([incoming]);
  }
  said = { conversation: "talk", opened: false, groups, resent: 0 };
  const lines = await store.transcripts.read("talk", 0, 100);
  shown = lines.flatMap(({ reply }) => (reply ? [{ ...toActivity(reply, "emulator") }] : []));
});

async function check(change: Partial<Known> = {}): Promise<Found> {
  const cases = await Promise.all(
    (await store.cases.list("waiting", 9)).map(async (one) => ({
      case: one,
      history: await store.cases.history(one.number),
    })),
  );
  return checkConversation(store, { said, delivered: shown, seen: null, cases, ...change }, replay, 3);
}
const without = (at: number): Record<string, unknown>[] => shown.toSpliced(at, 1);

test("a conversation that went well is found so", async () => {
  expect(await check()).toEqual({
    turns: 3,
    lost: [],
    doubled: [],
    disordered: [],
    differing: [],
    repeats: 0,
    hubRepeats: 0,
    failed: 0,
  });
});

describe("the check of chaos finds", () => {
  test("what was acknowledged and is not stored", async () => {
    const gone: InboundMessage = { ...said.groups[0]![0]!, id: "gone" };
    expect((await check({ said: { ...said, groups: [...said.groups, [gone]] } })).lost).toEqual([
      expect.stringContaining("gone was acknowledged"),
    ]);
  });

  test("what is stored and was never sent", async () => {
    const found = await check({ said: { ...said, groups: said.groups.slice(0, 2) } });
    expect(found.doubled[0]).toContain("m2 was never sent");
  });

  test("what stands in another order than it was acknowledged in", async () => {
    expect((await check({ said: { ...said, groups: said.groups.toReversed() } })).disordered).not.toEqual([]);
    // What was sent in one go may stand in any.
    expect((await check({ said: { ...said, groups: [said.groups.flat().toReversed()] } })).disordered).toEqual([]);
  });

  test("an answer that the statechart would not give", async () => {
    const [first, second, third] = said.groups.flat();
    const other: InboundMessage = { ...second!, input: { kind: "said", text: "it works now!", attachments: 0 } };
    expect((await check({ said: { ...said, groups: [[first!], [other], [third!]] } })).differing).toEqual([
      expect.stringContaining("turn 1 (m1)"),
    ]);
  });

  test("a line that never reached the channel, and lines in the wrong order", async () => {
    expect((await check({ delivered: shown.slice(0, 2) })).lost).toEqual([
      expect.stringContaining("1 of 3 lines never reached"),
    ]);
    expect((await check({ delivered: without(0) })).disordered).not.toEqual([]);
    expect((await check({ delivered: [shown[1]!, shown[0]!, shown[2]!] })).disordered).not.toEqual([]);
  });

  test("deliveries that came again, which it counts and allows", async () => {
    const again = [shown[0]!, shown[0]!, shown[1]!, shown[0]!, shown[1]!, shown[2]!];
    expect(await check({ delivered: again })).toMatchObject({ lost: [], disordered: [], repeats: 3 });
  });

  test("a page that missed a line or saw one twice", async () => {
    const ids = (await store.transcripts.read("talk", 0, 100)).map(({ id }) => id);
    expect((await check({ seen: ids })).differing).toEqual([]);
    expect((await check({ seen: ids.slice(1) })).differing).toHaveLength(1);
    expect((await check({ seen: [...ids, ids.at(-1)!] })).differing).toHaveLength(1);
  });
});

test("a message whose turn never came is lost", async () => {
  const alone = await openStore({ url: "sqlite::memory:" });
  onTestFinished(() => alone.close());
  const [first] = said.groups[0]!;
  await alone.turnStore.accept((await store.turnStore.load("talk")).reference, first!);
  const found = await checkConversation(
    alone,
    { said: { ...said, groups: [[first!]] }, delivered: null, seen: null },
    replay,
    3,
  );
  expect(found.lost).toEqual([expect.stringContaining("1 messages, 0 turns")]);
});
