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
function stepInView(context: RenderContext, { view }: Asked) {
  return view && { view, ...stepOnDevice(context, articleOf(context, view.article), view.step, view.device) };
}

function nextActionText(context: RenderContext, asked: Asked): string {
  const { nextAction } = context.wording;
  const shown = stepInView(context, asked);
  switch (context.saved.place) {
    case "step":
      if (!shown) return vary(context, nextAction.begin);
      return shown.step.observation
        ? nextAction.look(shown.view.number, local(context, shown.step.observation.question))
        : nextAction.step(shown.view.number, shown.title);
    case "consent":
      return shown ? nextAction.consent(shown.title) : nextAction.paused;
    case "askingDevice":
      return nextAction.device;
    case "incident":
    case "watching":
      return nextAction.wait;
    case "checking":
      return vary(context, context.wording.question.checking);
    case "allTried":
      return nextAction.allTried;
    case "resolved":
      return nextAction.done;
    case "paused":
      return nextAction.paused;
    case "idle":
    case "choosingProblem":
      return vary(context, nextAction.begin);
  }
}

/** The way, line by line; where it was shown just before, what else is possible. */
function howToText(context: RenderContext, asked: Asked): string {
  const { wording } = context;
  const shown = stepInView(context, asked);
  if (context.saved.place === "resolved") return cureText(context);
  if (!shown || context.saved.place === "allTried") return nextActionText(context, asked);
  if (asked.times > 0) return wording.howToStuck[Math.min(asked.times, wording.howToStuck.length) - 1] ?? "";
  const numbered = shown.instructions.map((line, at) => `${at + 1}. ${line}`).join("\n");
  return paragraphs(wording.howTo(wording.deviceNames[shown.view.device]), numbered, shown.note);
}

/** The first sentence of each instruction, without what stands in brackets and what is only for "No icon?". */
const inBrief = (lines: readonly string[]): string =>
  lines
    .map((line) => firstSentence(line.replaceAll(/\s*\([^)]*\)/gu, "")))
    .filter((sentence) => !sentence.endsWith("?"))
    .join(" ");

/** Less each time: each line in brief, what it is for, then that the step can be left. */
function simplerText(context: RenderContext, asked: Asked): string {
  const { wording } = context;
  const shown = stepInView(context, asked);
  if (!shown) return wording.plainAnswer;
  if (asked.times === 0) return wording.inShort(inBrief(shown.instructions));
  if (asked.times === 1) return wording.inShortWhy(local(context, shown.step.purpose));
  return wording.howToStuck.at(-1) ?? "";
}

const known = (context: RenderContext): Article | undefined =>
  context.guides.article(context.saved.article) ?? context.guides.article(context.saved.lastArticle);

/** The step that is credited with the cure, as it is called on the person's device. */
function curedBy(context: RenderContext) {
  const article = known(context);
  const id = context.saved.tried.find(({ result }) => result === "fixed")?.step;
  const at = article?.steps.findIndex((step) => step.id === id) ?? -1;
  if (!article || id === undefined || at < 0) return null;
  return { number: at + 1, ...stepOnDevice(context, article, id, context.saved.device ?? "other") };
}

function cureText(context: RenderContext): string {
  const { wording, saved } = context;
  const cure = curedBy(context);
  if (cure) return wording.cure(cure.number, cure.title);
  return saved.place === "resolved" ? wording.cureUnknown : wording.noCure;
}

/** What was found out so far; where nothing was, what the article says of it. */
const foundOut = (usual: string) => (context: RenderContext, asked: Asked) => {
  const { wording, saved } = context;
  const article = articleOf(context, asked.article);
  const cure = curedBy(context);
  if (cure) return wording.pointsToCure(cure.title, local(context, cure.step.purpose));
  const [found] = Object.entries(wording.pointsTo).filter(([evidence]) =>
    saved.evidence.some((one) => one === evidence),
  );
  if (found) return found[1](article.identity.brand);
  return firstSentence(local(context, answerOf(article, usual)?.text ?? article.facts.summary));
};

function skippedText(context: RenderContext): string {
  const { wording, saved } = context;
  const article = known(context);
  const skipped = saved.tried.filter(({ result }) => result === "skipped").map(({ step }) => step);
  const titles = (article?.steps ?? [])
    .filter(({ id }) => skipped.includes(id))
    .map(({ title }) => local(context, title));
  return titles.length === 0 ? wording.nothingSkipped : wording.skippedSteps(titles.join(", "));
}

function listText(context: RenderContext): string {
  const { saved, wording } = context;
  const article = known(context);
  if (!article) return vary(context, wording.nothingToDo["list"] ?? []);
  const { device, tried, step: current } = saved;
  return stepWriters.list({ kind: "list", article: article.id, device, tried, current }, context).text;
}

