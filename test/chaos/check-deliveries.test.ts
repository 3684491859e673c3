import { expect, test } from "vitest";

import type { Undelivered } from "../../src/conversation/line-ports.ts";
import type { LoadedConversation, TranscriptLine } from "../../src/conversation/ports.ts";
import { referenceOf } from "../storage/support/turns.ts";
import { checkDelivered, checkStates } from "./check-deliveries.ts";
import { createFound, type Found } from "./found.ts";

const lines: readonly TranscriptLine[] = ["one", "two", "three"].map((text, at) => ({
  conversation: "kims",
  seq: at + 1,
  from: "agent",
  author: "ana",
  id: `line-${text}`,
  text,
  at: 0,
}));
const loaded: LoadedConversation = { reference: referenceOf("kims", { channel: "emulator" }), saved: null, version: 0 };
const blocked = "ConversationBlockedByUser";
const sent = (text: string): Record<string, unknown> => ({ text: `ana: ${text}` });
const failed = (delivery: Undelivered["delivery"]): ReadonlyMap<string, Undelivered> =>
  new Map([["line-two", { delivery, reason: `the channel answered 403 (${blocked})` }]]);

type Checked = {
  states?: ReadonlyMap<string, Undelivered>;
  refusal?: string | null;
  shown?: { id: string; delivery: string }[];
};

function check({ states = new Map(), refusal = null, shown = [] }: Checked): Found {
  const { found, note } = createFound("kims", 0);
  checkStates({ lines, states, refusal, shown }, { found, note });
  return found;
}

function checkArrived(delivered: readonly Record<string, unknown>[], states = failed("failed"), erasures = 0): Found {
  const { found, note } = createFound("kims", 0);
  found.repeats = checkDelivered(delivered, { lines, states, loaded, erasures }, note);
  return found;
}

test("a line that its channel refused for good may fail, if the desk shows it so", () => {
  const found = check({
    states: failed("failed"),
    refusal: blocked,
    shown: [
      { id: "line-one", delivery: "delivered" },
      { id: "line-two", delivery: "failed" },
    ],
  });
  expect(found).toMatchObject({ lost: [], differing: [], failed: 1 });
});

test("the check finds a line that still waits, one that was given up unrefused or for another reason, and one that the desk shows otherwise", () => {
  expect(check({ states: failed("waiting"), refusal: blocked }).lost).toEqual([expect.stringContaining("still waits")]);
  expect(check({ states: failed("failed") }).lost).toEqual([expect.stringContaining("line-two was given up")]);
  expect(check({ states: failed("failed"), refusal: "BotNotInConversationRoster" }).lost).toEqual([
    expect.stringContaining("line-two was given up"),
  ]);
  const shown = [{ id: "line-two", delivery: "delivered" }];
  expect(check({ states: failed("failed"), refusal: blocked, shown }).differing).toEqual([
    expect.stringContaining("shows line-two as delivered, and it is failed"),
  ]);
});

test("the check finds a line that has not arrived and that the desk leaves out", () => {
  const shown = [{ id: "line-one", delivery: "delivered" }];
  expect(check({ states: failed("failed"), refusal: blocked, shown }).differing).toEqual([
    expect.stringContaining("does not show line-two"),
  ]);
});

test("what failed is not expected at the channel, and found there it is wrong", () => {
  expect(checkArrived([sent("one"), sent("three")])).toMatchObject({ lost: [], disordered: [], repeats: 0 });
  expect(checkArrived([sent("one"), sent("two"), sent("three")]).disordered).toHaveLength(1);
  expect(checkArrived([sent("one"), sent("three")], new Map()).disordered).toHaveLength(1);
});

test("lines that were refused may have come before, behind all others, in their order and however often", () => {
  const givenUp = new Map(
    ["line-two", "line-three"].map((id) => [id, { delivery: "failed", reason: blocked } satisfies Undelivered]),
  );
  const once = [sent("one"), sent("two")];
  expect(checkArrived(once, givenUp)).toMatchObject({ lost: [], disordered: [], repeats: 1 });
  expect(checkArrived([...once, sent("two")], givenUp)).toMatchObject({ disordered: [], repeats: 2 });
  expect(checkArrived([sent("one"), sent("three")], givenUp).disordered).toHaveLength(1);
  const both = [...once, sent("three"), sent("two")];
  expect(checkArrived(both, givenUp)).toMatchObject({ lost: [], disordered: [], repeats: 3 });
  expect(checkArrived([sent("two"), sent("one")], givenUp).disordered).toHaveLength(1);
});

test("words that came hours later are the same with the time at which they were written", () => {
  const late = { text: "Written at 10:02 UTC:\n\nana: three" };
  expect(checkArrived([sent("one"), late])).toMatchObject({ lost: [], disordered: [] });
});

test("what came before an erasure counts for nothing, also before the last of several; what came after it does", () => {
  const none = new Map<string, Undelivered>();
  const [one, two, three] = [sent("one"), sent("two"), sent("three")] as const;
  const before = sent("before");
  expect(checkArrived([before, one, two, three], none, 1)).toMatchObject({ lost: [], disordered: [], repeats: 0 });
  expect(checkArrived([one, before, two, three], none, 1).disordered).toHaveLength(1);
  expect(checkArrived([one, before, one, two, three], none, 2)).toMatchObject({ lost: [], disordered: [] });
  expect(checkArrived([one, before, one, before, two, three], none, 2).disordered).toHaveLength(1);
});
