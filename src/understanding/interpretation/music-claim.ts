import type { SpokenEvent } from "../../../dialogs/events.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { asksOnly, claimsNothing, namesOnlyOthers, playsOnlyElsewhere, playsOnOtherNetwork } from "./step-outcome.ts";

/**
 * What a message claims of the music. Only an unmistakable claim of now and of this music ends the guide; what may be one
 * is asked about, and what speaks of anything else is none.
 */

/** What says of the step on screen that it helped is no longer than this, unless it names the step. */
const maxResultWords = 8;

/** What the readers of a claim share. */
type Reported = {
  /** The step that the message names as the cure. */
  helped: string | undefined;
  /** A first "it works" has nothing that it could be about. */
  isFirst: boolean;
  /** Has words of a music that plays, or that failed again. */
  speaksOfMusic: boolean;
  isFine: boolean;
};

/** What a reader makes of a message: undefined where it is not its matter, null where nothing is claimed. */
type ClaimReader = (message: InterpretedMessage, reported: Reported) => SpokenEvent | null | undefined;

const maybe: SpokenEvent = { type: "fix.maybe" };

/**
 * "Fix it now", "the dog is fine", "it works for him", "works on the telly", "works on 4g": no claim, whatever a model
 * hears.
 */
const ofNothing: ClaimReader = (message, { helped }) =>
  playsOnlyElsewhere(message) || playsOnOtherNetwork(message) || (claimsNothing(message) && helped === undefined)
    ? null
    : undefined;

/** "It works again, but I did nothing." */
const ofItself: ClaimReader = (message, { isFirst }) => {
  const { prediction, words, context } = message;
  const claimed = prediction.typed.replace(words.byItself, " ");
  if (claimed === prediction.typed || isFirst || asksOnly(message)) return undefined;
  // "It came back": the music, or the error.
  const isBack = context.awaiting === "step-result" && /\bback\b/u.test(claimed);
  if (!prediction.entities.outcome.works && isBack) return maybe;
  const isClaim = prediction.entities.outcome.works && words.playsAgain.test(claimed) && !words.denies.test(claimed);
  return isClaim ? { type: "step.done", result: "fixed", credit: null } : undefined;
};

/** "Restart router fixed it": as certain as a claim can be. */
const ofCredit: ClaimReader = (message, { helped, isFirst }) => {
  if (message.facts.outcome !== null || helped === undefined || isFirst) return undefined;
  return message.named.includes(helped) && creditsNow(message)
    ? { type: "step.done", result: "fixed", credit: helped }
    : undefined;
};

/** A claim that the facts confirm. */
const ofFixed: ClaimReader = ({ facts, prediction, context, words, named }, { helped, isFirst }) => {
  if (facts.outcome !== "fixed") return undefined;
  const { typed } = prediction;
  // "Finally!" is glad of something, "it's back" may be the error, "perfect!" praises: it is asked of what.
  const isNamed = words.playsAgain.test(typed) || Boolean(facts.language) || helped !== undefined;
  const isPraise = words.praise.test(typed) && helped === undefined && context.awaiting === "step-result";
  if (!context.fixAsked && (!isNamed || words.pressedWrong.test(typed))) return isFirst ? null : maybe;
  if (!context.fixAsked && isPraise) return maybe;
  if (isFirst) return undefined;
  // A story that names no step of ours credits none; "works now" after a step credits that one.
  const isStory = typed.split(" ").length > maxResultWords && !named.includes(context.step ?? "");
  const credit = words.byItself.test(typed) ? null : (helped ?? (isStory ? null : undefined));
  return { type: "step.done", result: "fixed", ...(credit === undefined ? {} : { credit }) };
};

/** Better, but not well; and "now both of them play", which is no half cure. */
const ofPartly: ClaimReader = (message, { isFirst, speaksOfMusic }) => {
  const { facts, prediction, context, words, named } = message;
  if (facts.outcome !== "partly") return undefined;
  const { works, relapse, fails } = prediction.entities.outcome;
  // "Everything but one playlist", "both closed, the tablet plays, the phone doesn't": not all.
  const isAll = playsAll.test(prediction.typed) && !words.denies.test(prediction.typed);
  if (works && !relapse && !fails && isAll) return { type: "step.done", result: "fixed" };
  if (!isFirst && context.step !== "relogin" && words.loggedIn.test(prediction.typed)) return maybe;
  // "Works without the VPN": what another step did, if it is meant of now.
  const isOfStep =
    namesOnlyOthers(message) && facts.steps.some(({ step, said }) => said === "tried" && named.includes(step));
  if (works && !fails && !isFirst && isOfStep && facts.devices.length === 0) return maybe;
  // "Plays there", which is asked about nowhere: where that is, the person has to say.
  if (!context.observation && words.playsThere.test(prediction.typed)) return maybe;
  const isReported = !asksOnly(message) && speaksOfMusic && (works || !relapse);
  return isReported && context.article !== null ? { type: "step.partly" } : undefined;
};

