import type { DialogEvent } from "../../../dialogs/events.ts";

/** Anger as people type it. Word list. */
const angrySigns = /[😡🤬😠👿🖕💢]/u;
const swearing =
  /\b(?:f+u+c+k+\w*|fck\w*|fkn|f\*+\w*|wtf|bull ?shit|shit(?:e|ty|show)?|sh\*+t\w*|crap(?:py)?|damn(?:ed|it)?|dammit|goddamn|bloody (?:hell|app|thing|useless|spotify|router|joke)|ffs|for (?:fuck|god|christ|pete|crying out loud)'?s? ?(?:sake)?|piss(?:ed|ing)? (?:off|me)|piece of (?:junk|garbage|trash|rubbish)|arse|assholes?|idiots?|idiotic|bollocks|wtaf|stfu|hell is wrong)\b/iu;
const fury =
  /\b(?:(?:so|really|absolutely|totally|completely|bloody|utterly) (?:angry|useless|ridiculous|furious|mad|annoy(?:ed|ing)|infuriating|frustrat(?:ed|ing))|i am (?:furious|livid|fuming|raging|angry)|i'?m (?:furious|livid|fuming|raging|angry|losing it)|this is (?:ridiculous|unacceptable|a joke|outrageous|infuriating|a disgrace|pathetic)|fed up|sick (?:and tired )?of (?:this|it|you|your)|had enough|driving me (?:mad|crazy|insane|nuts|up the wall)|useless (?:bot|thing|app|piece|service|robot)|waste of (?:my )?time|stupid (?:bot|app|thing|machine|spotify|error))\b/iu;
const complaint =
  /\b(?:not|no|never|nothing|still|broken?|wrong|error|fail\w*|useless|ridiculous|rubbish|worst|awful|terrible|hate|stupid|fix|stop(?:ped)?|same|why|hours?|days?|can'?t|won'?t|isn'?t|doesn'?t|didn'?t|aint|ain'?t|\w+n't)\b/iu;
/** What is said with joy, however loud. */
const glad =
  /\b(?:yes+|yay+|thank\w*|finally|works|working now|love|awesome|amazing|brilliant|hell yeah|fuck yeah|be damned)\b/iu;

function isShouted(text: string): boolean {
  const capitals = (text.match(/\p{Lu}/gu) ?? []).length;
  if (capitals < 8) return false;
  const letters = text.match(/\p{L}/gu) ?? [];
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  return words.length >= 3 && letters.length >= 10 && capitals >= 0.8 * letters.length;
}

/**
 * True where a message is angry: shouted, sworn, with three exclamation marks to a complaint, or with an angry face.
 */
export function isAngry(text: string): boolean {
  const head = text.slice(0, 600);
  if (angrySigns.test(head) || fury.test(head)) return true;
  if (swearing.test(head)) return !glad.test(head);
  return (
    complaint.test(head) &&
    (isShouted(head) || /!\s*!\s*!|[!?]{4,}/u.test(head)) &&
    !/\bno (?:problem|worries)\b/iu.test(head)
  );
}

const joyful = (event: DialogEvent): boolean =>
  event.type === "thanks" ||
  event.type === "greeting" ||
  event.type === "goodbye" ||
  event.type === "yes" ||
  (event.type === "step.done" && event.result === "fixed");

/** The events of a message with its anger before them, where it is angry and does not say something glad. */
export function withAnger(text: string, events: readonly DialogEvent[]): readonly DialogEvent[] {
  if (events.some(joyful) || !isAngry(text)) return events;
  const isUnderstood = events.some(({ type }) => type !== "unclear");
  return [{ type: "upset", ...(isUnderstood && { aside: true }) }, ...events];
}
