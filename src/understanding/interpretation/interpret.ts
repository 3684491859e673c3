import type { DialogEvent, SpokenEvent, UnclearEvent } from "../../../dialogs/events.ts";
import { considering } from "./consider.ts";
import { eventOf, sameEvent, type Told } from "./intents.ts";
import type { Asked, Meaning, Pressed, Said, Understand } from "./meaning.ts";
import { isBlank } from "../normalise/clean.ts";
import { answered, chosen } from "./offered-choices.ts";
import { personAnswer } from "./person-answers.ts";
import type { AskOpinion } from "../transformer/opinion.ts";
import { readPress } from "./pressed-buttons.ts";
import type { Read, Reading } from "./predict.ts";
import { wantsErasure } from "./privacy-requests.ts";
import { withAnger } from "./frustration.ts";
import { twoInOne } from "./split-intents.ts";

/** Longer texts that nothing is understood of are called too long. */
const longText = 2000;
/**
 * From here on a text is said to be none of ours, instead of asking what it means. On the development split (156 lines
 * of others that are seen as such, 31 of ours that are not), from 0.75 to 0.6 eleven more of others' are spared a
 * pointless "did you mean", and six of ours lose a right one.
 */
const surelyBackground = 0.6;
/** Less likely meanings than this are not offered. */
const worthOffering = 0.12;

/** Two answers this close to each other are offered both. */
const closeCall = { below: 0.6, ratio: 0.75 };

const silent = (why: UnclearEvent["why"]): Meaning => ({
  events: [{ type: "unclear", readings: [], why }],
  alternatives: [],
});
const told = ({ entities }: Reading): Told => ({
  device: entities.device,
  tried: entities.tried,
  doneBefore: entities.doneBefore,
});

/** The events of labels, each once. */
function eventsOf(labels: readonly string[], reading: Reading): SpokenEvent[] {
  const events = labels.flatMap((label) => eventOf(label, told(reading)) ?? []);
  return events.filter((event, at) => events.findIndex((other) => sameEvent(event, other)) === at);
}

function notUnderstood(reading: Reading, text: string): UnclearEvent {
  if (text.length > longText) return { type: "unclear", readings: [], why: "too-long" };
  if (reading.background > surelyBackground) return { type: "unclear", readings: [], why: "out-of-scope" };
  const likely = reading.alternatives.filter(({ confidence }) => confidence >= worthOffering).map(({ label }) => label);
  return { type: "unclear", readings: eventsOf(likely, reading).slice(0, 3), why: "not-understood" };
}

const isQuestion = (label: string): boolean => label.startsWith("faq:") || label.startsWith("step:");

/** The two answers between which the choice is open, or null. */
function openChoice(reading: Reading): UnclearEvent | null {
  const [second] = reading.alternatives;
  if (!second || !isQuestion(reading.label) || !isQuestion(second.label)) return null;
  if (reading.confidence >= closeCall.below || second.confidence < closeCall.ratio * reading.confidence) return null;
  return { type: "unclear", readings: eventsOf([reading.label, second.label], reading), why: "close-call" };
}

function fromReading(reading: Reading, text: string, asked: Asked): DialogEvent {
  if (reading.label === "yes" || reading.label === "no") return answered(reading.label, asked.choices);
  return openChoice(reading) ?? eventOf(reading.label, told(reading)) ?? notUnderstood(reading, text);
}

function eventsSaid(reading: Reading, text: string, asked: Asked, read: Read): DialogEvent[] {
  const two = twoInOne(text, reading, read, asked.awaiting);
  if (!two) return [fromReading(reading, text, asked)];
  const aside = eventOf(two.aside.label, told(reading));
  const main = fromReading({ ...two.main, entities: reading.entities, alternatives: [] }, text, asked);
  return aside?.type === "ask" ? [{ ...aside, aside: true }, main] : [main];
}

/** Makes `Understand`: the surest sign first, a pressed button, an offered choice, then what was read in the words. */
export function understanding(options: { read: Read; ask?: AskOpinion }): Understand {
  const { read, ask = null } = options;
  const consider = considering({ read, ask });
  const heard = async ({ text, attachments }: Said, asked: Asked): Promise<Meaning> => {
    if (isBlank(text)) return silent(attachments > 0 ? "attachment" : "empty");
    const choice = chosen(text, asked.choices);
    if (choice) return { events: [choice], alternatives: [] };
    if (wantsErasure(text)) return { events: [{ type: "privacy.delete" }], alternatives: [] };
    const aboutPerson = personAnswer(text, asked.choices);
    if (aboutPerson) return { events: [aboutPerson], alternatives: [] };
    const reading = await consider(text, asked.awaiting);
    const events = eventsSaid(reading, text, asked, read);
    // Words that say nothing without the picture that came with them.
    if (attachments > 0 && events.some((event) => event.type === "unclear")) return silent("attachment");
    return { events, alternatives: reading.alternatives };
  };
  const felt = async (said: Said, asked: Asked): Promise<Meaning> => {
    const { events, alternatives } = await heard(said, asked);
    return { events: withAnger(said.text, events), alternatives };
  };
  return async (input: Said | Pressed, asked: Asked): Promise<Meaning> => {
    if (input.kind === "said") return felt(input, asked);
    const event = readPress(input, asked.asked);
    if (event) return { events: [event], alternatives: [] };
    return isBlank(input.text) ? silent("old-button") : felt({ kind: "said", text: input.text, attachments: 0 }, asked);
  };
}
