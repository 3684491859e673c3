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
export function person(context: RenderContext): Choice[] {
  return context.saved.case ? [] : [choose(context, context.wording.choices.person, { type: "human" })];
}

/** How a step can end: what was seen at a diagnostic one, else whether it helped. */
export function stepChoices(context: RenderContext, id: string | null): Choice[] {
  const { fixed, notFixed, cannot } = context.wording.choices;
  const observation = stepOf(context.guides.article(context.saved.article), id)?.observation;
  if (observation)
    return [
      ...observation.answers.map((answer) =>
        choose(context, local(context, answer.label), { type: "observe", answer: answer.id }, answer.means),
      ),
      // Four buttons at most: a look at a page can find the music playing, another network may not be there.
      observation.answers.some(({ means }) => means !== undefined)
        ? choose(context, cannot, { type: "step.done", result: "skipped" })
        : choose(context, fixed, { type: "step.done", result: "fixed", credit: null }),
      ...person(context),
    ];
  return [
    choose(context, fixed, { type: "step.done", result: "fixed" }, "yes"),
    choose(context, notFixed, { type: "step.done", result: "not-fixed" }, "no"),
    choose(context, cannot, { type: "step.done", result: "skipped" }),
    ...person(context),
  ];
}

function deviceChoices(context: RenderContext): Choice[] {
  return [
    ...devices.map((device) =>
      choose(context, capital(context.wording.deviceNames[device]), { type: "device", device }),
    ),
    ...person(context),
  ];
}

/** The beginning of a label; "iPhone" keeps its small letter. */
export function capital(text: string): string {
  return text.startsWith("iPhone") ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** What can be started from nowhere. */
export function startChoices(context: RenderContext): Choice[] {
  return [...startEntries(context), ...person(context)];
}

/** What can be done about an open case, for as long as it is open. */
export function caseChoices(context: RenderContext): Choice[] {
  const { article, device, step, tried, evidence, place } = context.saved;
  const known = context.guides.article(article);
  // Where the music plays again there is nothing to continue.
  const next =
    known && device && place !== "resolved"
      ? (stepOf(known, step) ?? nextStep(known, { device, tried, evidence, status: { kind: "unknown" } }))
      : undefined;
  const number = known && next ? known.steps.indexOf(next) + 1 : 0;
  return [
    ...(number > 0 ? [choose(context, context.wording.choices.continueMeanwhile(number), { type: "resume" })] : []),
    choose(context, context.wording.choices.withdraw, { type: "human.withdraw" }),
  ];
}

/** Yes or no to a person; nothing while one is already asked for. */
export function personChoices(context: RenderContext, no: string): Choice[] {
  if (context.saved.case) return [];
  return [
    choose(context, context.wording.choices.yesPerson, { type: "human" }, "yes"),
    choose(context, no, { type: "decline" }, "no"),
  ];
}

const placeChoices: Record<Place, (context: RenderContext) => Choice[]> = {
  idle: startChoices,
  choosingProblem: (context) => [...problemChoices(context, context.guides.articles), ...person(context)],
  askingDevice: deviceChoices,
  incident: (context) => [
    choose(context, context.wording.choices.tellMe, { type: "tell-me-when-over" }, "yes"),
    choose(context, context.wording.choices.goOnAnyway, { type: "go-on" }, "no"),
    ...person(context),
  ],
  watching: (context) => [choose(context, context.wording.choices.goOnAnyway, { type: "go-on" }), ...person(context)],
  checking: (context) => [
    choose(context, context.wording.choices.fixed, { type: "step.done", result: "fixed" }, "yes"),
    choose(context, context.wording.choices.notFixed, { type: "step.done", result: "not-fixed" }, "no"),
    ...person(context),
  ],
  step: (context) => stepChoices(context, context.saved.step),
  consent: (context) => [
    choose(context, context.wording.choices.showMeHow, { type: "go-on" }, "yes"),
    choose(context, context.wording.choices.skipStep, { type: "step.done", result: "skipped" }, "no"),
    ...person(context),
  ],
  allTried: (context) => [
    ...personChoices(context, context.wording.choices.noPerson),
    choose(context, context.wording.choices.fixed, { type: "step.done", result: "fixed" }),
  ],
  resolved: (context) => [
    choose(context, context.wording.choices.nothingElse, { type: "no" }, "no"),
    choose(context, context.wording.choices.somethingElse, { type: "yes" }, "yes"),
  ],
  paused: (context) =>
    context.saved.case
      ? caseChoices(context)
      : [
          choose(context, context.wording.choices.goOn, { type: "resume" }, "yes"),
          choose(context, context.wording.choices.startAgain, { type: "restart" }),
          ...person(context),
        ],
};

/** The buttons that belong to where the conversation stands. */
export function choicesAt(context: RenderContext, place: Place): Choice[] {
  return placeChoices[place](context);
}

/** A reading's button: in words, what we would take the message for. */
export function readingChoice(context: RenderContext, event: SpokenEvent): Choice {
  return choose(context, readingLabel(context, event), event);
}

function readingLabel(context: RenderContext, event: SpokenEvent): string {
  const { readings } = context.wording;
  const current = context.saved.article;
  if (event.type === "problem.known")
    return local(context, context.guides.article(event.article)?.facts.title ?? { en: event.article });
  if (event.type === "ask") return local(context, titleOfAnswer(context, current, event));
  if (event.type === "step.go")
    return readings.step(
      local(
        context,
        stepOf(articleWithStep(context.guides, current, event.step, event.among), event.step)?.title ?? {
          en: event.step,
        },
      ),
    );
  if (event.type === "define") return readings.define(event.term);
  if (event.type === "device") return readings.device(context.wording.deviceNames[event.device]);
  const key = event.type === "step.done" ? `step.done:${event.result}` : event.type;
  const label = (readings as Record<string, unknown>)[key];
  return typeof label === "string" ? label : context.wording.choices.somethingElse;
}

function titleOfAnswer(
  context: RenderContext,
  current: string | null,
  { answer: id, among }: Extract<SpokenEvent, { type: "ask" }>,
) {
  const article = articleAnswering(context.guides, current, id, among);
  return (article && answerOf(article, id)?.title) ?? { en: id };
}
