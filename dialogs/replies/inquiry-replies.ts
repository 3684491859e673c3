import { choicesAt, person } from "./choices.ts";
import type { ReplyIntent } from "../effects.ts";
import type { Inquiry } from "../events.ts";
import { articleWithStep } from "../guides.ts";
import { nextStep } from "../next-step.ts";
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
  if (!saved.case) return vary(voice, words.noCase);
  const queue =
    desk.state === "staffed"
      ? words.ahead(ahead)
      : desk.state === "empty"
        ? `${ahead > 0 ? `${words.ahead(ahead)} ` : ""}${words.deskEmpty}`
        : words.deskClosed(
            desk.opensAt === null ? null : words.turnContext(desk.opensAt, voice.locale, voice.timeZone ?? desk.timeZone),
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
  const { words } = voice;
  if (!view) return words.stepsSafe;
  const { step, instructions } = stepOnDevice(voice, articleOf(voice, view.article), view.step, view.device);
  const warning = step.warning ? local(voice, step.warning) : "";
  if (step.asksFirst) return words.stepDeletes(warning);
  const caution = warning || deletingSentence(instructions);
  return caution ? words.stepSafeBut(caution) : words.stepSafe;
}

function purposeText(voice: RenderContext, { view }: Asked): string {
  if (!view) return vary(voice, voice.words.noPlace);
  return local(voice, stepOnDevice(voice, articleOf(voice, view.article), view.step, view.device).step.purpose);
}

function presenceText(voice: RenderContext, asked: Asked): string {
  return voice.saved.case ? paragraphs(voice.words.presentWithCase, caseText(voice, asked)) : voice.words.present;
}

const texts: Record<Inquiry, (voice: RenderContext, asked: Asked) => string> = {
  "live-status": statusText,
  case: caseText,
  place: placeText,
  tried: triedText,
  device: deviceText,
  privacy: (voice) => voice.words.privacyNow,
  "step-safety": safetyText,
  "step-purpose": purposeText,
  identity: (voice) => voice.words.identity,
  presence: presenceText,
  refund: (voice) => voice.words.refund,
};

function choicesFor(voice: RenderContext, { about, status }: Asked): readonly Choice[] {
  const { place } = voice.saved;
  if (about === "live-status" && status.kind === "incident" && voice.saved.article !== null)
    return [choose(voice, voice.words.choices.tellMe, { type: "tell-me-when-over" }), ...person(voice)];
  if (about === "case" || about === "presence")
    return voice.saved.case ? choicesAt(voice, "paused") : choicesAt(voice, place);
  return about === "refund" ? person(voice) : [];
}

/** The writers of these answers. */
export const inquiryWriters: Pick<Writers, "inquiry" | "term" | "cannot-watch"> = {
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
