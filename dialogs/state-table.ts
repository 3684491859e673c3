import type { Article } from "../knowledge/article.ts";
import { transition, expectedInputOf } from "./transition.ts";
import { places } from "./effects.ts";
import type { Place } from "./effects.ts";
import { stepResults, type DialogEvent, type TurnContext } from "./events.ts";
import { guidesOf } from "./guides.ts";
import type { Guides } from "./guides.ts";
import { newConversation } from "./stored-state.ts";
import type { ConversationState } from "./stored-state.ts";

/** The table of `README.md`: what every event does at every place, found by running the machine on an article. */

/** Says what an event is called in the table, where its type alone would not tell. */
type Row = { name: string; event: DialogEvent };

/**
 * The table in Markdown. The conversation it tells of is about this article, on a Windows computer, with its third step
 * at hand.
 */
export function stateTable(article: Article): string {
  const guides = guidesOf([article]);
  return places.map((place) => placeTable(guides, article, place)).join("\n\n");
}

function placeTable(guides: Guides, article: Article, place: Place): string {
  const there = brought(guides, ways(article)[place], place === "incident" || place === "watching");
  if (there.place !== place) throw new Error(`the way to ${place} leads to ${there.place}`);
  const storm = place === "incident" || place === "watching";
  const byOutcome = Map.groupBy(rows(article, place), ({ event }) => outcome(guides, there, event, storm));
  const lines = [...byOutcome].map(
    ([result, same]) => `| ${same.map(({ name }) => `\`${name}\``).join(" ")} | ${result} |`,
  );
  return [
    `### ${place}`,
    "",
    `Awaits \`${expectedInputOf(there)}\`.`,
    "",
    "| event | leads to | says |",
    "| --- | --- | --- |",
    ...lines,
  ].join("\n");
}

/** Where the event leads, and the kinds of what is said, in order. */
function outcome(guides: Guides, saved: ConversationState, event: DialogEvent, storm: boolean): string {
  const { saved: after, effects } = transition({
    saved,
    events: [event],
    turnContext: turnContext(guides, saved, storm),
    guides,
  });
  const said = effects.map((effect) => (effect.type === "say" ? effect.say.kind : `*${effect.type}*`));
  const target = after.place === saved.place ? "stays" : after.place;
  return `${target} | ${said.join(", ")}`;
}

/** Brings a new conversation to a place; in a storm Spotify reports an incident. */
function brought(guides: Guides, events: readonly DialogEvent[], storm: boolean): ConversationState {
  return events.reduce(
    (saved, event) =>
      transition({ saved, events: [event], turnContext: turnContext(guides, saved, storm), guides }).saved,
    {
      ...newConversation,
      turn: 1,
    },
  );
}

function turnContext(guides: Guides, { lastTurnAt }: ConversationState, storm: boolean): TurnContext {
  const status = storm
    ? ({ kind: "incident", title: "", since: 0, checkedAt: 0 } as const)
    : ({ kind: "unknown" } as const);
  return {
    now: lastTurnAt,
    status: Object.fromEntries(guides.articles.map(({ id }) => [id, status])),
    waitingForPerson: 0,
    newCaseNumber: "1",
    desk: { state: "staffed" },
    reachable: true,
  };
}

/** What must be said to come to each place. */
function ways(article: Article): Record<Place, readonly DialogEvent[]> {
  const [known, steps] = [{ type: "problem.known", article: article.id } as const, article.steps.map(({ id }) => id)];
  const onWindows = { ...known, device: "windows" } as const;
  const atStep: DialogEvent[] = [onWindows, { type: "step.go", step: steps[2] ?? "" }];
  const asksFirst = article.steps.find((step) => step.asksFirst)?.id ?? "";
  return {
    idle: [],
    choosingProblem: [{ type: "problem.unspecified" }],
    askingDevice: [known],
    incident: [onWindows],
    watching: [onWindows, { type: "tell-me-when-over" }],
    checking: [...atStep, { type: "status.over" }],
    step: atStep,
    consent: [onWindows, { type: "step.go", step: asksFirst }],
    allTried: [{ ...onWindows, tried: steps }],
    resolved: [...atStep, { type: "step.done", result: "fixed" }],
    paused: [...atStep, { type: "stop" }],
  };
}

const plain = [
  "problem.unspecified",
  "problem.other",
  "go-on",
  "tell-me-when-over",
  "back",
  "repeat",
  "restart",
  "stop",
  "switch.stay",
  "wait",
  "resume",
  "list",
  "human",
  "human.maybe",
  "human.withdraw",
  "case.detail",
  "case.keep",
  "case.word",
  "fix.maybe",
  "step.partly",
  "privacy.delete",
  "privacy.confirm",
  "privacy.keep",
  "email.refuse",
  "email.odd",
  "yes",
  "no",
  "decline",
  "greeting",
  "thanks",
  "goodbye",
  "help",
  "upset",
  "conversation.opened",
  "person.left",
  "fault",
] as const;

/** All events. The end of an incident is only notified where a conversation has an article. */
function rows(article: Article, place: Place): Row[] {
  const results = stepResults.map((result) => ({
    name: `step.done ${result}`,
    event: { type: "step.done", result } as const,
  }));
  const over: Row[] =
    place === "idle" || place === "choosingProblem" ? [] : [{ name: "status.over", event: { type: "status.over" } }];
  return [
    { name: "problem.known", event: { type: "problem.known", article: article.id } },
    { name: "ask", event: { type: "ask", answer: article.answers[0]?.id ?? "" } },
    { name: "step.go", event: { type: "step.go", step: article.steps[1]?.id ?? "" } },
    ...results,
    { name: "browse", event: { type: "browse" } },
    { name: "switch", event: { type: "switch", article: article.id } },
    { name: "device", event: { type: "device", device: "ios" } },
    { name: "observe", event: { type: "observe", answer: "fine" } },
    { name: "step.about", event: { type: "step.about", step: article.steps[1]?.id ?? "" } },
    { name: "inquire", event: { type: "inquire", about: "place" } },
    { name: "define", event: { type: "define", term: "router" } },
    { name: "short-answer", event: { type: "short-answer", answer: "cost" } },
    {
      name: "note",
      event: { type: "note", devices: [], tried: ["clear-cache"], cannot: [], evidence: [], alone: true },
    },
    { name: "safety", event: { type: "safety", kind: "emergency" } },
    { name: "language", event: { type: "language", language: "de" } },
    { name: "feedback", event: { type: "feedback", good: true } },
    { name: "rate", event: { type: "rate", score: 5 } },
    { name: "email", event: { type: "email", address: "name@example.com" } },
    { name: "unclear", event: { type: "unclear", readings: [], why: "not-understood" } },
    ...plain.map((type) => ({ name: type, event: { type } as DialogEvent })),
    ...over,
  ];
}
