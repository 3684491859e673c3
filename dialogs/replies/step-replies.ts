import { inLocale } from "../../knowledge/article.ts";
import type { Article, Device } from "../../knowledge/article.ts";
import { choicesAt, stepChoices } from "./choices.ts";
import type { StepIntro, ReplyIntent, StepView } from "../effects.ts";
import type { StepQuestion } from "../events.ts";
import { articleWithStep, canDo, stepOf } from "../guides.ts";
import type { StepCard } from "./reply.ts";
import { articleOf, choose, local, paragraphs, vary } from "./render-context.ts";
import type { Part, RenderContext, Writers } from "./render-context.ts";

/** How steps, and lists of them, are put into words. */

/** The step as it is on this device: its own title, or that of what replaces it. */
export function stepOnDevice(context: RenderContext, article: Article, id: string, device: Device) {
  const step = stepOf(article, id);
  if (!step) throw new Error(`article ${article.id} has no step ${id}`);
  const how = step.on[device];
  const replaces = canDo(how) ? how.replaces : undefined;
  const instructions = canDo(how) ? inLocale(how.instructions, context.locale) : [];
  const note = canDo(how) && how.note ? local(context, how.note) : undefined;
  return {
    title: local(context, replaces?.title ?? step.title),
    minutes: replaces?.minutes ?? step.minutes,
    instructions,
    note,
    step,
    how,
  };
}

/**
 * Why a step is impossible or replaced on this device: half a sentence without its full stop, empty where there is
 * nothing to say.
 */
function reasonOn(context: RenderContext, article: Article, id: string, device: Device): string {
  const { how } = stepOnDevice(context, article, id, device);
  return how.reason ? local(context, how.reason).replace(/\.$/, "") : "";
}

/** What the step at this place is called on this device. */
export function placeTitle(context: RenderContext, view: StepView): string {
  return stepOnDevice(context, articleOf(context, view.article), view.step, view.device).title;
}

function stepCard(context: RenderContext, view: StepView): StepCard {
  const { title, minutes, instructions, note, step } = stepOnDevice(
    context,
    articleOf(context, view.article),
    view.step,
    view.device,
  );
  return {
    article: view.article,
    step: view.step,
    number: view.number,
    of: view.of,
    progress: context.wording.stepHeading(view.number, view.of),
    title,
    duration: context.wording.about(minutes),
    ...(step.warning ? { warning: context.wording.warning(local(context, step.warning)) } : {}),
    instructions,
    ...(note ? { note } : {}),
    question: step.observation ? local(context, step.observation.question) : context.wording.didItHelp,
  };
}

function stepText(card: StepCard): string {
  const numbered = card.instructions.map((line, at) => `${at + 1}. ${line}`).join("\n");
  return paragraphs(
    `**${card.progress} · ${card.title}** · ${card.duration}`,
    card.warning,
    numbered,
    card.note,
    card.question,
  );
}

/** Leads that only say that another step comes. */
export const plainLeads: ReadonlySet<StepIntro["kind"]> = new Set([
  "next",
  "next-plain",
  "skipped",
  "already",
  "needless",
]);

function introText(context: RenderContext, intro: StepIntro, view: StepView): string {
  const article = articleOf(context, view.article);
  const passed = view.passedOver.map((id) =>
    context.wording.passedOver(
      local(context, stepOf(article, id)?.title ?? { en: id }),
      reasonOn(context, article, id, view.device),
    ),
  );
  if (intro.kind === "not-here") {
    const title = local(context, stepOf(article, intro.step)?.title ?? { en: intro.step });
    return context.wording.notHere(title, reasonOn(context, article, intro.step, view.device));
  }
  const reason = reasonOn(context, article, view.step, view.device);
  // A step further up again, right after a later one: half a sentence why.
  const kind = view.isEarlier && plainLeads.has(intro.kind) && intro.kind !== "needless" ? "earlier" : intro.kind;
  return paragraphs(
    vary(context, context.wording.intros[kind]),
    ...passed,
    reason ? context.wording.replaced(reason) : "",
  );
}

function stepPart(context: RenderContext, view: StepView, lead: string): Part {
  const card = stepCard(context, view);
  return { text: paragraphs(lead, stepText(card)), lead, step: card, choices: stepChoices(context, card.step) };
}

function listLine(context: RenderContext, say: Extract<ReplyIntent, { kind: "list" }>, id: string, at: number): string {
  const article = articleOf(context, say.article);
  const { listMarks } = context.wording;
  const title = say.device
    ? stepOnDevice(context, article, id, say.device).title
    : local(context, stepOf(article, id)?.title ?? { en: id });
  const impossible = say.device !== null && !canDo(stepOnDevice(context, article, id, say.device).how);
  const result = say.tried.find((one) => one.step === id)?.result;
  const mark =
    say.current === id ? listMarks.here : result ? listMarks[result] : impossible ? listMarks.impossible : undefined;
  return `${at + 1}. ${title}${mark ? ` (${mark})` : ""}`;
}

type Kinds =
  | "step"
  | "explain-step"
  | "consent"
  | "list"
  | "place-offer"
  | "noted"
  | "because"
  | "observed"
  | "step-about";

/** Titles of steps, in a row. */
function titlesOf(context: RenderContext, article: string | null, steps: readonly string[]): string {
  const found = steps.map((id) =>
    stepOf(context.guides.article(article) ?? articleWithStep(context.guides, article, id), id),
  );
  return found.flatMap((step) => (step ? [local(context, step.title)] : [])).join(", ");
}

type AboutStep = { article: Article; step: string; device: Device | null; asks: StepQuestion };

