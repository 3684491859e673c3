import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";

import { places } from "../../dialogs/effects.ts";
import type { DialogEvent } from "../../dialogs/events.ts";
import { fitToKnowledge, withOpenCase } from "../../dialogs/fit-to-knowledge.ts";
import { guidesOf, type Guides } from "../../dialogs/guides.ts";
import { deserializeState, newConversation, savedConversation } from "../../dialogs/stored-state.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import { small, spotify, turn, turns } from "./talk.ts";
import { events } from "./walk.ts";

/**
 * A record of every shape that was ever stored, each made by the code of its day: at a step, with a case that waits, with
 * an agent, and after the agent closed it. Add the record of the new shape whenever a field is added; never change one.
 */
type Fixture = { landed: string; at: "step" | "waiting" | "active" | "closed"; saved: Record<string, unknown> };
const fixtures = readFileSync(new URL("../fixtures/stored-conversations.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Fixture);

const talkOf = (saved: ConversationState) => ({ saved, effects: [], reply: null });
const opens = (effects: readonly { type: string }[]) =>
  effects.some(({ type }) => type === "openCase" || type === "reopenCase");

/** The articles without what `gone` names. */
const without = (guides: Guides, gone: { step?: string; answers?: boolean }): Guides =>
  guidesOf(
    guides.articles.map((article) => ({
      ...article,
      steps: article.steps.filter(({ id }) => id !== gone.step),
      answers: gone.answers ? [] : article.answers,
    })),
    gone.answers ? [] : guides.glossary,
  );

/** What must work from any record whatsoever and does not, in words. */
function faultsFrom(state: ConversationState, guides: Guides): string[] {
  const talk = talkOf(fitToKnowledge(state, guides));
  const says = ({ reply }: { reply: { text: string } | null }): boolean => (reply?.text ?? "") !== "";
  if (talk.saved.person === "active") {
    const listens = turn(guides, talk, [{ type: "for-person" }]).saved.person === "active";
    const closes = says(turn(guides, talk, [{ type: "case.closed", agent: "Ana" }]));
    return [...(listens ? [] : ["an agent loses the case"]), ...(closes ? [] : ["the end of a case is not told"])];
  }
  const asked = turn(guides, talk, [{ type: "human" }]);
  const isAsked = says(asked) && asked.saved.case !== null && opens(asked.effects) === (talk.saved.case === null);
  const restarts = says(turn(guides, talk, [{ type: "restart" }]));
  const { effects } = turns(guides, talk, { type: "privacy.delete" }, { type: "privacy.confirm" });
  const erases = effects.some(({ type }) => type === "eraseEverything");
  return [...(isAsked ? [] : ["no person"]), ...(restarts ? [] : ["no restart"]), ...(erases ? [] : ["no erasure"])];
}

test.each(fixtures)("the record of $landed, $at, is read in full, and leads on whatever is gone", ({ at, saved }) => {
  const { state, damaged } = deserializeState(saved);
  expect(damaged).toBe(false);
  expect(state).toMatchObject(saved);
  const person = { step: "none", waiting: "waiting", active: "active", closed: "rating" }[at];
  expect(state).toMatchObject({ person, case: at === "waiting" || at === "active" ? "AB2CD3" : null });
  const lacking = { step: state.step ?? "", answers: true };
  expect([spotify, without(spotify, lacking), small].flatMap((guides) => faultsFrom(state, guides))).toEqual([]);
});

test("the newest record has every field of today, so that what becomes required later fails here", () => {
  expect(Object.keys(fixtures.at(-1)?.saved ?? {}).toSorted()).toEqual(Object.keys(savedConversation.shape).toSorted());
});

const fields = Object.keys(newConversation);

test("a person, a restart and erasure work from records that are damaged anywhere, and the open case is kept", () => {
  const rubbish = fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.constant([]), fc.constant({ v: 2 }));
  const record = fc
    .record({ one: fc.constantFrom(...fixtures), wrong: fc.dictionary(fc.constantFrom(...fields), rubbish) })
    .map(({ one, wrong }) => ({ ...one.saved, ...wrong }));
  const open = fc.constantFrom(null, { number: "AB2CD3", status: "active" as const });
  fc.assert(
    fc.property(fc.oneof(record, rubbish), open, (stored, openCase) => {
      const { state } = deserializeState(stored);
      const safe = withOpenCase(state, openCase);
      expect([safe.case, safe.person === "active"]).toEqual([openCase?.number ?? null, openCase !== null]);
      expect(faultsFrom(safe, spotify)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

const shownStep: DialogEvent[] = [
  { type: "step.done", result: "not-fixed" },
  { type: "step.done", result: "skipped" },
  { type: "no" },
  { type: "resume" },
];

test.each(shownStep)("whoever stands at a step that is gone goes on at the next one that exists, by $type", (event) => {
  const at = turns(spotify, talkOf(newConversation), {
    type: "problem.known",
    article: "spotify-502",
    device: "windows",
  });
  const guides = without(spotify, { step: at.saved.step ?? "" });
  const after = turn(guides, talkOf(fitToKnowledge(at.saved, guides)), [event]);
  expect(after.saved).toMatchObject({ place: "step", tried: at.saved.tried });
  expect(after.reply?.step?.title).toBeTruthy();
  expect(after.effects.map(({ type }) => type)).not.toContain("recordOutcome");
});

test("when the music plays at a step that is gone, no other step is credited", () => {
  const at = turns(spotify, talkOf(newConversation), {
    type: "problem.known",
    article: "spotify-502",
    device: "windows",
  });
  const guides = without(spotify, { step: at.saved.step ?? "" });
  const after = turn(guides, talkOf(fitToKnowledge(at.saved, guides)), [{ type: "step.done", result: "fixed" }]);
  expect(after.saved.place).toBe("resolved");
  expect(after.effects.map(({ type }) => type)).not.toContain("recordOutcome");
});

const everywhere = places.flatMap((place) =>
  (["none", "waiting", "rating"] as const).flatMap((person) =>
    (["windows", null] as const).map((device): ConversationState => ({
      ...newConversation,
      place,
      person,
      device,
      article: "deezer-503",
      step: "wait",
      turn: 3,
      asked: 3,
      case: person === "waiting" ? "AB2CD3" : null,
      answeredLast: { kind: "answer", article: "deezer-503", answer: "how-long" },
    })),
  ),
);
const worlds: readonly Guides[] = [without(small, { step: "wait", answers: true }), spotify];

test.each(worlds)("wherever a conversation stands, whatever is gone, everything is answered (%#)", (guides) => {
  const reported = events.filter(({ type }) => type !== "note");
  const unanswered = everywhere.flatMap((state) => {
    const talk = talkOf(fitToKnowledge(state, guides));
    return reported
      .filter((event) => !turn(guides, talk, [event]).reply?.text.trim())
      .map(({ type }) => `${state.place} ${state.person} ${state.device}: ${type}`);
  });
  expect(unanswered).toEqual([]);
});
