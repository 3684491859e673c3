import { fromTransition } from "xstate";
import { adjacencyMapToArray, getAdjacencyMap } from "xstate/graph";

import { expectedInputOf } from "../../dialogs/transition.ts";
import type { DialogEvent, NoteEvent } from "../../dialogs/events.ts";
import { inquiries } from "../../dialogs/events.ts";
import { stepQuestions } from "../../knowledge/lexicon.ts";
import { silence, small, turn } from "./talk.ts";
import type { Talk, Weather } from "./talk.ts";

/**
 * All talks there can be about an article of three steps, walked with `xstate/graph` over the same turn the service
 * takes. Two talks count as one where nothing that decides what comes next tells them apart.
 */

/** One thing said or happened, and the weather it is said in. */
export type Happening = { type: string; event: DialogEvent; weather: Weather };
/** A talk, one event from it, and where that leads. */
export type Stride = { from: Talk; happening: Happening; to: Talk };

const article = "deezer-503";
const steps = ["wait", "restart-app", "reinstall"];

const note = (reported: Partial<NoteEvent>): NoteEvent => ({
  type: "note",
  devices: [],
  tried: [],
  cannot: [],
  evidence: [],
  alone: false,
  ...reported,
});

/** One event of every type at least, and of each the variants that the statechart tells apart. */
export const events: readonly DialogEvent[] = [
  { type: "problem.known", article },
  { type: "problem.known", article, device: "windows", tried: ["wait"] },
  { type: "problem.known", article: "unheard-of" },
  { type: "problem.unspecified" },
  { type: "problem.other" },
  { type: "browse" },
  { type: "browse", brand: "Deezer", page: 1, answer: "how-long" },
  { type: "switch", article },
  { type: "switch", article: "unheard-of" },
  { type: "switch.stay" },
  { type: "ask", answer: "how-long" },
  { type: "ask", answer: "how-long", digression: true },
  { type: "ask", answer: "unheard-of" },
  { type: "step.go", step: "restart-app" },
  { type: "step.go", step: "reinstall" },
  { type: "step.go", step: "unheard-of" },
  { type: "step.done", result: "fixed" },
  { type: "step.done", result: "not-fixed" },
  { type: "step.done", result: "not-fixed", tried: ["reinstall"] },
  { type: "step.done", result: "skipped" },
  { type: "step.done", result: "already" },
  { type: "step.done", result: "fixed", credit: null },
  { type: "step.done", result: "fixed", credit: "wait" },
  { type: "step.partly" },
  { type: "fix.maybe" },
  { type: "step.about", step: "restart-app" },
  { type: "step.about", step: "unheard-of", digression: true },
  { type: "observe", answer: "fine" },
  { type: "define", term: "router" },
  { type: "define", term: "unheard-of" },
  { type: "short-answer", answer: "cost" },
  { type: "short-answer", answer: "unheard-of" },
  ...stepQuestions.map((asks) => ({ type: "step.about" as const, step: "restart-app", asks })),
  ...inquiries.map((about) => ({ type: "inquire" as const, about })),
  { type: "inquire", about: "step-safety", step: "reinstall", digression: true },
  note({}),
  note({ tried: ["wait"], alone: true }),
  note({ cannot: ["restart-app"], tried: ["unheard-of"] }),
  note({ evidence: ["status-outage"], alone: true }),
  note({ devices: [{ device: "web", role: "fails" }], alone: true }),
  { type: "safety", kind: "self-harm" },
  { type: "safety", kind: "driving" },
  { type: "language", language: "de" },
  { type: "human.maybe" },
  { type: "case.detail" },
  { type: "case.keep" },
  { type: "case.word" },
  { type: "device", device: "windows" },
  { type: "device", device: "web" },
  { type: "go-on" },
  { type: "tell-me-when-over" },
  { type: "back" },
  { type: "repeat" },
  { type: "restart" },
  { type: "stop" },
  { type: "wait" },
  { type: "resume" },
  { type: "list" },
  { type: "human" },
  { type: "human.withdraw" },
  { type: "rate", score: 4 },
  { type: "email", address: "name@example.com" },
  { type: "email.refuse" },
  { type: "email.odd" },
  { type: "privacy.delete" },
  { type: "privacy.confirm" },
  { type: "privacy.keep" },
  { type: "yes" },
  { type: "no" },
  { type: "decline" },
  { type: "greeting" },
  { type: "thanks" },
  { type: "goodbye" },
  { type: "help" },
  { type: "feedback", good: true },
  { type: "feedback", good: false, about: "answer:how-long" },
  { type: "upset" },
  { type: "upset", digression: true },
  { type: "unclear", readings: [], why: "not-understood" },
  { type: "unclear", readings: [{ type: "back" }, { type: "ask", answer: "how-long" }], why: "close-call" },
  { type: "unclear", readings: [], why: "out-of-scope" },
  { type: "unclear", readings: [], why: "empty" },
  { type: "unclear", readings: [], why: "too-long" },
  { type: "unclear", readings: [], why: "attachment" },
  { type: "unclear", readings: [], why: "attachment-kept" },
  { type: "case.detail", file: true },
  { type: "unclear", readings: [], why: "old-button" },
  { type: "conversation.opened" },
  { type: "fault" },
];

