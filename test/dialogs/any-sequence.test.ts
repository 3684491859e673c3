import fc from "fast-check";
import { expect, test } from "vitest";

import type { DialogEvent } from "../../dialogs/events.ts";
import { inquiries, spokenEvent, stepResults } from "../../dialogs/events.ts";
import { stepQuestions } from "../../knowledge/lexicon.ts";
import { devices, evidenceKinds } from "../../knowledge/article.ts";
import { both, silence, turn } from "./talk.ts";
import type { Talk } from "./talk.ts";

const ids = both.articles.flatMap((article) => [
  article.id,
  ...article.steps.map(({ id }) => id),
  ...article.answers.map(({ id }) => id),
]);
const id = fc.constantFrom(...ids, "unheard-of");
const device = fc.constantFrom(...devices);
const reported = {
  device: fc.option(device, { nil: undefined }),
  tried: fc.option(fc.array(id, { maxLength: 4 }), { nil: undefined }),
};

/** What an event carries besides its type; events that are not named here carry nothing. */
const carried: Record<string, Record<string, fc.Arbitrary<unknown>>> = {
  "problem.known": { article: id, ...reported },
  "problem.unspecified": reported,
  ask: { answer: id, digression: fc.boolean() },
  "step.go": { step: id, device: reported.device },
  "step.done": {
    result: fc.constantFrom(...stepResults),
    tried: reported.tried,
    credit: fc.option(fc.option(id, { nil: null }), { nil: undefined }),
  },
  "step.about": {
    step: id,
    asks: fc.option(fc.constantFrom(...stepQuestions), { nil: undefined }),
    digression: fc.boolean(),
  },
  observe: { answer: fc.constantFrom("outage", "fine", "plays", "fails", "unheard-of") },
  "short-answer": { answer: fc.constantFrom("cost", "phone", "unheard-of"), digression: fc.boolean() },
  define: { term: fc.constantFrom("router", "dns", "unheard-of"), digression: fc.boolean() },
  inquire: {
    about: fc.constantFrom(...inquiries),
    step: fc.option(id, { nil: undefined }),
    digression: fc.boolean(),
  },
  switch: {
    article: id,
    step: fc.option(id, { nil: undefined }),
    device: fc.option(device, { nil: undefined }),
  },
  device: { device },
  rate: { score: fc.integer({ min: 1, max: 5 }) },
  email: { address: fc.constant("name@example.com") },
  feedback: { good: fc.boolean() },
};

const spoken = fc.oneof(
  ...spokenEvent.options.map((option) => {
    const type = option.shape.type.value;
    return fc.record({ type: fc.constant(type), ...carried[type] }).map((event) => spokenEvent.parse(event));
  }),
);
const why = fc.constantFrom(
  "not-understood",
  "close-call",
  "out-of-scope",
  "empty",
  "too-long",
  "attachment",
  "attachment-kept",
  "old-button",
);
const unclear = fc.record({ type: fc.constant("unclear"), readings: fc.array(spoken, { maxLength: 3 }), why });
const noted = fc.record({
  type: fc.constant("note"),
  devices: fc.array(fc.record({ device, role: fc.constantFrom("fails", "works", "unclear") }), { maxLength: 3 }),
  tried: fc.array(id, { maxLength: 3 }),
  cannot: fc.array(id, { maxLength: 2 }),
  evidence: fc.array(fc.constantFrom(...evidenceKinds), { maxLength: 2 }),
  alone: fc.boolean(),
});
const urgent = fc.constantFrom(
  { type: "safety", kind: "self-harm" },
  { type: "safety", kind: "driving" },
  { type: "language", language: "de" },
  { type: "language", language: "xx" },
);
const happened = fc.constantFrom({ type: "conversation.opened" }, { type: "fault" });
const atDesk = fc.constantFrom<DialogEvent[]>(
  { type: "case.claimed", agent: "Ana" },
  { type: "case.said", agent: "Ana", text: "Hello." },
  { type: "case.transferred", agent: "Ana", to: "Ben" },
  { type: "case.released", agent: "Ana" },
  { type: "case.closed", agent: "Ana" },
  { type: "case.unclaimed" },
);
const anyEvent = fc.oneof(
  { weight: 8, arbitrary: spoken },
  { weight: 1, arbitrary: unclear },
  { weight: 1, arbitrary: urgent },
  { weight: 1, arbitrary: happened },
  { weight: 2, arbitrary: atDesk },
) as fc.Arbitrary<DialogEvent>;
const weather = fc.record({ incident: fc.boolean(), hoursLater: fc.nat(72) });
/** What a message tells comes before what it wants. */
const message = fc
  .record({
    note: fc.option(noted, { nil: undefined, freq: 4 }),
    wanted: fc.array(anyEvent, { minLength: 1, maxLength: 2 }),
    weather,
  })
  .map(({ note, wanted, weather: met }) => ({
    events: [...(note ? [note as DialogEvent] : []), ...wanted],
    weather: met,
  }));
