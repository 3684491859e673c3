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
  options: Omit<RenderContext, "wording"> & { inName?: ((wording: Wording) => Wording) | undefined },
): Reply | null {
  const { guides, saved, inName = (wording) => wording } = options;
  const wording = inName(wordingFor(guides.articles, guides.article(saved.article)));
  const context: RenderContext = { ...options, wording };
  const said = inBrief(notedOnce(effects.filter((effect) => effect.type === "say").map(({ say }) => say)));
  // The question about the case comes after the news that it follows from.
  const ordered = said.toSorted((a, b) => Number(a.kind === "cancel-case-ask") - Number(b.kind === "cancel-case-ask"));
  const parts = ordered
    .map((say) => writePart(say, context))
    .map((part, at, all) => {
      const opener = ordered.find((other, place) => place < at && openers.has(other.kind) && all[place]?.text !== "");
      const say = ordered[at];
      return opener && say ? writePart(withoutLead(say, opener), context) : part;
    });
  // Two events of one message may have the same to say, such as what was noted; nobody reads it twice.
  const shown = parts.filter(
    (part, at) => part.text !== "" && parts.findIndex(({ text }) => text === part.text) === at,
  );
  return shown.length === 0 ? null : { ...joined(shown), ...deskOf(said, context.saved) };
}

/** What opens a reply, so that the step after it needs no lead. */
const openers: ReadonlySet<ReplyIntent["kind"]> = new Set(["noted", "because", "observed", "upset"]);

