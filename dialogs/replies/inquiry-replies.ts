import { choicesAt, person } from "./choices.ts";
import { guideTexts } from "./guide-inquiries.ts";
import type { ReplyIntent } from "../effects.ts";
import type { Inquiry } from "../events.ts";
import { articleWithStep } from "../guides.ts";
import { nextStep } from "../next-step.ts";
import type { placeholders } from "../../knowledge/short-answers.ts";
import { articleOf, choose, local, paragraphs, vary } from "./render-context.ts";
import { brandsOf } from "./article-choices.ts";
import type { Choice } from "./reply.ts";
import type { RenderContext, Writers } from "./render-context.ts";
import { placeTitle, stepOnDevice } from "./step-replies.ts";

/** Answers from what is known now: the status feed, the case, this conversation, the glossary. */

type Asked = Extract<ReplyIntent, { kind: "inquiry" }>;

function statusText(
  context: RenderContext,
  { status, now, article }: Pick<Asked, "status" | "now"> & { article?: string | null },
): string {
  const { identity, status: where } = articleOf(context, article ?? context.saved.article);
  const { incidentNow, noIncident, statusUnknown, span } = context.wording;
  if (status.kind === "incident")
    return incidentNow(identity.brand, status.title, span(now - status.since), span(now - status.checkedAt));
  if (status.kind === "no-incident") return noIncident(identity.brand, span(now - status.checkedAt));
  return statusUnknown(identity.brand, where.pages[0]?.url.replace(/^https:\/\//u, "") ?? "");
}

const noCaseText = ({ wording, saved }: RenderContext): string => (saved.lastCase ? wording.caseOver : wording.noCase);

/** The place in line, or when somebody is there again. */
function queueText({ wording, locale, timeZone }: RenderContext, { desk, ahead }: Asked): string {
  if (desk.state === "staffed") return wording.ahead(ahead);
  if (desk.state === "empty") return `${ahead > 0 ? `${wording.ahead(ahead)} ` : ""}${wording.deskEmpty}`;
  const opens = desk.opensAt === null ? null : wording.turnContext(desk.opensAt, locale, timeZone ?? desk.timeZone);
  return wording.deskClosed(opens);
}

/** An answer about the open case; where there is none, that there is none. */
const ofCase =
  (write: (number: string, queue: string, context: RenderContext) => string) =>
  (context: RenderContext, asked: Asked): string =>
    context.saved.case ? write(context.saved.case, queueText(context, asked), context) : noCaseText(context);

const caseText = ofCase((number, queue, context) => vary(context, context.wording.caseState(number, queue)));
const caseNumberText = ofCase((number, _, { wording }) => wording.caseNumber(number));
const caseWaitText = ofCase((_, queue, context) => vary(context, context.wording.caseWait(queue)));

function placeText(context: RenderContext, { view, status }: Asked): string {
  const { wording, saved } = context;
  const article = context.guides.article(saved.article);
  if (!article || !view) return vary(context, wording.noPlace);
  const done = [...saved.tried];
  let minutes = 0;
  let left = 0;
  // What is still to come, in the order in which it would be shown.
  for (let step = article.steps.find(({ id }) => id === view.step); step;) {
    left += 1;
    minutes += stepOnDevice(context, article, step.id, view.device).minutes;
    done.push({ step: step.id, result: "skipped", at: 0 });
    step = nextStep(article, { device: view.device, tried: done, evidence: saved.evidence, status });
  }
  const place = wording.placeName(view.number, view.of, placeTitle(context, view));
  return wording.placeNow(place, wording.deviceNames[view.device], { left, minutes });
}

function triedText(context: RenderContext): string {
  const { wording, saved } = context;
  const lines = saved.tried.flatMap(({ step, result }) => {
    const article = articleWithStep(context.guides, saved.article, step);
    // A step that is gone from the articles is passed over.
    if (!article) return [];
    return [`- ${stepOnDevice(context, article, step, saved.device ?? "other").title}: ${wording.listMarks[result]}`];
  });
  if (lines.length === 0) return vary(context, wording.nothingTried);
  return paragraphs(wording.triedSoFar, lines.join("\n"));
}

function deviceText(context: RenderContext): string {
  const { wording, saved } = context;
  const others = saved.devices.filter(({ device }) => device !== saved.device);
  if (!saved.device && others.length === 0) return wording.noDevice;
  const names = others.map(({ device, role }) => wording.deviceRole(wording.deviceNames[device], role));
  return wording.deviceKnown(saved.device ? wording.deviceNames[saved.device] : null, names);
}

/** Whether the step on screen can do harm, from its own warning. */
/** The sentence of a step's instructions that warns of what another button would delete. */
function deletingSentence(lines: readonly string[]): string {
  const sentences = lines.flatMap((line) => line.split(/(?<=[.!?]) /u));
  return sentences.find((sentence) => /\bdeletes\b/iu.test(sentence)) ?? "";
}

function safetyText(context: RenderContext, { view }: Asked): string {
  const { wording, saved } = context;
  if (!view) return wording.stepsSafe;
  const { step, instructions, title } = stepOnDevice(context, articleOf(context, view.article), view.step, view.device);
  const warning = step.warning ? local(context, step.warning) : "";
  if (step.asksFirst) return wording.stepDeletes(warning);
  const caution = warning || deletingSentence(instructions);
  if (view.step !== saved.step)
    return caution ? wording.stepNamedSafeBut(title, caution) : wording.stepNamedSafe(title);
  return caution ? wording.stepSafeBut(caution) : wording.stepSafe;
}

function purposeText(context: RenderContext, { view }: Asked): string {
  if (!view) return vary(context, context.wording.noPlace);
  return local(context, stepOnDevice(context, articleOf(context, view.article), view.step, view.device).step.purpose);
}

function presenceText(context: RenderContext, asked: Asked): string {
  return context.saved.case
    ? paragraphs(context.wording.presentWithCase, caseText(context, asked))
    : context.wording.present;
}

/** When somebody answers: now, from when on, or nobody knows. */
function hoursText(context: RenderContext, { desk }: Asked): string {
  const { wording } = context;
  if (desk.state === "staffed") return wording.hoursNow;
  if (desk.state === "empty") return context.saved.case ? wording.deskEmpty : wording.hoursUnknown;
  return wording.deskClosed(
    desk.opensAt === null ? null : wording.turnContext(desk.opensAt, context.locale, context.timeZone ?? desk.timeZone),
  );
}

const texts: Record<Inquiry, (context: RenderContext, asked: Asked) => string> = {
  "live-status": statusText,
  case: caseText,
  "case-number": caseNumberText,
  "case-wait": caseWaitText,
  place: placeText,
  tried: triedText,
  device: deviceText,
  privacy: ({ wording }, { times }) => (times > 0 ? wording.privacyAgain : wording.privacyNow),
  readers: (context) => context.wording.readersNow,
  sharing: (context) => context.wording.sharingNow,
  hours: hoursText,
  "step-safety": safetyText,
  "step-purpose": purposeText,
  identity: ({ wording }, { times }) => (times > 0 ? wording.identityAgain : wording.identity),
  presence: presenceText,
  refund: (context) => context.wording.refund,
  ...guideTexts,
};

/** Answers about the person who is waited for, or could be. */
const ofPerson: ReadonlySet<Inquiry> = new Set(["case", "case-number", "case-wait", "presence", "hours"]);

/** Answers that are about the place itself, so that its buttons belong to them. */
const withPlace: ReadonlySet<Inquiry> = new Set(["next-action", "how-to", "simpler"]);

/** Where nothing is asked again behind an answer, what can be done there goes with it. */
function caseOrPlaceChoices(context: RenderContext): readonly Choice[] {
  if (context.saved.case) return choicesAt(context, "paused");
  const { place, lastArticle } = context.saved;
  // What was asked of an article before goes on being about it: its steps can be begun.
  if (place === "idle" && context.guides.article(lastArticle)) {
    const begins = { type: "problem.known", article: lastArticle ?? "" } as const;
    return [choose(context, context.wording.choices.startSteps, begins, "yes"), ...person(context)];
  }
  return place === "idle" || place === "paused" || place === "watching" ? choicesAt(context, place) : [];
}

function choicesFor(context: RenderContext, { about, status }: Asked): readonly Choice[] {
  const { place } = context.saved;
  if (about === "live-status" && status.kind === "incident" && context.saved.article !== null)
    return [choose(context, context.wording.choices.tellMe, { type: "tell-me-when-over" }), ...person(context)];
  if (ofPerson.has(about)) return context.saved.case ? choicesAt(context, "paused") : choicesAt(context, place);
  if (withPlace.has(about)) return choicesAt(context, place);
  return about === "refund" ? person(context) : caseOrPlaceChoices(context);
}

/** The text with the names of this conversation in the places for them. */
function filled(context: RenderContext, text: string): string {
  const { wording, saved, guides } = context;
  const [usual] = brandsOf(guides.articles)[0]?.[1] ?? [];
  const article = guides.article(saved.article) ?? guides.article(saved.lastArticle) ?? usual;
  const support = article?.facts.contacts.find(({ url }) => url !== undefined)?.url?.replace(/^https:\/\//u, "");
  const names: Record<(typeof placeholders)[number], string> = {
    brand: article?.identity.brand ?? wording.unknownBrand,
    support: support ?? wording.unknownSupport,
    assistant: wording.assistantName,
    case: saved.case ?? "",
  };
  return text.replaceAll(/\{(\w+)\}/gu, (_, name: keyof typeof names) => names[name]);
}

/** The writers of these answers. */
export const inquiryWriters: Pick<Writers, "inquiry" | "term" | "short-answer" | "cannot-watch"> = {
  "short-answer": ({ answer }, context) => {
    const found = context.guides.shortAnswers.find(({ id }) => id === answer);
    const text = (context.saved.case ? found?.withCase : undefined) ?? found?.text;
    return { text: text ? filled(context, local(context, text)) : "", choices: caseOrPlaceChoices(context) };
  },
  inquiry: (asked, context) => ({ text: texts[asked.about](context, asked), choices: choicesFor(context, asked) }),
  term: ({ term }, context) => {
    const found = context.guides.glossary.find(({ id }) => id === term);
    return { text: found ? local(context, found.text) : "" };
  },
  "cannot-watch": ({ status, now }, context) => ({
    text:
      status.kind === "no-incident"
        ? statusText(context, { status, now })
        : context.wording.cannotWatch(
            articleOf(context, context.saved.article).status.pages[0]?.url.replace(/^https:\/\//u, "") ?? "",
          ),
    choices: choicesAt(context, context.saved.place).filter(({ press }) => press.event.type !== "tell-me-when-over"),
  }),
};
