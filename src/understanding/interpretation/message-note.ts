import type { DialogEvent, NoteEvent } from "../../../dialogs/events.ts";
import type { Evidence } from "../../../knowledge/article.ts";
import { clausesIn } from "../facts/clause.ts";
import type { Facts, Said } from "../facts/message-facts.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { asksOnly, isRefusal, playsOnlyElsewhere, refusesHere, surelyNamed } from "./step-outcome.ts";

/** So many that fail at once have a cause in common. */
const severalDevices = 3;

/** What the message tells of other steps than the one on screen, of devices, and beside them. */
export function noteOf(message: InterpretedMessage): Omit<NoteEvent, "alone"> {
  const { facts, evidence, context, prediction, words } = message;
  const others = facts.steps.filter(({ step }) => step !== context.step);
  // A question does nothing, nor does what somebody else did, or nobody is sure of.
  const isReported = !asksOnly(message);
  const undone = undoneSteps(message);
  const notHere = new Set([...undone, ...stepsElsewhere(message, others), ...onlyAskedOf(message)]);
  const tried = [...new Set([...stepsWhere(others, ["tried", "helped"]), ...stepsByName(message, "did")])];
  const cannot = [...new Set([...stepsWhere(others, ["cannot"]), ...stepsByName(message, "cannot")])];
  const status: Evidence[] = facts.status === null ? [] : [`status-${facts.status}`];
  const failing = facts.devices.filter(({ role }) => role === "fails").length;
  const all = context.awaiting === "platform" && facts.devices.length > 1 && words.allOfThem.test(prediction.typed);
  const several: Evidence[] = all || failing >= severalDevices ? ["several-devices-fail"] : [];
  const elsewhere: Evidence[] = playsOnlyElsewhere(message) ? ["plays-on-other-device"] : [];
  return {
    type: "note",
    // After a success, a device that is named with a "not" is one where it still fails.
    devices: (namesOwnDevice(message) ? oneScreenOnce(facts.devices, prediction.typed) : []).map(({ device, role }) =>
      context.awaiting === "resolved" && role === "unclear" && words.denies.test(prediction.typed)
        ? { device, role: "fails" as const }
        : { device, role },
    ),
    tried: isReported ? tried.filter((step) => !notHere.has(step)) : [],
    cannot: isRefusal(message) ? cannot.filter((step) => !undone.includes(step) && !tried.includes(step)) : [],
    evidence: [...new Set([...status, ...several, ...elsewhere, ...evidence])],
    ...(undone.length > 0 ? { undone } : {}),
  };
}

/** "What browser should I use?", "a mesh, Google Nest" name no device that the music is to play on. */
const namesOwnDevice = (message: InterpretedMessage): boolean =>
  message.context.step === null || (!asksOnly(message) && !message.words.networkThing.test(message.prediction.typed));

const computers: ReadonlySet<string> = new Set(["windows", "macos", "linux"]);

/** A browser fails on some computer, and a car shows a phone: both are one device, and the first named is it. */
function oneScreenOnce(devices: Facts["devices"], typed: string): Facts["devices"] {
  const fails = (device: string): boolean => devices.some((one) => one.device === device && one.role === "fails");
  return devices.filter(({ device, role }) => {
    if (role !== "fails") return true;
    if (computers.has(device)) return !fails("web");
    return device !== "other" || !/\b(?:car ?play|android auto)\b/u.test(typed) || !(fails("ios") || fails("android"));
  });
}

const stepsWhere = (steps: Facts["steps"], said: readonly Said[]): string[] =>
  steps.filter((one) => said.includes(one.said)).map(({ step }) => step);

const supposes =
  /\b(?:if|will|would|should|could|can|let|gonna|going to|not|never|before|when|how|why|except|besides|apart|without|other than|but not)\b|n't\b/u;

/**
 * Other steps that a part names as done, as of no effect, or as missing: "the black window, did that", "router no",
 * "there's no cache button".
 */
