import { inLocale } from "../../knowledge/article.ts";
import type { Article, Device } from "../../knowledge/article.ts";
import { choicesAt, stepChoices } from "./choices.ts";
import type { Lead, ReplyIntent, StepView } from "../effects.ts";
import type { StepQuestion } from "../events.ts";
import { articleWithStep, canDo, stepOf } from "../guides.ts";
import type { StepCard } from "./reply.ts";
import { articleOf, choose, local, paragraphs, vary } from "./render-context.ts";
import type { Part, RenderContext, Writers } from "./render-context.ts";

/** How steps, and lists of them, are put into words. */

/** The step as it is on this device: its own title, or that of what replaces it. */
export function stepOnDevice(voice: RenderContext, article: Article, id: string, device: Device) {
  const step = stepOf(article, id);
  if (!step) throw new Error(`article ${article.id} has no step ${id}`);
  const how = step.on[device];
  const replaces = canDo(how) ? how.replaces : undefined;
  const instructions = canDo(how) ? inLocale(how.instructions, voice.locale) : [];
  const note = canDo(how) && how.note ? local(voice, how.note) : undefined;
  return {
    title: local(voice, replaces?.title ?? step.title),
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
function reasonOn(voice: RenderContext, article: Article, id: string, device: Device): string {
  const { how } = stepOnDevice(voice, article, id, device);
  return how.reason ? local(voice, how.reason).replace(/\.$/, "") : "";
}

/** What the step at this place is called on this device. */
export function placeTitle(voice: RenderContext, view: StepView): string {
  return stepOnDevice(voice, articleOf(voice, view.article), view.step, view.device).title;
}

function stepCard(voice: RenderContext, view: StepView): StepCard {
  const { title, minutes, instructions, note, step } = stepOnDevice(
    voice,
    articleOf(voice, view.article),
    view.step,
    view.device,
  );
  return {
    article: view.article,
    step: view.step,
    number: view.number,
    of: view.of,
    progress: voice.words.stepHeading(view.number, view.of),
    title,
    duration: voice.words.about(minutes),
    ...(step.warning ? { warning: voice.words.warning(local(voice, step.warning)) } : {}),
    instructions,
    ...(note ? { note } : {}),
    question: step.observation ? local(voice, step.observation.question) : voice.words.didItHelp,
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
export const plainLeads: ReadonlySet<Lead["kind"]> = new Set(["next", "next-plain", "skipped", "already", "needless"]);

function leadText(voice: RenderContext, lead: Lead, view: StepView): string {
  const article = articleOf(voice, view.article);
  const passed = view.passedOver.map((id) =>
    voice.words.passedOver(
      local(voice, stepOf(article, id)?.title ?? { en: id }),
      reasonOn(voice, article, id, view.device),
    ),
  );
  if (lead.kind === "not-here") {
    const title = local(voice, stepOf(article, lead.step)?.title ?? { en: lead.step });
    return voice.words.notHere(title, reasonOn(voice, article, lead.step, view.device));
  }
  const reason = reasonOn(voice, article, view.step, view.device);
  // A step further up again, right after a later one: half a sentence why.
  const kind = view.isEarlier && plainLeads.has(lead.kind) && lead.kind !== "needless" ? "earlier" : lead.kind;
  return paragraphs(vary(voice, voice.words.leads[kind]), ...passed, reason ? voice.words.replaced(reason) : "");
}

function stepPart(voice: RenderContext, view: StepView, lead: string): Part {
  const card = stepCard(voice, view);
  return { text: paragraphs(lead, stepText(card)), lead, step: card, choices: stepChoices(voice, card.step) };
}

function listLine(voice: RenderContext, say: Extract<ReplyIntent, { kind: "list" }>, id: string, at: number): string {
  const article = articleOf(voice, say.article);
  const { listMarks } = voice.words;
  const title = say.device
    ? stepOnDevice(voice, article, id, say.device).title
    : local(voice, stepOf(article, id)?.title ?? { en: id });
  const impossible = say.device !== null && !canDo(stepOnDevice(voice, article, id, say.device).how);
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
function titlesOf(voice: RenderContext, article: string | null, steps: readonly string[]): string {
  const found = steps.map((id) =>
    stepOf(voice.guides.article(article) ?? articleWithStep(voice.guides, article, id), id),
  );
  return found.flatMap((step) => (step ? [local(voice, step.title)] : [])).join(", ");
}

type AboutStep = { article: Article; step: string; device: Device | null; asks: StepQuestion };

/** Yes or no to a question about a step, by how it stands here and what is known. */
function answerAboutStep(voice: RenderContext, { article, step, device, asks }: AboutStep): string {
  const { stepAsked, deviceNames } = voice.words;
  const { saved } = voice;
  const isHere = saved.step === step && saved.article === article.id;
  const number = article.steps.findIndex(({ id }) => id === step) + 1;
  const result = saved.tried.find((one) => one.step === step)?.result;
  if (asks === "must") return stepAsked.must;
  if (asks === "later") return isHere ? stepAsked.laterHere : stepAsked.later(number);
  const bends = article.order.filter(({ when }) => saved.evidence.includes(when));
  const because = (texts: typeof bends): string =>
    texts.flatMap(({ because: said }) => (said ? [local(voice, said)] : []))[0] ?? "";
  const against = bends.filter(({ skip }) => skip.includes(step));
  if (result === "fixed") return asks === "cause" ? stepAsked.proved : stepAsked.done;
  if (result === "not-fixed" || result === "already") return asks === "cause" ? stepAsked.ruledOut : stepAsked.done;
  if (against.length > 0) return `${stepAsked.unlikely} ${because(against)}`;
  if (asks === "cause") return bends.some(({ front }) => front.includes(step)) ? stepAsked.likely : stepAsked.maybe;
  if (device !== null && !canDo(stepOnDevice(voice, article, step, device).how))
    return stepAsked.notHere(deviceNames[device], reasonOn(voice, article, step, device));
  if (isHere) return asks === "helps" ? stepAsked.helps : stepAsked.here;
  const isAhead = saved.step !== null && article.steps.findIndex(({ id }) => id === saved.step) + 1 < number;
  if (!isAhead || article.id !== saved.article) return stepAsked.helps;
  return asks === "helps" ? stepAsked.helpsLater : stepAsked.ahead;
}

/** The writers of everything that shows steps. */
export const stepWriters: Pick<Writers, Kinds> = {
  step: ({ view, lead }, voice) => stepPart(voice, view, leadText(voice, lead, view)),
  "explain-step": ({ view }, voice) => {
    const { step } = stepOnDevice(voice, articleOf(voice, view.article), view.step, view.device);
    const lead = paragraphs(vary(voice, voice.words.explain), local(voice, step.purpose));
    return voice.saved.place === "consent"
      ? {
          text: paragraphs(local(voice, step.purpose), vary(voice, voice.words.consentQuestion)),
          choices: choicesAt(voice, "consent"),
        }
      : stepPart(voice, view, lead);
  },
  consent: ({ view, lead }, voice) => {
    const card = stepCard(voice, view);
    const text = paragraphs(
      leadText(voice, lead, view),
      `**${card.progress} · ${card.title}** · ${card.duration}`,
      card.warning,
      vary(voice, voice.words.consentQuestion),
    );
    return { text, choices: choicesAt(voice, "consent") };
  },
  list: (say, voice) => {
    const lines = articleOf(voice, say.article).steps.map((step, at) => listLine(voice, say, step.id, at));
    return { text: paragraphs(voice.words.listTitle, lines.join("\n")) };
  },
  "place-offer": ({ view }, voice) => ({
    text: vary(voice, voice.words.placeOffer(view.number, view.of, placeTitle(voice, view))),
    choices: choicesAt(voice, "paused"),
  }),
  noted: ({ article, tried, cannot, needless = [], undone = [], else: tellsMore }, voice) => {
    const { notedTried, notedCannot, notedNeedless, notedUndone, notedElse, notedNothing } = voice.words;
    const lists = [
      [tried, notedTried],
      [cannot, notedCannot],
      [needless, notedNeedless],
      [undone, notedUndone],
    ] as const;
    const said = lists.flatMap(([steps, words]) => {
      const titles = titlesOf(voice, article, steps);
      return titles === "" ? [] : [words(titles)];
    });
    if (said.length === 0 && tellsMore !== undefined)
      return { text: vary(voice, tellsMore ? notedElse : notedNothing) };
    return { text: said.join(" ") };
  },
  because: ({ article, evidence }, voice) => ({
    text: paragraphs(
      ...articleOf(voice, article).order.flatMap(({ when, because }) =>
        because && evidence.includes(when) ? [local(voice, because)] : [],
      ),
    ),
  }),
  observed: ({ evidence }, voice) => ({ text: voice.words.observed[evidence] ?? "" }),
  "step-about": ({ article, step, device, asks }, voice) => {
    const known = articleOf(voice, article);
    const shown = stepOnDevice(voice, known, step, device ?? "other");
    const number = known.steps.findIndex(({ id }) => id === step) + 1;
    const isHere = voice.saved.step === step && voice.saved.article === article;
    const about = voice.words.stepAbout(
      number,
      device ? shown.title : local(voice, shown.step.title),
      voice.words.about(device ? shown.minutes : shown.step.minutes),
    );
    const answer = asks === null ? "" : answerAboutStep(voice, { article: known, step, device, asks });
    return {
      text: paragraphs(
        `${answer} ${asks === "later" ? "" : about}`.trim(),
        asks === "later" ? "" : local(voice, shown.step.purpose),
      ),
      choices: isHere ? [] : [choose(voice, voice.words.choices.goToStep(number), { type: "step.go", step })],
    };
  },
};
