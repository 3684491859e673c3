import { devices } from "../../knowledge/article.ts";
import type { Place } from "../effects.ts";
import type { SpokenEvent } from "../events.ts";
import { answerOf, articleAnswering, articleWithStep, stepOf } from "../guides.ts";
import { nextStep } from "../next-step.ts";
import type { Choice } from "./reply.ts";
import { problemChoices, startEntries } from "./article-choices.ts";
import { choose, local } from "./render-context.ts";
import type { RenderContext } from "./render-context.ts";

/** The buttons of each question. */

/** A person can always be asked for; while one already is, the offer is not repeated. */
export function person(voice: RenderContext): Choice[] {
  return voice.saved.case ? [] : [choose(voice, voice.words.choices.person, { type: "human" })];
}

/** How a step can end: what was seen at a diagnostic one, else whether it helped. */
export function stepChoices(voice: RenderContext, id: string | null): Choice[] {
  const { fixed, notFixed, cannot } = voice.words.choices;
  const observation = stepOf(voice.guides.article(voice.saved.article), id)?.observation;
  if (observation)
    return [
      ...observation.answers.map((answer) =>
        choose(voice, local(voice, answer.label), { type: "observe", answer: answer.id }, answer.means),
      ),
      // Four buttons at most: a look at a page can find the music playing, another network may not be there.
      observation.answers.some(({ means }) => means !== undefined)
        ? choose(voice, cannot, { type: "step.done", result: "skipped" })
        : choose(voice, fixed, { type: "step.done", result: "fixed", credit: null }),
      ...person(voice),
    ];
  return [
    choose(voice, fixed, { type: "step.done", result: "fixed" }, "yes"),
    choose(voice, notFixed, { type: "step.done", result: "not-fixed" }, "no"),
    choose(voice, cannot, { type: "step.done", result: "skipped" }),
    ...person(voice),
  ];
}

function deviceChoices(voice: RenderContext): Choice[] {
  return [
    ...devices.map((device) => choose(voice, capital(voice.words.deviceNames[device]), { type: "device", device })),
    ...person(voice),
  ];
}

/** The beginning of a label; "iPhone" keeps its small letter. */
export function capital(text: string): string {
  return text.startsWith("iPhone") ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** What can be started from nowhere. */
export function startChoices(voice: RenderContext): Choice[] {
  return [...startEntries(voice), ...person(voice)];
}

/** What can be done about an open case, for as long as it is open. */
export function caseChoices(voice: RenderContext): Choice[] {
  const { article, device, step, tried, evidence, place } = voice.saved;
  const known = voice.guides.article(article);
  // Where the music plays again there is nothing to continue.
  const next =
    known && device && place !== "resolved"
      ? (stepOf(known, step) ?? nextStep(known, { device, tried, evidence, status: { kind: "unknown" } }))
      : undefined;
  const number = known && next ? known.steps.indexOf(next) + 1 : 0;
  return [
    ...(number > 0 ? [choose(voice, voice.words.choices.continueMeanwhile(number), { type: "resume" })] : []),
    choose(voice, voice.words.choices.withdraw, { type: "human.withdraw" }),
  ];
}

/** Yes or no to a person; nothing while one is already asked for. */
export function personChoices(voice: RenderContext, no: string): Choice[] {
  if (voice.saved.case) return [];
  return [
    choose(voice, voice.words.choices.yesPerson, { type: "human" }, "yes"),
    choose(voice, no, { type: "decline" }, "no"),
  ];
}

const placeChoices: Record<Place, (voice: RenderContext) => Choice[]> = {
  idle: startChoices,
  choosingProblem: (voice) => [...problemChoices(voice, voice.guides.articles), ...person(voice)],
  askingDevice: deviceChoices,
  incident: (voice) => [
    ...(voice.watchable ? [choose(voice, voice.words.choices.tellMe, { type: "tell-me-when-over" }, "yes")] : []),
    choose(voice, voice.words.choices.goOnAnyway, { type: "go-on" }, voice.watchable ? "no" : undefined),
    ...person(voice),
  ],
  watching: (voice) => [choose(voice, voice.words.choices.goOnAnyway, { type: "go-on" }), ...person(voice)],
  checking: (voice) => [
    choose(voice, voice.words.choices.fixed, { type: "step.done", result: "fixed" }, "yes"),
    choose(voice, voice.words.choices.notFixed, { type: "step.done", result: "not-fixed" }, "no"),
    ...person(voice),
  ],
  step: (voice) => stepChoices(voice, voice.saved.step),
  consent: (voice) => [
    choose(voice, voice.words.choices.showMeHow, { type: "go-on" }, "yes"),
    choose(voice, voice.words.choices.skipStep, { type: "step.done", result: "skipped" }, "no"),
    ...person(voice),
  ],
  allTried: (voice) => [
    ...personChoices(voice, voice.words.choices.noPerson),
    choose(voice, voice.words.choices.fixed, { type: "step.done", result: "fixed" }),
  ],
  resolved: (voice) => [
    choose(voice, voice.words.choices.nothingElse, { type: "no" }, "no"),
    choose(voice, voice.words.choices.somethingElse, { type: "yes" }, "yes"),
  ],
  paused: (voice) =>
    voice.saved.case
      ? caseChoices(voice)
      : [
          choose(voice, voice.words.choices.goOn, { type: "resume" }, "yes"),
          choose(voice, voice.words.choices.startAgain, { type: "restart" }),
          ...person(voice),
        ],
};

/** The buttons that belong to where the conversation stands. */
export function choicesAt(voice: RenderContext, place: Place): Choice[] {
  return placeChoices[place](voice);
}

/** A reading's button: in words, what we would take the message for. */
export function readingChoice(voice: RenderContext, event: SpokenEvent): Choice {
  return choose(voice, readingLabel(voice, event), event);
}

function readingLabel(voice: RenderContext, event: SpokenEvent): string {
  const { readings } = voice.words;
  const current = voice.saved.article;
  if (event.type === "problem.known")
    return local(voice, voice.guides.article(event.article)?.facts.title ?? { en: event.article });
  if (event.type === "ask") return local(voice, titleOfAnswer(voice, current, event));
  if (event.type === "step.go")
    return readings.step(
      local(
        voice,
        stepOf(articleWithStep(voice.guides, current, event.step, event.among), event.step)?.title ?? {
          en: event.step,
        },
      ),
    );
  if (event.type === "define") return readings.define(event.term);
  if (event.type === "device") return readings.device(voice.words.deviceNames[event.device]);
  const key = event.type === "step.done" ? `step.done:${event.result}` : event.type;
  const label = (readings as Record<string, unknown>)[key];
  return typeof label === "string" ? label : voice.words.choices.somethingElse;
}

function titleOfAnswer(
  voice: RenderContext,
  current: string | null,
  { answer: id, among }: Extract<SpokenEvent, { type: "ask" }>,
) {
  const article = articleAnswering(voice.guides, current, id, among);
  return (article && answerOf(article, id)?.title) ?? { en: id };
}
