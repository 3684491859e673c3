import { capital, choicesAt, person, personChoices, readingChoice, startChoices } from "./choices.ts";
import type { Effect, Question, ReplyIntent, StepView } from "../effects.ts";
import type { LiveStatus } from "../events.ts";
import type { Answer } from "../../knowledge/article.ts";
import { answerOf } from "../guides.ts";
import type { Guides } from "../guides.ts";
import type { Choice, Reply } from "./reply.ts";
import type { ConversationState } from "../stored-state.ts";
import { problemChoices, topics } from "./article-choices.ts";
import { articleWriters } from "./article-replies.ts";
import { articleOf, choose, firstSentence, local, paragraphs, vary } from "./render-context.ts";
import type { Part, RenderContext, Writers } from "./render-context.ts";
import { en, type Wording } from "../wording/en.ts";
import { wordingFor } from "../wording/product-en.ts";
import { caseWriters } from "./case-replies.ts";
import { placeTitle, plainLeads, stepOnDevice, stepWriters } from "./step-replies.ts";
import { inquiryWriters } from "./inquiry-replies.ts";
import { summaryOfFixed, summaryWriters } from "./summary-replies.ts";

/** Puts what a turn wants said into one reply, or null where it says nothing. Pure, and free of any channel. */
export function write(
  effects: readonly Effect[],
  options: Omit<RenderContext, "words"> & { inName?: ((words: Wording) => Wording) | undefined },
): Reply | null {
  const { guides, saved, inName = (words) => words } = options;
  const words = inName(wordingFor(guides.articles, guides.article(saved.article)));
  const voice: RenderContext = { ...options, words };
  const said = inBrief(notedOnce(effects.filter((effect) => effect.type === "say").map(({ say }) => say)));
  // The question about the case comes after the news that it follows from.
  const ordered = said.toSorted((a, b) => Number(a.kind === "cancel-case-ask") - Number(b.kind === "cancel-case-ask"));
  const parts = ordered
    .map((say) => writePart(say, voice))
    .map((part, at, all) => {
      const opener = ordered.find((other, place) => place < at && openers.has(other.kind) && all[place]?.text !== "");
      const say = ordered[at];
      return opener && say ? writePart(withoutLead(say, opener), voice) : part;
    });
  // Two events of one message may have the same to say, such as what was noted; nobody reads it twice.
  const shown = parts.filter(
    (part, at) => part.text !== "" && parts.findIndex(({ text }) => text === part.text) === at,
  );
  return shown.length === 0 ? null : { ...joined(shown), ...deskOf(said, voice.saved) };
}

/** What opens a reply, so that the step after it needs no lead. */
const openers: ReadonlySet<ReplyIntent["kind"]> = new Set(["noted", "because", "observed", "upset"]);

/** The step without a lead that would be a second opening; where it stands earlier, that is still said after a note. */
function withoutLead(say: ReplyIntent, opener: ReplyIntent): ReplyIntent {
  if (say.kind !== "step" && say.kind !== "consent") return say;
  if (!plainLeads.has(say.lead.kind) && say.lead.kind !== "partly") return say;
  const kind = opener.kind === "noted" && say.view.isEarlier ? "earlier" : "none";
  return { ...say, lead: { kind } };
}

/** All that was noted of steps in one sentence, after what opens a guide. */
function notedOnce(said: readonly ReplyIntent[]): readonly ReplyIntent[] {
  const noted = said.filter((say) => say.kind === "noted");
  const last = noted.at(-1);
  if (last === undefined || noted.length < 2) return said;
  const needless = [...new Set(noted.flatMap((say) => say.needless))];
  const tried = [...new Set(noted.flatMap((say) => say.tried))].filter((step) => !needless.includes(step));
  const cannot = [...new Set(noted.flatMap((say) => say.cannot))].filter(
    (step) => ![...tried, ...needless].includes(step),
  );
  return said.flatMap<ReplyIntent>((say) =>
    say.kind !== "noted" ? [say] : say === last ? [{ ...last, tried, cannot, needless }] : [],
  );
}

const answers: ReadonlySet<ReplyIntent["kind"]> = new Set(["answer", "inquiry", "term", "short-answer", "step-about"]);

/** Of several answers at once each is short: what the article says of a question, without its second sentence. */
function inBrief(said: readonly ReplyIntent[]): readonly ReplyIntent[] {
  if (said.filter(({ kind }) => answers.has(kind)).length < 2) return said;
  return said.map((say) => (say.kind === "answer" ? { ...say, inBrief: true } : say));
}