/** The step without a lead that would be a second opening; where it stands earlier, that is still said after a note. */
function withoutLead(say: ReplyIntent, opener: ReplyIntent): ReplyIntent {
  if (say.kind !== "step" && say.kind !== "consent") return say;
  if (!plainLeads.has(say.intro.kind) && say.intro.kind !== "partly") return say;
  const kind = opener.kind === "noted" && say.view.isEarlier ? "earlier" : "none";
  return { ...say, intro: { kind } };
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

/** Of three answers at once each is short: what the article says of a question, without its second sentence. */
function inBrief(said: readonly ReplyIntent[]): readonly ReplyIntent[] {
  if (said.filter(({ kind }) => answers.has(kind)).length < 3) return said;
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
  const context: RenderContext = { wording: en, saved, ...options };
  const article = options.guides.article(saved.article);
  return context.wording.caseSubject(
    article ? local(context, article.facts.title) : undefined,
    saved.device ? context.wording.deviceNames[saved.device] : undefined,
  );
}

function writePart(say: ReplyIntent, context: RenderContext): Part {
  const writer = writers[say.kind] as (say: ReplyIntent, context: RenderContext) => Part;
  return writer(say, context);
}

/**
 * One message for the whole turn: a person on a phone reads one bubble, not four. Buttons: the last question's first.
 */
function joined(parts: readonly Part[]): Reply {
  const carded = parts.find((part) => part.step ?? part.summary);
  const feedback = parts.find((part) => part.feedback)?.feedback;
  const source = parts.find((part) => part.source)?.source;
  const others = parts.map((part) => (part === carded ? part.lead : part.text));
  return {
    text: paragraphs(...parts.map((part) => part.text)),
    choices: distinct(parts.toReversed().flatMap((part) => part.choices ?? [])),
    ...(carded ? { lead: paragraphs(...others) } : {}),
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

function statusLine(context: RenderContext, brand: string, status: LiveStatus, now: number): string {
  return status.kind === "no-incident"
    ? context.wording.noIncident(brand, context.wording.span(now - status.checkedAt))
    : "";
}

function questionText(context: RenderContext, { place, view, article, case: open, watchable }: Question): string {
  const { question, askDevice, askProblemOne, askProblemMany } = context.wording;
  const texts: Record<Question["place"], () => readonly string[]> = {
    idle: () => [],
    paused: () => [],
    watching: () => [],
    choosingProblem: () => (context.guides.articles.length === 1 ? askProblemOne(topics(context)) : askProblemMany),
    askingDevice: () => askDevice(articleOf(context, article).identity.brand),
    incident: () => (watchable ? question.incident : question.outageReported),
    checking: () => question.checking,
    step: () => (view ? stepQuestion(context, view) : []),
    consent: () => (view ? question.consent(placeTitle(context, view)) : []),
    allTried: () => (open ? question.whilePersonComes : question.offerPerson),
    resolved: () => question.resolved,
  };
  const variants = texts[place]();
  return variants.length > 0 ? vary(context, variants) : "";
}

/** The question of the step on screen, short: it is on screen already. */
function stepQuestion(context: RenderContext, view: StepView): readonly string[] {
  const { observation } = stepOnDevice(context, articleOf(context, view.article), view.step, view.device).step;
  return observation
    ? [context.wording.question.observation(view.number, local(context, observation.question))]
    : context.wording.question.step(view.number, placeTitle(context, view));
}

const unclearWriter: Writers["unclear"] = (say, context) => {
  const { wording } = context;
  if (say.readings.length > 0) {
    const choices = [
      ...say.readings.map((reading) => readingChoice(context, reading)),
      choose(context, wording.choices.none, { type: "decline" }),
    ];
    return { text: vary(context, wording.didYouMean), choices: [...choices, ...person(context)] };
  }
  const texts: Record<typeof say.why, readonly string[]> = {
    "not-understood": wording.notUnderstood,
    "close-call": wording.notUnderstood,
    "out-of-scope": wording.outOfScope(topics(context)),
    empty: wording.empty,
    "too-long": wording.tooLong,
    attachment: wording.attachment,
    "attachment-kept": wording.attachmentKept,
    fragment: wording.goOn,
    "old-button": wording.oldButton,
  };
  const variants = texts[say.why];
  // Misses count, not turns: the second time must bring other words and the list of what can be done. What is no miss
  // takes turns.
  const text = say.misses > 0 ? variants[(say.misses - 1) % variants.length] : vary(context, variants);
  const begins = context.saved.place === "idle" && !context.saved.case && say.why !== "fragment";
  return {
    text: begins ? paragraphs(text, vary(context, wording.whatIsWrong)) : (text ?? ""),
    choices: begins ? startChoices(context) : [],
  };
};

const smallTalkWriter: Writers["small-talk"] = ({ what }, context) => {
  const said = context.wording.smallTalk[what];
  const begins = what === "greeting" || what === "help" || what === "something-else";
  return {
    text: vary(context, typeof said === "function" ? said(topics(context)) : said),
    choices: begins ? choicesAt(context, context.saved.place) : [],
  };
};

const writers: Writers = {
  ...stepWriters,
  ...summaryWriters,
  ...inquiryWriters,
  ...articleWriters,
  unclear: unclearWriter,
  "small-talk": smallTalkWriter,
  welcome: ({ place }, context) => {
    const start = {
      text: paragraphs(context.wording.welcome(topics(context)), context.wording.whatIsWrong[0]),
      choices: startChoices(context),
    };
    if (!place) return start;
    const offer = stepWriters["place-offer"]({ kind: "place-offer", view: place }, context);
    return { ...offer, text: paragraphs(context.wording.welcome(topics(context)), offer.text) };
  },
  introduction: (_, context) => ({ text: context.wording.introduction }),
  edited: (_, context) => ({ text: vary(context, context.wording.edited) }),
  opening: (say, context) => {
    const { facts, identity } = articleOf(context, say.article);
    const text = context.wording.opening(local(context, facts.summary));
    return { text: paragraphs(text, statusLine(context, identity.brand, say.status, say.now)) };
  },
  incident: ({ article, status, now, reported }, context) => {
    const { brand } = articleOf(context, article).identity;
    const { incident, incidentReported, span } = context.wording;
    if (status.kind === "incident")
      return {
        text: incident(brand, status.title, span(now - status.since), span(now - status.checkedAt)),
        choices: choicesAt(context, "incident"),
      };
    // Without a feed there is nothing to watch, so word of the end cannot be promised.
    return {
      text: reported ? incidentReported(brand) : vary(context, context.wording.question.incident),
      choices: choicesAt(context, "incident"),
    };
  },
  watching: (_, context) => ({
    text: vary(context, context.wording.watching),
    choices: choicesAt(context, "watching"),
  }),
  "incident-over": (_, context) => ({
    text: context.wording.incidentOver(articleOf(context, context.saved.article).identity.brand),
    choices: choicesAt(context, "checking"),
  }),
  "ask-device": ({ article }, context) => ({
    text: vary(context, context.wording.askDevice(articleOf(context, article).identity.brand)),
    choices: choicesAt(context, "askingDevice"),
  }),
  "ask-problem": ({ articles: ids }, context) => {
    const articles = ids.flatMap((id) => context.guides.article(id) ?? []);
    const [first] = articles;
    const { askProblemOne, askProblemMany } = context.wording;
    return {
      text: vary(
        context,
        articles.length === 1 && first ? askProblemOne(local(context, first.facts.title)) : askProblemMany,
      ),
      choices: [...problemChoices(context, articles), ...person(context)],
    };
  },
  "no-guide": ({ article }, context) => {
    const { articles } = context.guides;
    const known = context.guides.article(article);
    const wording = known ? wordingFor(articles, known).noGuide : context.wording.noGuideElsewhere;
    return { text: vary(context, wording(topics(context))), choices: person(context) };
  },
  "no-code": ({ article }, context) => {
    const known = context.guides.article(article);
    const wording = known ? wordingFor(context.guides.articles, known) : context.wording;
    return { text: vary(context, wording.noCode), choices: person(context) };
  },
  answer: ({ article, answer, inBrief: brief }, context) => {
    const found = answerOf(articleOf(context, article), answer);
    const begins =
      context.saved.place === "idle" && !context.saved.case
        ? [choose(context, context.wording.choices.startSteps, { type: "problem.known", article }, "yes")]
        : [];
    const followUp = begins.length > 0 ? context.wording.answerFollowUp : "";
    return {
      text: found
        ? paragraphs(brief ? firstSentence(local(context, found.text)) : local(context, found.text), followUp)
        : "",
      choices: [...begins, ...(begins.length > 0 ? person(context) : [])],
      feedback: { about: `answer:${answer}` },
      ...(found ? { source: sourceOf(context, found) } : {}),
    };
  },
  "outage-confirmed": (_, context) => ({
    text: context.wording.outageConfirmed(articleOf(context, context.saved.article).identity.brand),
    choices: choicesAt(context, context.saved.place),
  }),
  partly: (_, context) => ({
    text: vary(context, context.wording.partly),
    choices: choicesAt(context, context.saved.place),
  }),
  safety: ({ danger, language, after }, context) => {
    const { dangerIn, safety, safetyAgain, dangerOver } = context.wording;
    if (after === "over") return { text: danger === "self-harm" ? dangerOver.gently : dangerOver.plainly };
    const again = after === "again" ? safetyAgain[danger] : undefined;
    return {
      text: dangerIn[danger]?.[language ?? ""] ?? again ?? safety[danger],
      choices: danger === "driving" ? [] : person(context),
    };
  },
  language: ({ language, digression }, context) => ({
    text: context.wording.languages[language] ?? context.wording.languages["other"] ?? "",
    choices: digression ? [] : choicesAt(context, context.saved.place),
  }),
  wait: (_, context) => ({
    text: vary(context, context.wording.wait),
    choices: choicesAt(context, context.saved.place),
  }),
  stopped: ({ view, case: open }, context) => {
    const place = view ? context.wording.stoppedPlace(view.number, view.of) : "";
    return {
      text: paragraphs(vary(context, context.wording.stopped(place)), open ? context.wording.stoppedCase(open) : ""),
      choices: choicesAt(context, "paused"),
    };
  },
  fixed: ({ article, step }, context) => {
    const known = context.guides.article(article);
    const number = known && step ? known.steps.findIndex((one) => one.id === step) + 1 : 0;
    const by =
      known && step && number > 0 && context.saved.device
        ? context.wording.fixedBy(
            number,
            placeTitle(context, {
              article: known.id,
              step,
              device: context.saved.device,
              number,
              of: 0,
              passedOver: [],
            }),
          )
        : "";
    const glad = vary(context, context.wording.fixed);
    // With a case open, what is to become of it is the one question.
    const question = context.saved.case ? "" : vary(context, context.wording.question.resolved);
    return {
      text: paragraphs(glad, by, question),
      lead: glad,
      choices: context.saved.case ? [] : choicesAt(context, "resolved"),
      feedback: { about: `article:${article ?? ""}` },
      ...summaryOfFixed(context, known, by, question),
    };
  },
  "still-same-error": (_, context) => ({ text: vary(context, context.wording.stillSameError) }),
  "erase-ask": ({ case: open }, context) => ({
    text: context.wording.eraseAsk(open),
    choices: [
      choose(context, context.wording.choices.erase, { type: "privacy.confirm" }, "yes"),
      choose(context, context.wording.choices.keep, { type: "privacy.keep" }, "no"),
    ],
  }),
  erased: (_, context) => ({ text: vary(context, context.wording.erased), erased: true }),
  "erase-declined": (_, context) => ({ text: vary(context, context.wording.eraseDeclined) }),
  // The button takes the place of the offer, so that an "ok" after it accepts nothing.
  "person-declined": (_, context) => ({
    text: vary(context, context.wording.personDeclined),
    choices: person(context),
  }),
  ...caseWriters,
  "offer-person": ({ why }, context) => ({
    text: vary(context, context.wording.offerPerson[why]),
    choices: personChoices(context, context.wording.choices.noGoOn),
  }),
  upset: ({ again }, context) => ({ text: vary(context, again ? context.wording.upsetAgain : context.wording.upset) }),
  "device-noted": ({ device }, context) => ({
    text: vary(context, context.wording.deviceNoted(capital(context.wording.deviceNames[device]))),
    choices: choicesAt(context, context.saved.place),
  }),
  "device-help": (_, context) => ({ text: context.wording.deviceHelp, choices: choicesAt(context, "askingDevice") }),
  "nothing-to-do": ({ what }, context) => ({
    text: vary(context, context.wording.nothingToDo[what] ?? context.wording.nothingToDo.other),
    choices: choicesAt(context, context.saved.place),
  }),
  question: ({ question }, context) => {
    const text = questionText(context, question);
    return { text, choices: text ? choicesAt(context, question.place) : [] };
  },
};

/** A source's name is what stands before its first address. */
function sourceOf(context: RenderContext, { source, verifiedOn, text }: Answer): NonNullable<Reply["source"]> {
  const vouched = { answer: local(context, text), checked: context.wording.checkedOn(verifiedOn, context.locale) };
  const url = /https?:\/\/[^\s"<>();,]+/.exec(source)?.[0];
  if (!url) return { name: source, ...vouched };
  const name = source.slice(0, source.indexOf(url)).replace(/[\s:;,(]+$/, "");
  return { name: name || url, url, ...vouched };
}