/** The steps that would come after the one in view, in their order. */
function stepsAfter(context: RenderContext, { view, status }: Asked): Step[] {
  if (!view) return [];
  const { tried, evidence } = context.saved;
  const done = new Set([...tried.map(({ step }) => step), view.step]);
  return orderFor(articleOf(context, view.article), { evidence, status }).filter(
    (step) => !done.has(step.id) && canDo(step.on[view.device]),
  );
}

const duration = (context: RenderContext, minutes: number): string => context.wording.about(minutes);

function stepTimeText(context: RenderContext, asked: Asked): string {
  const shown = stepInView(context, asked);
  return shown
    ? context.wording.stepTime(shown.title, duration(context, shown.minutes))
    : vary(context, context.wording.noPlace);
}

/** Whether a step signs the person out, and which one does: the login is at hand then. */
function signsOutText(context: RenderContext, asked: Asked): string {
  const { wording } = context;
  const article = known(context);
  const titles = (article?.steps ?? []).filter(({ signsOut }) => signsOut).map(({ title }) => local(context, title));
  const shown = stepInView(context, asked);
  if (shown?.step.signsOut) return wording.signsOut(shown.title);
  return paragraphs(
    [
      shown ? wording.signsNotOut(shown.title) : "",
      titles.length > 0 ? wording.signingOut(titles) : wording.nothingSignsOut,
    ]
      .filter(Boolean)
      .join(" "),
  );
}

function nextStepText(context: RenderContext, asked: Asked): string {
  const { wording } = context;
  const [next] = stepsAfter(context, asked);
  if (!asked.view || !next) return asked.view ? wording.noNextStep : vary(context, wording.noPlace);
  const { title, minutes } = stepOnDevice(context, articleOf(context, asked.view.article), next.id, asked.view.device);
  return wording.nextStepTime(title, duration(context, minutes));
}

function leftText(context: RenderContext, asked: Asked): string {
  const { wording } = context;
  const { view } = asked;
  if (!view) return vary(context, wording.noPlace);
  const next = stepsAfter(context, asked).map(
    ({ id }) => stepOnDevice(context, articleOf(context, view.article), id, view.device).title,
  );
  return next.length === 0 ? wording.noNextStep : wording.placeNext(next);
}

function nextStepTimeText(context: RenderContext, asked: Asked): string {
  const { wording } = context;
  const [next] = stepsAfter(context, asked);
  if (!asked.view || !next) return asked.view ? wording.noNextStep : vary(context, wording.noPlace);
  const { title, minutes } = stepOnDevice(context, articleOf(context, asked.view.article), next.id, asked.view.device);
  return wording.nextStepTime(title, duration(context, minutes));
}

function stepCountText(context: RenderContext, { view }: Asked): string {
  const article = known(context);
  if (!article) return vary(context, context.wording.noPlace);
  return context.wording.stepCount(article.steps.length, view?.number ?? null);
}

function problemText(context: RenderContext): string {
  const { wording, saved } = context;
  const article = context.guides.article(saved.article);
  if (!article) return vary(context, wording.noProblem);
  return wording.problemNow(local(context, article.facts.title), saved.device && wording.deviceNames[saved.device]);
}

/** The order of the steps is the best that is known: the one in view, then the next. */
function bestStepText(context: RenderContext, asked: Asked): string {
  const { wording } = context;
  if (!asked.view) return wording.noBestStep;
  const [next] = stepsAfter(context, asked);
  const { article, device } = asked.view;
  const second = next ? stepOnDevice(context, articleOf(context, article), next.id, device).title : null;
  const others = [asked.view.step, ...stepsAfter(context, asked).map(({ id }) => id)];
  return [
    wording.bestStep(placeTitle(context, asked.view), second),
    others.includes("switch-network") ? wording.bestIfPlays : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function deletingText(context: RenderContext): string {
  const steps = (known(context)?.steps ?? []).filter(({ asksFirst }) => asksFirst);
  return known(context)
    ? context.wording.deletes(steps.map(({ title }) => local(context, title)))
    : context.wording.stepsSafe;
}

function tellOthersText(context: RenderContext, { article: id }: Asked): string {
  const { wording, saved } = context;
  if (saved.case) return wording.tellPerson;
  const { facts } = articleOf(context, id);
  const [, found = ""] =
    Object.entries(wording.tellFound).find(([evidence]) => saved.evidence.some((one) => one === evidence)) ?? [];
  return wording.tellOthers(local(context, facts.title), saved.device && wording.deviceNames[saved.device], found);
}

function askProviderText({ wording, saved: { evidence } }: RenderContext): string {
  if (evidence.includes("plays-on-other-network") || evidence.includes("other-apps-fail")) return wording.askProvider;
  return evidence.includes("fails-on-other-network") ? wording.askProviderNot : wording.askProviderLater;
}

function emailText({ wording, saved }: RenderContext, { mail }: Asked): string {
  if (!mail) return wording.noMail;
  return saved.case ? wording.mailOffered : wording.mailForCase;
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
  "signs-out": signsOutText,
  "next-step": nextStepText,
  left: leftText,
} satisfies Partial<Record<Inquiry, (context: RenderContext, asked: Asked) => string>>;
