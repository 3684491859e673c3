import type { ReplyIntent } from "../effects.ts";
import type { Inquiry } from "../events.ts";
import { answerOf, canDo } from "../guides.ts";
import { orderFor } from "../next-step.ts";
import type { Article, Step } from "../../knowledge/article.ts";
import { articleOf, firstSentence, local, paragraphs, vary } from "./render-context.ts";
import type { RenderContext } from "./render-context.ts";
import { placeTitle, stepOnDevice, stepWriters } from "./step-replies.ts";

/** Answers about the guide: what to do now and how, what the facts point to, which steps there are and how they ended. */

type Asked = Extract<ReplyIntent, { kind: "inquiry" }>;

/** The step on screen, or that comes next, as it is on the person's device. */
function stepInView(voice: RenderContext, { view }: Asked) {
  return view && { view, ...stepOnDevice(voice, articleOf(voice, view.article), view.step, view.device) };
}

function nextActionText(voice: RenderContext, asked: Asked): string {
  const { nextAction } = voice.words;
  const shown = stepInView(voice, asked);
  switch (voice.saved.place) {
    case "step":
      if (!shown) return vary(voice, nextAction.begin);
      return shown.step.observation
        ? nextAction.look(shown.view.number, local(voice, shown.step.observation.question))
        : nextAction.step(shown.view.number, shown.title);
    case "consent":
      return shown ? nextAction.consent(shown.title) : nextAction.paused;
    case "askingDevice":
      return nextAction.device;
    case "incident":
    case "watching":
      return nextAction.wait;
    case "checking":
      return vary(voice, voice.words.question.checking);
    case "allTried":
      return nextAction.allTried;
    case "resolved":
      return nextAction.done;
    case "paused":
      return nextAction.paused;
    case "idle":
    case "choosingProblem":
      return vary(voice, nextAction.begin);
  }
}

/** The way, line by line; where it was shown just before, what else is possible. */
function howToText(voice: RenderContext, asked: Asked): string {
  const { words } = voice;
  const shown = stepInView(voice, asked);
  if (voice.saved.place === "resolved") return cureText(voice);
  if (!shown || voice.saved.place === "allTried") return nextActionText(voice, asked);
  if (asked.times > 0) return words.howToStuck[Math.min(asked.times, words.howToStuck.length) - 1] ?? "";
  const numbered = shown.instructions.map((line, at) => `${at + 1}. ${line}`).join("\n");
  return paragraphs(words.howTo(words.deviceNames[shown.view.device]), numbered, shown.note);
}

/** Less each time: the first line, what it is for, then that the step can be left. */
function simplerText(voice: RenderContext, asked: Asked): string {
  const { words } = voice;
  const shown = stepInView(voice, asked);
  if (!shown) return words.plainAnswer;
  if (asked.times === 0) return words.inShort(shown.instructions[0] ?? "");
  if (asked.times === 1) return words.inShortWhy(local(voice, shown.step.purpose));
  return words.howToStuck.at(-1) ?? "";
}

const known = (voice: RenderContext): Article | undefined =>
  voice.guides.article(voice.saved.article) ?? voice.guides.article(voice.saved.lastArticle);

/** The step that is credited with the cure, as it is called on the person's device. */
function curedBy(voice: RenderContext) {
  const article = known(voice);
  const id = voice.saved.tried.find(({ result }) => result === "fixed")?.step;
  const at = article?.steps.findIndex((step) => step.id === id) ?? -1;
  if (!article || id === undefined || at < 0) return null;
  return { number: at + 1, ...stepOnDevice(voice, article, id, voice.saved.device ?? "other") };
}

function cureText(voice: RenderContext): string {
  const { words, saved } = voice;
  const cure = curedBy(voice);
  if (cure) return words.cure(cure.number, cure.title);
  return saved.place === "resolved" ? words.cureUnknown : words.noCure;
}

/** What was found out so far; where nothing was, what the article says of it. */
const foundOut = (usual: string) => (voice: RenderContext, asked: Asked) => {
  const { words, saved } = voice;
  const article = articleOf(voice, asked.article);
  const cure = curedBy(voice);
  if (cure) return words.pointsToCure(cure.title, local(voice, cure.step.purpose));
  const [found] = Object.entries(words.pointsTo).filter(([evidence]) => saved.evidence.some((one) => one === evidence));
  if (found) return found[1](article.identity.brand);
  return firstSentence(local(voice, answerOf(article, usual)?.text ?? article.facts.summary));
};

function skippedText(voice: RenderContext): string {
  const { words, saved } = voice;
  const article = known(voice);
  const skipped = saved.tried.filter(({ result }) => result === "skipped").map(({ step }) => step);
  const titles = (article?.steps ?? [])
    .filter(({ id }) => skipped.includes(id))
    .map(({ title }) => local(voice, title));
  return titles.length === 0 ? words.nothingSkipped : words.skippedSteps(titles.join(", "));
}