/** What may be a claim, and is asked about. */
const ofHint: ClaimReader = (message, { isFirst, speaksOfMusic, isFine }) => {
  const { facts, prediction, context, words } = message;
  const { outcome } = facts;
  const { label, typed } = prediction;
  // "Mine plays" beside what a page shows, and "yes, it worked", where something else was asked.
  if (outcome === null && isFine && tellsOfMusic(message)) return maybe;
  const isAnswer = context.observation !== null && label === "yes" && outcome === null && !asksOnly(message);
  if (isAnswer && prediction.entities.outcome.works) return maybe;
  // "I'm logged in now."
  if (outcome !== "not-fixed" && !isFirst && context.step !== "relogin" && words.loggedIn.test(typed)) return maybe;
  // Without any error named, and none asked about, nothing can be cured.
  if (context.article === null && context.awaiting === "idle") return null;
  // "All fine on the page" tells of the page, which is noted.
  if (facts.status !== null && outcome === null) return null;
  if (label === "nav:fixed" && (speaksOfMusic || facts.language || outcome === "fixed"))
    return outcome === "not-fixed" || prediction.entities.outcome.relapse ? null : maybe;
  // "Restart did it", read as done and no more.
  if (label === "nav:wait" && isFine && !asksOnly(message) && !words.requests.test(typed)) return maybe;
  return outcome === "unsure" && context.awaiting === "step-result" && label !== "none" ? maybe : null;
};

/** In the order in which they count. */
const readers: readonly ClaimReader[] = [ofNothing, ofItself, ofCredit, ofFixed, ofPartly, ofHint];

/** A claim that the music plays, or may; null where the message claims nothing of the kind. */
export function claimOf(message: InterpretedMessage): SpokenEvent | null {
  const { facts, prediction, context, words, named } = message;
  const { works, relapse, fails } = prediction.entities.outcome;
  const credited = facts.steps.filter(({ said }) => said === "helped").map(({ step }) => step);
  const reported: Reported = {
    helped: credited.find((step) => named.includes(step)) ?? credited[0],
    isFirst:
      context.article === null && context.awaiting === "idle" && !context.caseOpen && facts.articles.length === 0,
    speaksOfMusic: works || relapse || words.playsAgain.test(prediction.typed) || words.praise.test(prediction.typed),
    isFine: works && !relapse && !fails,
  };
  for (const read of readers) {
    const claim = read(message, reported);
    if (claim !== undefined) return claim;
  }
  return null;
}

/** "Mine plays", where it was asked what the status page shows. */
export const tellsOfMusic = ({ context, words, prediction }: InterpretedMessage): boolean =>
  context.observation?.some((one) => one.evidence.startsWith("status-")) === true &&
  words.minePlays.test(prediction.typed);

/** "That fixed it", of now and of this music. */
const creditsNow = ({ prediction }: InterpretedMessage): boolean =>
  prediction.label === "nav:fixed" &&
  prediction.confidence >= sureCredit &&
  /\b(?:fixed|solved|cured|did the trick|sorted)\b/u.test(prediction.typed) &&
  !/\b(?:last|yesterday|ago|before|usually|used to|should|would|will|if|hope|maybe|for (?:him|her|them|my|a|others)|not|n't|n\u2019t)\b/u.test(
    prediction.typed,
  );
const sureCredit = 0.85;

const playsAll =
  /\b(?:both|all|everything|everywhere)\b(?!.*\b(?:except|but|apart|besides|only|other than)\b)(?: \w+){0,4} (?:plays?|works?|loads?|runs?|streams?|fine|ok)\b|\b(?:plays?|works?|loads?|runs?|streams?)(?: \w+){0,2} (?:everywhere|on both|on all)\b/u;