/** Who the person is talking to from now on, for pages that show it. */
function deskOf(said: readonly ReplyIntent[], { case: open, person: state }: ConversationState): Pick<Reply, "desk"> {
  if (open === null || (state !== "waiting" && state !== "active")) return {};
  const agents = said.flatMap((say) =>
    say.kind === "case-claimed" ? [say.agent] : say.kind === "case-transferred" ? [say.to] : [],
  );
  const agent = state === "active" ? agents.at(-1) : undefined;
  return { desk: { case: open, ...(agent !== undefined && { agent }) } };
}

/** What a case is called at the desk: the fault and the device. */
export function caseSubject(saved: ConversationState, options: { locale: string; guides: Guides }): string {
  const voice: RenderContext = { words: en, saved, ...options };
  const article = options.guides.article(saved.article);
  return voice.words.caseSubject(
    article ? local(voice, article.facts.title) : undefined,
    saved.device ? voice.words.deviceNames[saved.device] : undefined,
  );
}

function writePart(say: ReplyIntent, voice: RenderContext): Part {
  const writer = writers[say.kind] as (say: ReplyIntent, voice: RenderContext) => Part;
  return writer(say, voice);
}

/**
 * One message for the whole turn: a person on a phone reads one bubble, not four. Buttons: the last question's first.
 */
function joined(parts: readonly Part[]): Reply {
  const carded = parts.find((part) => part.step ?? part.summary);
  const feedback = parts.find((part) => part.feedback)?.feedback;
  const source = parts.find((part) => part.source)?.source;
  const beside = parts.map((part) => (part === carded ? part.lead : part.text));
  return {
    text: paragraphs(...parts.map((part) => part.text)),
    choices: distinct(parts.toReversed().flatMap((part) => part.choices ?? [])),
    ...(carded ? { lead: paragraphs(...beside) } : {}),
    ...(carded?.step ? { step: carded.step } : {}),
    ...(carded?.summary ? { summary: carded.summary } : {}),
    ...(feedback ? { feedback } : {}),
    ...(source ? { source } : {}),
    ...(parts.some((part) => part.erased) ? { erased: true } : {}),
  };
}

function distinct(choices: readonly Choice[]): Choice[] {
  return choices.filter((choice, at) => choices.findIndex((other) => other.label === choice.label) === at);
}

function statusLine(voice: RenderContext, brand: string, status: LiveStatus, now: number): string {
  return status.kind === "no-incident" ? voice.words.noIncident(brand, voice.words.span(now - status.checkedAt)) : "";
}

function questionText(voice: RenderContext, { place, view, article, case: open, watchable }: Question): string {
  const { question, askDevice, askProblemOne, askProblemMany } = voice.words;
  const texts: Record<Question["place"], () => readonly string[]> = {
    idle: () => [],
    paused: () => [],
    watching: () => [],
    choosingProblem: () => (voice.guides.articles.length === 1 ? askProblemOne(topics(voice)) : askProblemMany),
    askingDevice: () => askDevice(articleOf(voice, article).identity.brand),
    incident: () => (watchable ? question.incident : question.outageTold),
    checking: () => question.checking,
    step: () => (view ? stepQuestion(voice, view) : []),
    consent: () => (view ? question.consent(placeTitle(voice, view)) : []),
    allTried: () => (open ? question.whilePersonComes : question.offerPerson),
    resolved: () => question.resolved,
  };
  const variants = texts[place]();
  return variants.length > 0 ? vary(voice, variants) : "";
}

/** The question of the step on screen, short: it is on screen already. */
function stepQuestion(voice: RenderContext, view: StepView): readonly string[] {
  const { observation } = stepOnDevice(voice, articleOf(voice, view.article), view.step, view.device).step;
  return observation
    ? [voice.words.question.observation(view.number, local(voice, observation.question))]
    : voice.words.question.step(view.number, placeTitle(voice, view));
}

const unclearWriter: Writers["unclear"] = (say, voice) => {
  const { words } = voice;
  if (say.readings.length > 0) {
    const choices = [
      ...say.readings.map((reading) => readingChoice(voice, reading)),
      choose(voice, words.choices.none, { type: "decline" }),
    ];
    return { text: vary(voice, words.didYouMean), choices: [...choices, ...person(voice)] };
  }
  const texts: Record<typeof say.why, readonly string[]> = {
    "not-understood": words.notUnderstood,
    "close-call": words.notUnderstood,
    "out-of-scope": words.outOfScope(topics(voice)),
    empty: words.empty,
    "too-long": words.tooLong,
    attachment: words.attachment,
    "attachment-kept": words.attachmentKept,
    fragment: words.goOn,
    "old-button": words.oldButton,
  };
  const variants = texts[say.why];
  // Misses count, not turns: the second time must bring other words and the list of what can be done. What is no miss
  // takes turns.
  const text = say.misses > 0 ? variants[(say.misses - 1) % variants.length] : vary(voice, variants);
  const begins = voice.saved.place === "idle" && !voice.saved.case && say.why !== "fragment";
  return {
    text: begins ? paragraphs(text, vary(voice, words.whatIsWrong)) : (text ?? ""),
    choices: begins ? startChoices(voice) : [],
  };
};

