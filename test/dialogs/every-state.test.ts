import { expect, test } from "vitest";

import { places } from "../../dialogs/effects.ts";
import { spokenEvent } from "../../dialogs/events.ts";
import type { DialogEvent } from "../../dialogs/events.ts";
import { savedConversation } from "../../dialogs/stored-state.ts";
import { differentFromXState, everyCall } from "./compare-with-xstate.ts";
import { small, turn, turns } from "./talk.ts";
import type { Talk } from "./talk.ts";
import { events, everyStride, inWords } from "./walk.ts";

const strides = everyStride();
const talks = [...new Set(strides.map((stride) => stride.from))];

/** The talks or strides that break a promise, in words; few enough to read. */
function breaches(broken: typeof strides): string[] {
  return broken.slice(0, 10).map(inWords);
}

function talksWhere(breaksPromise: (talk: Talk) => boolean): unknown[] {
  return talks
    .filter(breaksPromise)
    .slice(0, 10)
    .map(({ saved }) => saved);
}

test("the walk comes through every place, with no person, one asked for, one there, and one just gone", () => {
  const standings = new Set(talks.map(({ saved }) => `${saved.place} ${saved.person}`));
  expect([...standings].toSorted()).toEqual(
    places.flatMap((place) => ["none", "waiting", "active", "rating"].map((person) => `${place} ${person}`)).toSorted(),
  );
});

const atDesk = [
  "for-person",
  "case.claimed",
  "case.said",
  "case.transferred",
  "case.released",
  "case.returned",
  "case.closed",
  "case.unclaimed",
];
const happened = ["conversation.opened", "status.over", "fault", ...atDesk];

test("the walk takes events of every type", () => {
  const spoken = spokenEvent.options.map((option) => option.shape.type.value);
  const types = new Set(strides.map(({ happening }) => happening.type));
  const reported = ["unclear", "note", "safety", "language"];
  expect([...types].toSorted()).toEqual([...spoken, ...reported, ...happened].toSorted());
});

/**
 * Silence is designed for the lines between the user and the person who has the conversation, and for facts, which are
 * only kept where something else follows.
 */
const personal = ["for-person", "case.said", "note"];

test("whatever is said or happens wherever, there is an answer", () => {
  const silent = strides.filter(({ happening, to }) => !personal.includes(happening.type) && !to.reply?.text.trim());
  expect(breaches(silent)).toEqual([]);
});

test("while a person has the conversation, the assistant answers nothing that is said", () => {
  const led = talks.filter(({ saved }) => saved.person === "active");
  const answered = led.filter((talk) => events.some((event) => turn(small, talk, [event]).reply !== null));
  expect(led.length).toBeGreaterThan(10);
  expect(answered.map(({ saved }) => saved)).toEqual([]);
});

test("a person is one message away from everywhere", () => {
  expect(talksWhere((talk) => turn(small, talk, [{ type: "human" }]).saved.case === null)).toEqual([]);
});

test("asking for a person opens one case and never a second", () => {
  const asked = strides.filter(({ happening }) => happening.type === "human");
  expect(
    breaches(
      asked.filter(
        ({ from, to }) =>
          to.effects.some(({ type }) => type === "openCase" || type === "reopenCase") !== (from.saved.case === null),
      ),
    ),
  ).toEqual([]);
});

/** The assistant speaks; where a person does, the assistant only listens to the desk. */
function assisted({ saved }: Talk): boolean {
  return saved.person !== "active";
}

test("no place is a dead end: from each something leads to another", () => {
  const leaving = new Set(
    strides
      .filter(({ from, to }) => from.saved.place !== to.saved.place || from.saved.person !== to.saved.person)
      .map(({ from }) => from),
  );
  expect(talksWhere((talk) => !leaving.has(talk))).toEqual([]);
});

test("from everywhere the music can be said to play", () => {
  expect(
    talksWhere(
      (talk) =>
        assisted(talk) && turn(small, talk, [{ type: "step.done", result: "fixed" }]).saved.place !== "resolved",
    ),
  ).toEqual([]);
});

/** What a person may put in between: questions, small talk, a person, a pause for breath. */
const asides = [
  "privacy.delete",
  "privacy.keep",
  "ask",
  "list",
  "human.withdraw",
  "help",
  "thanks",
  "feedback",
  "upset",
  "unclear",
  "fault",
  "conversation.opened",
  "rate",
  "email",
  "inquire",
  "define",
  "short-answer",
  "step.about",
  "safety",
  "language",
  "case.detail",
  ...atDesk.filter((type) => type !== "case.closed"),
];

test("nothing said in between loses the place in the guide", () => {
  const guided = strides.filter(({ from }) => !["idle", "choosingProblem", "resolved"].includes(from.saved.place));
  const digression = guided.filter(({ happening }) => asides.includes(happening.type));
  // After danger the guide rests where it was.
  const kept = ({ saved }: Talk) => JSON.stringify([saved.article, saved.device, saved.step, saved.tried]);
  const isMoved = ({ from, to, happening }: (typeof digression)[number]) =>
    from.saved.place !== to.saved.place && !(happening.type === "safety" && to.saved.place === "paused");
  expect(breaches(digression.filter((stride) => isMoved(stride) || kept(stride.from) !== kept(stride.to)))).toEqual([]);
});