function listText(voice: RenderContext): string {
  const { saved, words } = voice;
  const article = known(voice);
  if (!article) return vary(voice, words.nothingToDo["list"] ?? []);
  const { device, tried, step: current } = saved;
  return stepWriters.list({ kind: "list", article: article.id, device, tried, current }, voice).text;
}

/** The steps that would come after the one in view, in their order. */
function stepsAfter(voice: RenderContext, { view, status }: Asked): Step[] {
  if (!view) return [];
  const { tried, evidence } = voice.saved;
  const done = new Set([...tried.map(({ step }) => step), view.step]);
  return orderFor(articleOf(voice, view.article), { evidence, status }).filter(
    (step) => !done.has(step.id) && canDo(step.on[view.device]),
  );
}

const duration = (voice: RenderContext, minutes: number): string => voice.words.about(minutes);

function stepTimeText(voice: RenderContext, asked: Asked): string {
  const shown = stepInView(voice, asked);
  return shown ? voice.words.stepTime(shown.title, duration(voice, shown.minutes)) : vary(voice, voice.words.noPlace);
}

function nextStepTimeText(voice: RenderContext, asked: Asked): string {
  const { words } = voice;
  const [next] = stepsAfter(voice, asked);
  if (!asked.view || !next) return asked.view ? words.noNextStep : vary(voice, words.noPlace);
  const { title, minutes } = stepOnDevice(voice, articleOf(voice, asked.view.article), next.id, asked.view.device);
  return words.nextStepTime(title, duration(voice, minutes));
}

function stepCountText(voice: RenderContext, { view }: Asked): string {
  const article = known(voice);
  if (!article) return vary(voice, voice.words.noPlace);
  return voice.words.stepCount(article.steps.length, view?.number ?? null);
}

function problemText(voice: RenderContext): string {
  const { words, saved } = voice;
  const article = voice.guides.article(saved.article);
  if (!article) return vary(voice, words.noProblem);
  return words.problemNow(local(voice, article.facts.title), saved.device && words.deviceNames[saved.device]);
}

/** The order of the steps is the best that is known: the one in view, then the next. */
function bestStepText(voice: RenderContext, asked: Asked): string {
  const { words } = voice;
  if (!asked.view) return words.noBestStep;
  const [next] = stepsAfter(voice, asked);
  const { article, device } = asked.view;
  const second = next ? stepOnDevice(voice, articleOf(voice, article), next.id, device).title : null;
  const others = [asked.view.step, ...stepsAfter(voice, asked).map(({ id }) => id)];
  return [
    words.bestStep(placeTitle(voice, asked.view), second),
    others.includes("switch-network") ? words.bestIfPlays : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function deletingText(voice: RenderContext): string {
  const steps = (known(voice)?.steps ?? []).filter(({ asksFirst }) => asksFirst);
  return known(voice) ? voice.words.deletes(steps.map(({ title }) => local(voice, title))) : voice.words.stepsSafe;
}

function tellOthersText(voice: RenderContext, { article: id }: Asked): string {
  const { words, saved } = voice;
  if (saved.case) return words.tellPerson;
  const { facts } = articleOf(voice, id);
  const [, found = ""] =
    Object.entries(words.tellFound).find(([evidence]) => saved.evidence.some((one) => one === evidence)) ?? [];
  return words.tellOthers(local(voice, facts.title), saved.device && words.deviceNames[saved.device], found);
}

function askProviderText({ words, saved: { evidence } }: RenderContext): string {
  if (evidence.includes("plays-on-other-network") || evidence.includes("other-apps-fail")) return words.askProvider;
  return evidence.includes("fails-on-other-network") ? words.askProviderNot : words.askProviderLater;
}

function emailText({ words, saved }: RenderContext, { mail }: Asked): string {
  if (!mail) return words.noMail;
  return saved.case ? words.mailOffered : words.mailForCase;
}

/** These answers, by what is asked. */
export const guideTexts = {
  "next-action": nextActionText,
  "how-to": howToText,
  simpler: simplerText,
  "points-to": foundOut("what-it-means"),
  "why-happened": foundOut("whose-fault"),
  cure: cureText,
  skipped: skippedText,
  "steps-list": listText,
  "step-time": stepTimeText,
  "next-step-time": nextStepTimeText,
  "step-count": stepCountText,
  problem: problemText,
  "best-step": bestStepText,
  deleting: deletingText,
  "tell-others": tellOthersText,
  "ask-provider": askProviderText,
  email: emailText,
} satisfies Partial<Record<Inquiry, (voice: RenderContext, asked: Asked) => string>>;