/** Yes or no to a question about a step, by how it stands here and what is known. */
function answerAboutStep(context: RenderContext, { article, step, device, asks }: AboutStep): string {
  const { stepAsked, deviceNames } = context.wording;
  const { saved } = context;
  const isHere = saved.step === step && saved.article === article.id;
  const number = article.steps.findIndex(({ id }) => id === step) + 1;
  const result = saved.tried.find((one) => one.step === step)?.result;
  if (asks === "must") return stepAsked.must;
  if (asks === "later") return isHere ? stepAsked.laterHere : stepAsked.later(number);
  const bends = article.order.filter(({ when }) => saved.evidence.includes(when));
  const because = (texts: typeof bends): string =>
    texts.flatMap(({ because: said }) => (said ? [local(context, said)] : []))[0] ?? "";
  const against = bends.filter(({ skip }) => skip.includes(step));
  if (result === "fixed") return asks === "cause" ? stepAsked.proved : stepAsked.done;
  if (result === "not-fixed" || result === "already") return asks === "cause" ? stepAsked.ruledOut : stepAsked.done;
  if (against.length > 0) return `${stepAsked.unlikely} ${because(against)}`.trim();
  if (asks === "cause") return bends.some(({ front }) => front.includes(step)) ? stepAsked.likely : stepAsked.maybe;
  if (device !== null && !canDo(stepOnDevice(context, article, step, device).how))
    return stepAsked.notHere(deviceNames[device], reasonOn(context, article, step, device));
  if (isHere) return asks === "helps" ? stepAsked.helps : stepAsked.here;
  if (asks === "should" && isNext(context, article, step)) return stepAsked.next;
  const isAhead = saved.step !== null && article.steps.findIndex(({ id }) => id === saved.step) + 1 < number;
  if (!isAhead || article.id !== saved.article) return stepAsked.helps;
  return asks === "helps" ? stepAsked.helpsLater : stepAsked.ahead;
}

/** Whether a step comes right after the one on screen. */
function isNext({ saved }: RenderContext, article: Article, step: string): boolean {
  const at = article.steps.findIndex(({ id }) => id === saved.step);
  return at >= 0 && article.steps[at + 1]?.id === step;
}

/** The writers of everything that shows steps. */
export const stepWriters: Pick<Writers, Kinds> = {
  step: ({ view, intro }, context) => stepPart(context, view, introText(context, intro, view)),
  "explain-step": ({ view }, context) => {
    const { step } = stepOnDevice(context, articleOf(context, view.article), view.step, view.device);
    const lead = paragraphs(vary(context, context.wording.explain), local(context, step.purpose));
    return context.saved.place === "consent"
      ? {
          text: paragraphs(local(context, step.purpose), vary(context, context.wording.consentQuestion)),
          choices: choicesAt(context, "consent"),
        }
      : stepPart(context, view, lead);
  },
  consent: ({ view, intro }, context) => {
    const card = stepCard(context, view);
    const text = paragraphs(
      introText(context, intro, view),
      `**${card.progress} · ${card.title}** · ${card.duration}`,
      card.warning,
      vary(context, context.wording.consentQuestion),
    );
    return { text, choices: choicesAt(context, "consent") };
  },
  list: (say, context) => {
    const lines = articleOf(context, say.article).steps.map((step, at) => listLine(context, say, step.id, at));
    return { text: paragraphs(context.wording.listTitle, lines.join("\n")) };
  },
  "place-offer": ({ view }, context) => ({
    text: vary(context, context.wording.placeOffer(view.number, view.of, placeTitle(context, view))),
    choices: choicesAt(context, "paused"),
  }),
  noted: ({ article, tried, cannot, needless, undone = [], else: tellsMore }, context) => {
    const { notedTried, notedCannot, notedNeedless, notedUndone, notedElse, notedNothing } = context.wording;
    const lists = [
      [tried, notedTried],
      [cannot, notedCannot],
      [needless, notedNeedless],
      [undone, notedUndone],
    ] as const;
    const said = lists.flatMap(([steps, wording]) => {
      const titles = titlesOf(context, article, steps);
      return titles === "" ? [] : [wording(titles)];
    });
    if (said.length === 0 && tellsMore !== undefined)
      return { text: vary(context, tellsMore ? notedElse : notedNothing) };
    return { text: said.join(" ") };
  },
  because: ({ article, evidence }, context) => ({
    text: paragraphs(
      ...articleOf(context, article).order.flatMap(({ when, because }) =>
        because && evidence.includes(when) ? [local(context, because)] : [],
      ),
    ),
  }),
  observed: ({ evidence }, context) => ({ text: context.wording.observed[evidence] ?? "" }),
  "step-about": ({ article, step, device, asks }, context) => {
    const known = articleOf(context, article);
    const shown = stepOnDevice(context, known, step, device ?? "other");
    const number = known.steps.findIndex(({ id }) => id === step) + 1;
    const isHere = context.saved.step === step && context.saved.article === article;
    const about = context.wording.stepAbout(
      number,
      device ? shown.title : local(context, shown.step.title),
      context.wording.about(device ? shown.minutes : shown.step.minutes),
    );
    if (asks === null && device !== null && !canDo(shown.how)) {
      const reason = reasonOn(context, known, step, device);
      return { text: context.wording.stepAsked.notHere(context.wording.deviceNames[device], reason) };
    }
    const answer = asks === null ? "" : answerAboutStep(context, { article: known, step, device, asks });
    return {
      text: paragraphs(
        `${answer} ${asks === "later" ? "" : about}`.trim(),
        asks === "later" ? "" : local(context, shown.step.purpose),
      ),
      choices: isHere ? [] : [choose(context, context.wording.choices.goToStep(number), { type: "step.go", step })],
    };
  },
};