test("asking for a person rests the guide, and continuing leads back to the same step", () => {
  const stepping = talks.filter(({ saved }) => saved.person === "none" && saved.place === "step");
  const asked = stepping.map((talk) => turn(small, talk, [{ type: "human" }]));
  expect(new Set(asked.map(({ saved }) => saved.place))).toEqual(new Set(["paused"]));
  expect(asked.map((talk) => turn(small, talk, [{ type: "resume" }]).saved.step)).toEqual(
    stepping.map(({ saved }) => saved.step),
  );
});

test("when an agent closes the case, the guide is over", () => {
  const closed = strides.filter(({ happening }) => happening.type === "case.closed");
  expect(new Set(closed.map(({ to }) => `${to.saved.place} ${to.saved.article}`))).toEqual(new Set(["idle null"]));
});

test("stopping and going on leads back to the same step", () => {
  const stepping = talks.filter(assisted).filter(({ saved }) => saved.place === "step" || saved.place === "consent");
  const back = stepping.map((talk) => turns(small, talk, { type: "goodbye" }, { type: "resume" }).saved);
  expect(stepping.length).toBeGreaterThan(10);
  expect(back.map(({ place, step }) => [place, step])).toEqual(
    stepping.map(({ saved }) => [saved.step === "reinstall" ? "consent" : "step", saved.step]),
  );
});

test("the number of the question that stands never goes down, and grows with each new question", () => {
  expect(breaches(strides.filter(({ from, to }) => to.saved.asked < from.saved.asked))).toEqual([]);
  const moved = strides.filter(
    ({ from, to }) => from.saved.place !== to.saved.place && !["idle", "paused"].includes(to.saved.place),
  );
  expect(breaches(moved.filter(({ from, to }) => to.saved.asked === from.saved.asked))).toEqual([]);
});

test("what is stored passes its own check and survives being written down", () => {
  const stored = (talk: Talk) => savedConversation.safeParse(JSON.parse(JSON.stringify(talk.saved)));
  expect(talksWhere((talk) => !stored(talk).success)).toEqual([]);
  expect(talks.map((talk) => stored(talk).data)).toEqual(talks.map(({ saved }) => saved));
});

test("every button of every reply is answered", () => {
  const replies = new Map(
    strides.map(({ from, to }) => [
      `${from.saved.place} ${to.saved.place} ${JSON.stringify(to.reply?.choices.map(({ press }) => press.event))}`,
      to,
    ]),
  );
  const silent = [...replies.values()].flatMap((talk) =>
    (assisted(talk) ? (talk.reply?.choices ?? []) : [])
      .filter(({ press }) => !turn(small, talk, [press.event]).reply?.text)
      .map(({ label }) => `${talk.saved.place}: ${label}`),
  );
  expect([...new Set(silent)]).toEqual([]);
});

test("buttons of one reply have labels of their own", () => {
  const doubled = strides.filter(
    ({ to }) => new Set(to.reply?.choices.map(({ label }) => label)).size !== (to.reply?.choices.length ?? 0),
  );
  expect(breaches(doubled)).toEqual([]);
});

const missed: DialogEvent[] = (["not-understood", "out-of-scope", "close-call"] as const).map((why) => ({
  type: "unclear",
  readings: [],
  why,
}));

test("three messages in a row that are not understood end in the offer of a person, or one is already on the way", () => {
  const afterThree = (talk: Talk, miss: DialogEvent) => turns(small, talk, { type: "help" }, miss, miss, miss).saved;
  const unhelped = (talk: Talk) =>
    assisted(talk) &&
    missed.some((miss) =>
      [afterThree(talk, miss)].some(({ personOffered, case: open }) => personOffered === null && open === null),
    );
  expect(talksWhere(unhelped)).toEqual([]);
});

const unclear = events.filter(({ type }) => type === "unclear");

test("two messages in a row that are not understood are not answered with the same words", () => {
  const repeats = (talk: Talk, miss: DialogEvent) => {
    const first = turn(small, talk, [miss]);
    return first.reply?.text === turn(small, first, [miss]).reply?.text;
  };
  expect(talksWhere((talk) => assisted(talk) && unclear.some((miss) => repeats(talk, miss)))).toEqual([]);
});

test("a person who was declined is not offered again by the next answer", () => {
  const offered = talks.filter(assisted).map((talk) => turn(small, talk, [{ type: "fault" }]));
  const declined = offered.map((talk) => turn(small, talk, [{ type: "decline" }]).saved.personOffered);
  expect(new Set(declined)).toEqual(new Set([null]));
});

test("every event in every reachable state has the result of XState's own transition function", () => {
  const calls = everyCall(strides);
  expect(new Set(calls.map(({ from }) => `${from.saved.place} ${from.saved.person}`)).size).toBe(44);
  const different = differentFromXState(calls);
  expect(different.slice(0, 10).map(({ from, event }) => [from.saved.place, from.saved.person, event])).toEqual([]);
}, 300_000);