const mannersWriter: Writers["manners"] = ({ what }, voice) => {
  const said = voice.words.manners[what];
  const begins = what === "greeting" || what === "help" || what === "something-else";
  return {
    text: vary(voice, typeof said === "function" ? said(topics(voice)) : said),
    choices: begins ? choicesAt(voice, voice.saved.place) : [],
  };
};

const writers: Writers = {
  ...stepWriters,
  ...summaryWriters,
  ...inquiryWriters,
  ...articleWriters,
  unclear: unclearWriter,
  manners: mannersWriter,
  welcome: ({ place }, voice) => {
    const start = {
      text: paragraphs(voice.words.welcome(topics(voice)), voice.words.whatIsWrong[0]),
      choices: startChoices(voice),
    };
    if (!place) return start;
    const offer = stepWriters["place-offer"]({ kind: "place-offer", view: place }, voice);
    return { ...offer, text: paragraphs(voice.words.welcome(topics(voice)), offer.text) };
  },
  introduction: (_, voice) => ({ text: voice.words.introduction }),
  edited: (_, voice) => ({ text: vary(voice, voice.words.edited) }),
  opening: (say, voice) => {
    const { facts, identity } = articleOf(voice, say.article);
    const text = voice.words.opening(local(voice, facts.summary));
    return { text: paragraphs(text, statusLine(voice, identity.brand, say.status, say.now)) };
  },
  incident: ({ article, status, now, told }, voice) => {
    const { brand } = articleOf(voice, article).identity;
    const { incident, incidentTold, span } = voice.words;
    if (status.kind === "incident")
      return {
        text: incident(brand, status.title, span(now - status.since), span(now - status.checkedAt)),
        choices: choicesAt(voice, "incident"),
      };
    // Without a feed there is nothing to watch, so word of the end cannot be promised.
    return {
      text: told ? incidentTold(brand) : vary(voice, voice.words.question.incident),
      choices: choicesAt(voice, "incident"),
    };
  },
  watching: (_, voice) => ({ text: vary(voice, voice.words.watching), choices: choicesAt(voice, "watching") }),
  "incident-over": (_, voice) => ({
    text: voice.words.incidentOver(articleOf(voice, voice.saved.article).identity.brand),
    choices: choicesAt(voice, "checking"),
  }),
  "ask-device": ({ article }, voice) => ({
    text: vary(voice, voice.words.askDevice(articleOf(voice, article).identity.brand)),
    choices: choicesAt(voice, "askingDevice"),
  }),
  "ask-problem": ({ articles: ids }, voice) => {
    const articles = ids.flatMap((id) => voice.guides.article(id) ?? []);
    const [first] = articles;
    const { askProblemOne, askProblemMany } = voice.words;
    return {
      text: vary(
        voice,
        articles.length === 1 && first ? askProblemOne(local(voice, first.facts.title)) : askProblemMany,
      ),
      choices: [...problemChoices(voice, articles), ...person(voice)],
    };
  },
  "no-guide": ({ article }, voice) => {
    const { articles } = voice.guides;
    const known = voice.guides.article(article);
    const words = known ? wordingFor(articles, known).noGuide : voice.words.noGuideElsewhere;
    return { text: vary(voice, words(topics(voice))), choices: person(voice) };
  },
  answer: ({ article, answer, inBrief: brief }, voice) => {
    const found = answerOf(articleOf(voice, article), answer);
    const begins =
      voice.saved.place === "idle" && !voice.saved.case
        ? [choose(voice, voice.words.choices.startSteps, { type: "problem.known", article }, "yes")]
        : [];
    const followUp = begins.length > 0 ? voice.words.answerFollowUp : "";
    return {
      text: found
        ? paragraphs(brief ? firstSentence(local(voice, found.text)) : local(voice, found.text), followUp)
        : "",
      choices: [...begins, ...(begins.length > 0 ? person(voice) : [])],
      feedback: { about: `answer:${answer}` },
      ...(found ? { source: sourceOf(voice, found) } : {}),
    };
  },
  "fix-ask": (_, voice) => ({
    text: vary(voice, voice.words.fixAsk),
    choices: [
      choose(voice, voice.words.choices.itPlays, { type: "step.done", result: "fixed" }, "yes"),
      choose(voice, voice.words.choices.notYet, { type: "step.done", result: "not-fixed" }, "no"),
    ],
  }),
  "outage-confirmed": (_, voice) => ({
    text: voice.words.outageConfirmed(articleOf(voice, voice.saved.article).identity.brand),
    choices: choicesAt(voice, voice.saved.place),
  }),
  partly: (_, voice) => ({ text: vary(voice, voice.words.partly), choices: choicesAt(voice, voice.saved.place) }),
  safety: ({ danger, language }, voice) => ({
    text: voice.words.dangerIn[danger]?.[language ?? ""] ?? voice.words.safety[danger],
    choices: danger === "driving" ? [] : person(voice),
  }),
  language: ({ language, aside }, voice) => ({
    text: voice.words.languages[language] ?? voice.words.languages["other"] ?? "",
    choices: aside ? [] : choicesAt(voice, voice.saved.place),
  }),
  wait: (_, voice) => ({ text: vary(voice, voice.words.wait), choices: choicesAt(voice, voice.saved.place) }),
  stopped: ({ view, case: open }, voice) => {
    const place = view ? voice.words.stoppedPlace(view.number, view.of) : "";
    return {
      text: paragraphs(vary(voice, voice.words.stopped(place)), open ? voice.words.stoppedCase(open) : ""),
      choices: choicesAt(voice, "paused"),
    };
  },
  fixed: ({ article, step }, voice) => {
    const known = voice.guides.article(article);
    const number = known && step ? known.steps.findIndex((one) => one.id === step) + 1 : 0;
    const by =
      known && step && number > 0 && voice.saved.device
        ? voice.words.fixedBy(
            number,
            placeTitle(voice, { article: known.id, step, device: voice.saved.device, number, of: 0, passedOver: [] }),
          )
        : "";
    const glad = vary(voice, voice.words.fixed);
    // With a case open, what is to become of it is the one question.
    const question = voice.saved.case ? "" : vary(voice, voice.words.question.resolved);
    return {
      text: paragraphs(glad, by, question),
      lead: glad,
      choices: voice.saved.case ? [] : choicesAt(voice, "resolved"),
      feedback: { about: `article:${article ?? ""}` },
      ...summaryOfFixed(voice, known, by, question),
    };
  },
  "still-same-error": (_, voice) => ({ text: vary(voice, voice.words.stillSameError) }),
  "erase-ask": ({ case: open }, voice) => ({
    text: voice.words.eraseAsk(open),
    choices: [
      choose(voice, voice.words.choices.erase, { type: "privacy.confirm" }, "yes"),
      choose(voice, voice.words.choices.keep, { type: "privacy.keep" }, "no"),
    ],
  }),
  erased: (_, voice) => ({ text: vary(voice, voice.words.erased), erased: true }),
  "erase-declined": (_, voice) => ({ text: vary(voice, voice.words.eraseDeclined) }),
  // The button takes the place of the offer, so that an "ok" after it accepts nothing.
  "person-declined": (_, voice) => ({ text: vary(voice, voice.words.personDeclined), choices: person(voice) }),
  ...caseWriters,
  "offer-person": ({ why }, voice) => ({
    text: vary(voice, voice.words.offerPerson[why]),
    choices: personChoices(voice, voice.words.choices.noGoOn),
  }),
  upset: ({ again }, voice) => ({ text: vary(voice, again ? voice.words.upsetAgain : voice.words.upset) }),
  "device-noted": ({ device }, voice) => ({
    text: vary(voice, voice.words.deviceNoted(capital(voice.words.deviceNames[device]))),
    choices: choicesAt(voice, voice.saved.place),
  }),
  "device-help": (_, voice) => ({ text: voice.words.deviceHelp, choices: choicesAt(voice, "askingDevice") }),
  "nothing-to-do": ({ what }, voice) => ({
    text: vary(voice, voice.words.nothingToDo[what] ?? voice.words.nothingToDo.other),
    choices: choicesAt(voice, voice.saved.place),
  }),
  question: ({ question }, voice) => {
    const text = questionText(voice, question);
    return { text, choices: text ? choicesAt(voice, question.place) : [] };
  },
};

/** A source's name is what stands before its first address. */
function sourceOf(voice: RenderContext, { source, verifiedOn, text }: Answer): NonNullable<Reply["source"]> {
  const vouched = { answer: local(voice, text), checked: voice.words.checkedOn(verifiedOn, voice.locale) };
  const url = /https?:\/\/[^\s"<>();,]+/.exec(source)?.[0];
  if (!url) return { name: source, ...vouched };
  const name = source.slice(0, source.indexOf(url)).replace(/[\s:;,(]+$/, "");
  return { name: name || url, url, ...vouched };
}