function stepsByName(message: InterpretedMessage, said: "did" | "cannot"): string[] {
  const { prediction, words, namesSteps, context, needless, facts, evidence } = message;
  const { results } = words;
  if (context.step === null || asksOnly(message)) return [];
  const parts = results.partsOf(prediction.typed).filter((part) => !results.others(part));
  const impossible = stepsWhere(facts.steps, ["cannot"]);
  const isLeft = prediction.label === "nav:skip" && !refusesHere(message);
  const isWithout = (part: string): boolean => {
    const [step] = namesSteps(part);
    const isOfIt = (text: string): boolean => step !== undefined && namesSteps(text).has(step);
    return results.noEffect(part) && results.failureIn(part, isOfIt) === "own" && !evidence.includes("other-apps-fail");
  };
  const isSaid = (part: string): boolean =>
    said === "did"
      ? (results.didSteps(part) && !supposes.test(part)) || isWithout(part)
      : isLeft && words.cannotDo.test(part) && !/\bsuch\b/u.test(part);
  const named = parts.filter(isSaid).flatMap((part) => {
    // "Green, restart no", where nothing else that could be restarted was shown yet.
    const isBare = /^re-?start(?:ing|ed)?\b/u.test(part) && context.observation !== null;
    const inPart = [...(isBare ? namesSteps(part) : surelyNamed(part, namesSteps))];
    return inPart.length === 1 ? inPart : [];
  });
  const idle = said === "did" ? needless.filter((step) => !impossible.includes(step)) : [];
  return [...named, ...idle].filter((step) => step !== context.step);
}

/** Steps that only questions name: asking of one does not do it. */
function onlyAskedOf({ prediction, namesSteps, words }: InterpretedMessage): string[] {
  const clauses = clausesIn(prediction.typed).map(({ text }) => text);
  const asked = clauses.filter((text) => text.endsWith("?"));
  const stated = clauses.filter((text) => !text.endsWith("?")).join(". ");
  if (stated === "" || words.byNumber.test(stated)) return [];
  return [...namesSteps(asked.join(". "))].filter((step) => !namesSteps(stated).has(step));
}

/** Steps that only clauses speak of which tell of somebody else's action, or of one that nobody is sure of. */
function stepsElsewhere({ prediction, words, namesSteps }: InterpretedMessage, reported: Facts["steps"]): string[] {
  const clauses = clausesIn(prediction.typed).map(({ text }) => text);
  const elsewhere = clauses.filter((text) => words.doneElsewhere.test(text));
  if (elsewhere.length === 0) return [];
  const here = clauses.filter((text) => !elsewhere.includes(text)).join(". ");
  const namedHere = namesSteps(here);
  const isAlone = elsewhere.length === clauses.length;
  const namedThere = namesSteps(elsewhere.join(". "));
  return reported.flatMap(({ step }) => (!namedHere.has(step) && (isAlone || namedThere.has(step)) ? [step] : []));
}

/** Other steps than the one on screen that the person says were not done after all: those are still to come. */
function undoneSteps({ prediction, named, context, words, facts }: InterpretedMessage): string[] {
  const byNumber = facts.undone ?? [];
  const byWords = words.saysUndone(prediction.typed) ? named : [];
  return [...new Set([...byNumber, ...byWords])].filter((step) => step !== context.step);
}

/** Whether there is anything in a note. */
export const hasFacts = ({ tried, cannot, evidence, devices, undone = [] }: Omit<NoteEvent, "alone">): boolean =>
  tried.length + cannot.length + evidence.length + devices.length + undone.length > 0;

/** "Scratch that, I haven't restarted the router" is said by the note alone, and skips nothing. */
export function saysNoMore(note: Omit<NoteEvent, "alone">, found: DialogEvent | null): boolean {
  if (found === null || !hasFacts(note)) return false;
  if (found.type === "note") return !hasFacts(found);
  return note.undone !== undefined && found.type === "step.done" && found.result === "skipped";
}
