import { choicesAt, person } from "./choices.ts";
import { guideTexts } from "./guide-inquiries.ts";
import type { ReplyIntent } from "../effects.ts";
import type { Inquiry } from "../events.ts";
import { articleWithStep } from "../guides.ts";
import { nextStep } from "../next-step.ts";
import type { placeholders } from "../../knowledge/short-answers.ts";
import { articleOf, choose, local, paragraphs, vary } from "./render-context.ts";
import type { Choice } from "./reply.ts";
import type { RenderContext, Writers } from "./render-context.ts";
import { placeTitle, stepOnDevice } from "./step-replies.ts";

/** Answers from what is known now: the status feed, the case, this conversation, the glossary. */

type Asked = Extract<ReplyIntent, { kind: "inquiry" }>;

function statusText(
  voice: RenderContext,
  { status, now, article }: Pick<Asked, "status" | "now"> & { article?: string | null },
): string {
  const { identity, status: where } = articleOf(voice, article ?? voice.saved.article);
  const { incidentNow, noIncident, statusUnknown, span } = voice.words;
  if (status.kind === "incident")
    return incidentNow(identity.brand, status.title, span(now - status.since), span(now - status.checkedAt));
  if (status.kind === "no-incident") return noIncident(identity.brand, span(now - status.checkedAt));
  return statusUnknown(identity.brand, where.pages[0]?.url.replace(/^https:\/\//u, "") ?? "");
}

function caseText(voice: RenderContext, { desk, ahead }: Asked): string {
  const { words, saved } = voice;
  if (!saved.case) return saved.lastCase ? words.caseOver : words.noCase;
  const queue =
    desk.state === "staffed"
      ? words.ahead(ahead)
      : desk.state === "empty"
        ? `${ahead > 0 ? `${words.ahead(ahead)} ` : ""}${words.deskEmpty}`
        : words.deskClosed(
            desk.opensAt === null ? null : words.moment(desk.opensAt, voice.locale, voice.timeZone ?? desk.timeZone),
          );
  return vary(voice, words.caseState(saved.case, queue));
}

/** Titles of the steps to come that fit in a short answer. */
const maxTitles = 9;

function placeText(voice: RenderContext, { view, status }: Asked): string {
  const { words, saved } = voice;
  const article = voice.guides.article(saved.article);
  if (!article || !view) return vary(voice, words.noPlace);
  const done = [...saved.tried];
  let minutes = 0;
  let left = 0;
  const next: string[] = [];
  // What is still to come, in the order in which it would be shown.
  for (let step = article.steps.find(({ id }) => id === view.step); step;) {
    left += 1;
    if (left > 1) next.push(stepOnDevice(voice, article, step.id, view.device).title);
    minutes += stepOnDevice(voice, article, step.id, view.device).minutes;
    done.push({ step: step.id, result: "skipped", at: 0 });
    step = nextStep(article, { device: view.device, tried: done, evidence: saved.evidence, status });
  }
  const place = words.placeName(view.number, view.of, placeTitle(voice, view));
  return paragraphs(
    words.placeNow(place, words.deviceNames[view.device], { left, minutes }),
    next.length > 0 ? words.placeNext(next.slice(0, maxTitles), Math.max(0, next.length - maxTitles)) : "",
  );
}

function triedText(voice: RenderContext): string {
  const { words, saved } = voice;
  const lines = saved.tried.flatMap(({ step, result }) => {
    const article = articleWithStep(voice.guides, saved.article, step);
    // A step that is gone from the articles is passed over.
    if (!article) return [];
    return [`- ${stepOnDevice(voice, article, step, saved.device ?? "other").title}: ${words.listMarks[result]}`];
  });
  if (lines.length === 0) return vary(voice, words.nothingTried);
  return paragraphs(words.triedSoFar, lines.join("\n"));
}

function deviceText(voice: RenderContext): string {
  const { words, saved } = voice;
  const others = saved.devices.filter(({ device }) => device !== saved.device);
  if (!saved.device && others.length === 0) return words.noDevice;
  const names = others.map(({ device, role }) => words.deviceRole(words.deviceNames[device], role));
  return words.deviceTold(saved.device ? words.deviceNames[saved.device] : null, names);
}

/** Whether the step on screen can do harm, from its own warning. */
/** The sentence of a step's instructions that warns of what another button would delete. */
function deletingSentence(lines: readonly string[]): string {
  const sentences = lines.flatMap((line) => line.split(/(?<=[.!?]) /u));
  return sentences.find((sentence) => /\bdeletes\b/iu.test(sentence)) ?? "";
}

function safetyText(voice: RenderContext, { view }: Asked): string {
  const { words, saved } = voice;
  if (!view) return words.stepsSafe;
  const { step, instructions, title } = stepOnDevice(voice, articleOf(voice, view.article), view.step, view.device);
  const warning = step.warning ? local(voice, step.warning) : "";
  if (step.asksFirst) return words.stepDeletes(warning);
  const caution = warning || deletingSentence(instructions);
  if (view.step !== saved.step) return caution ? words.stepNamedSafeBut(title, caution) : words.stepNamedSafe(title);
  return caution ? words.stepSafeBut(caution) : words.stepSafe;
}

function purposeText(voice: RenderContext, { view }: Asked): string {
  if (!view) return vary(voice, voice.words.noPlace);
  return local(voice, stepOnDevice(voice, articleOf(voice, view.article), view.step, view.device).step.purpose);
}

function presenceText(voice: RenderContext, asked: Asked): string {
  return voice.saved.case ? paragraphs(voice.words.presentWithCase, caseText(voice, asked)) : voice.words.present;
}

/** When somebody answers: now, from when on, or nobody knows. */
function hoursText(voice: RenderContext, { desk }: Asked): string {
  const { words } = voice;
  if (desk.state === "staffed") return words.hoursNow;
  if (desk.state === "empty") return voice.saved.case ? words.deskEmpty : words.hoursUnknown;
  return words.deskClosed(
    desk.opensAt === null ? null : words.moment(desk.opensAt, voice.locale, voice.timeZone ?? desk.timeZone),
  );
}

const texts: Record<Inquiry, (voice: RenderContext, asked: Asked) => string> = {
  "live-status": statusText,
  case: caseText,
  place: placeText,
  tried: triedText,
  device: deviceText,
  privacy: ({ words }, { times }) => (times > 0 ? words.privacyAgain : words.privacyNow),
  readers: (voice) => voice.words.readersNow,
  sharing: (voice) => voice.words.sharingNow,
  hours: hoursText,
  "step-safety": safetyText,
  "step-purpose": purposeText,
  identity: ({ words }, { times }) => (times > 0 ? words.identityAgain : words.identity),
  presence: presenceText,
  refund: (voice) => voice.words.refund,
  ...guideTexts,
};

/** Answers that are about the place itself, so that its buttons belong to them. */
const withPlace: ReadonlySet<Inquiry> = new Set(["next-action", "how-to", "simpler"]);

/** Where nothing is asked again behind an answer, what can be done there goes with it. */
function choicesBeside(voice: RenderContext): readonly Choice[] {
  if (voice.saved.case) return choicesAt(voice, "paused");
  const { place, lastArticle } = voice.saved;
  // What was asked of an article before goes on being about it: its steps can be begun.
  if (place === "idle" && voice.guides.article(lastArticle)) {
    const begins = { type: "problem.known", article: lastArticle ?? "" } as const;
    return [choose(voice, voice.words.choices.startSteps, begins, "yes"), ...person(voice)];
  }
  return place === "idle" || place === "paused" || place === "watching" ? choicesAt(voice, place) : [];
}

function choicesFor(voice: RenderContext, { about, status }: Asked): readonly Choice[] {
  const { place } = voice.saved;
  if (about === "live-status" && status.kind === "incident" && voice.saved.article !== null)
    return [choose(voice, voice.words.choices.tellMe, { type: "tell-me-when-over" }), ...person(voice)];
  if (about === "case" || about === "presence" || about === "hours")
    return voice.saved.case ? choicesAt(voice, "paused") : choicesAt(voice, place);
  if (withPlace.has(about)) return choicesAt(voice, place);
  return about === "refund" ? person(voice) : choicesBeside(voice);
}

/** The text with the names of this conversation in the places for them. */
function filled(voice: RenderContext, text: string): string {
  const { words, saved, guides } = voice;
  const article = guides.article(saved.article) ?? guides.article(saved.lastArticle);
  const support = article?.facts.contacts.find(({ url }) => url !== undefined)?.url?.replace(/^https:\/\//u, "");
  const names: Record<(typeof placeholders)[number], string> = {
    brand: article?.identity.brand ?? words.unknownBrand,
    support: support ?? words.unknownSupport,
    assistant: words.assistantName,
    case: saved.case ?? "",
  };
  return text.replaceAll(/\{(\w+)\}/gu, (_, name: keyof typeof names) => names[name]);
}

/** The writers of these answers. */
export const inquiryWriters: Pick<Writers, "inquiry" | "term" | "short-answer" | "cannot-watch"> = {
  "short-answer": ({ answer }, voice) => {
    const found = voice.guides.shortAnswers.find(({ id }) => id === answer);
    const text = (voice.saved.case ? found?.withCase : undefined) ?? found?.text;
    return { text: text ? filled(voice, local(voice, text)) : "", choices: choicesBeside(voice) };
  },
  inquiry: (asked, voice) => ({ text: texts[asked.about](voice, asked), choices: choicesFor(voice, asked) }),
  term: ({ term }, voice) => {
    const found = voice.guides.glossary.find(({ id }) => id === term);
    return { text: found ? local(voice, found.text) : "" };
  },
  "cannot-watch": ({ status, now }, voice) => ({
    text:
      status.kind === "no-incident"
        ? statusText(voice, { status, now })
        : voice.words.cannotWatch(
            articleOf(voice, voice.saved.article).status.pages[0]?.url.replace(/^https:\/\//u, "") ?? "",
          ),
    choices: choicesAt(voice, voice.saved.place).filter(({ press }) => press.event.type !== "tell-me-when-over"),
  }),
};