/**
 * What the desk tells of a case: that it is on its way, and all that can happen while a person has the conversation.
 */
const waitingNews: DialogEvent[] = [
  { type: "case.unclaimed" },
  { type: "case.claimed", agent: "Ana" },
  { type: "case.said", agent: "Ana", text: "Hello." },
];
const activeNews: DialogEvent[] = [
  { type: "for-person" },
  { type: "for-person", files: true },
  { type: "case.claimed", agent: "Ben" },
  { type: "case.said", agent: "Ana", text: "Hello." },
  { type: "case.transferred", agent: "Ana", to: "Ben" },
  { type: "case.released", agent: "Ana" },
  { type: "case.returned", agent: "Ana" },
  { type: "case.closed", agent: "Ana" },
];

const calm: Weather = {};
/** In a storm only what makes the guide look for its next step meets the incident. */
const stormy = ["problem.known", "step.done", "resume", "go-on", "device", "tell-me-when-over"];

const inCalm = (event: DialogEvent): Happening => ({ type: event.type, event, weather: calm });

/**
 * The end of an incident is only told to those who asked for it, and they asked about an article. A person who is there
 * hears all else.
 */
function happenings({ saved }: Talk): Happening[] {
  if (saved.person === "active") return activeNews.map(inCalm);
  const news = saved.person === "waiting" ? waitingNews : [];
  const over: DialogEvent[] = saved.article === null ? [] : [{ type: "status.over" }];
  const fair = [...events, ...over, ...news].map(inCalm);
  const foul = events
    .filter((event) => stormy.includes(event.type))
    .map((event) => ({ type: event.type, event, weather: { incident: true } }));
  const late = { type: "greeting", event: { type: "greeting" }, weather: { hoursLater: 2 } } as const;
  return [...fair, ...foul, late];
}

/**
 * What decides what comes next. Of the steps tried only the first that is still to be tried counts; how often a person
 * was angry or unclear, and whether a person was offered, is left to tests of their own.
 */
function stateNameOf({ saved }: Talk): string {
  const { place, person, device, step, incidentSeen, tried } = saved;
  const untried = steps.find((id) => !tried.some((one) => one.step === id));
  return JSON.stringify([place, person, device, step, incidentSeen, untried]);
}

/** Every stride from every standing that can be reached. */
export function everyStride(): Stride[] {
  const logic = fromTransition(
    (talk: Talk, { event, weather }: Happening) => turn(small, talk, [event], weather),
    silence,
  );
  const map = getAdjacencyMap(logic, {
    events: (snapshot) => happenings(snapshot.context),
    serializeState: (snapshot) => stateNameOf(snapshot.context),
    serializeEvent: ({ event, weather }) => JSON.stringify([event, weather]),
    limit: 400_000,
  });
  return adjacencyMapToArray(map).map(({ state, event, nextState }) => ({
    from: state.context,
    happening: event,
    to: nextState.context,
  }));
}

/** The stride in words, to name a breach. */
export function inWords({ from, happening }: Stride): string {
  const { place, person, step, device, personOffered } = from.saved;
  const { event, weather } = happening;
  return `${place}${step ? ` (${step})` : ""} on ${device ?? "no device"}, person ${person}${personOffered ? " offered" : ""}, ${expectedInputOf(from.saved)}: ${JSON.stringify(event)} ${JSON.stringify(weather)}`;
}