const conversation = fc.array(message, { maxLength: 25 });

/**
 * What reaches the dialog: the desk only speaks of a case that is open in a way it can be, and a person who is there
 * hears the rest.
 */
function interpretedAs({ saved }: Talk, event: DialogEvent): DialogEvent {
  const isNews = event.type.startsWith("case.") && !["case.detail", "case.keep", "case.word"].includes(event.type);
  if (saved.person === "active") return isNews && event.type !== "case.unclaimed" ? event : { type: "for-person" };
  const fits = saved.person === "waiting" && !["case.transferred", "case.released"].includes(event.type);
  return isNews && !fits ? { type: "help" } : event;
}

/** The talk after each message; of two events in one, the first is always something said. */
function talksOf(
  messages: readonly { events: readonly DialogEvent[]; weather: { incident: boolean; hoursLater: number } }[],
): Talk[] {
  const talks = [silence];
  for (const { events, weather: met } of messages) {
    const before = talks.at(-1) ?? silence;
    talks.push(
      turn(
        both,
        before,
        events.map((event) => interpretedAs(before, event)),
        met,
      ),
    );
  }
  return talks.slice(1);
}

function holds(promise: (talk: Talk) => void): void {
  const afterEach = fc.property(conversation, (messages) => {
    for (const talk of talksOf(messages)) promise(talk);
  });
  fc.assert(afterEach, { numRuns: 150 });
}

test("whatever is said in whatever order, there is an answer or a person to give it, and nothing breaks", () => {
  const isLeft = ({ reply, saved, effects }: Talk) =>
    !reply?.text.trim() && saved.person !== "active" && !effects.some(({ type }) => type === "agentLine");
  holds((talk) => expect(isLeft(talk)).toBe(false));
});

test("a step is never noted as tried twice, and only steps of the article at hand are", () => {
  holds(({ saved }) => {
    const tried = saved.tried.map(({ step }) => step);
    // What was reported before any error was named may be about a step of any article.
    const articles = saved.article === null ? both.articles : [both.article(saved.article)];
    const known = articles.flatMap((article) => article?.steps.map((step) => step.id) ?? []);
    expect(new Set(tried).size).toBe(tried.length);
    expect(known).toEqual(expect.arrayContaining(tried));
  });
});

test("a step that is shown is one of its article, with its number there", () => {
  holds(({ reply }) => {
    if (!reply?.step) return;
    const { article, step, number, of, instructions } = reply.step;
    const steps = both.article(article)?.steps.map(({ id: one }) => one) ?? [];
    expect([steps[number - 1], of]).toEqual([step, steps.length]);
    expect(instructions.length).toBeGreaterThan(0);
  });
});

test("every button that was ever offered still gets an answer, now or later", () => {
  holds((talk) => {
    if (talk.saved.person === "active") return;
    for (const { press } of talk.saved.offered) expect(turn(both, talk, [press.event]).reply?.text).toBeTruthy();
  });
});

test("no reply shows a seam: no undefined, no doubled spaces or stops", () => {
  holds(({ reply }) =>
    expect(reply?.text ?? "").not.toMatch(/undefined|\bnull\b|\[object|\S {2,}|\.\.|^\s|\s$|\n{3,}/),
  );
});

test("a case number is only known while a case is open, and the record says the same in both places", () => {
  holds(({ saved }) => expect(["waiting", "active"].includes(saved.person)).toBe(saved.case !== null));
});

test("the same message in the same world gives the same turn", () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      expect(talksOf(messages)).toEqual(talksOf(messages));
    }),
    { numRuns: 30 },
  );
});
