import type { DialogEvent, SpokenEvent, UnclearEvent } from "../../dialogs/events.ts";
import { eventOf, sameEvent } from "./labels.ts";
import type { Asked, Meaning, Pressed, Said, Understand } from "./meaning.ts";
import { isBlank } from "./normalise/clean.ts";
import { answered, chosen } from "./offered.ts";
import { readPress } from "./pressed.ts";
import type { Read, Reading } from "./read.ts";

/** Longer texts that nothing is understood of are called too long. */
const longText = 2000;
/** From here on a text is said to be none of ours, instead of asking what it means. */
const surelyBackground = 0.75;

const silent = (why: UnclearEvent["why"]): Meaning => ({ events: [{ type: "unclear", readings: [], why }], alternatives: [] });
const told = ({ entities }: Reading) => ({ device: entities.device, tried: [] });

/** Up to three likely meanings to offer. */
function readingsOf(reading: Reading): SpokenEvent[] {
  const likely = reading.alternatives.flatMap(({ label }) => eventOf(label, told(reading)) ?? []);
  return likely.filter((event, at) => likely.findIndex((other) => sameEvent(event, other)) === at).slice(0, 3);
}

function notUnderstood(reading: Reading, text: string): UnclearEvent {
  if (text.length > longText) return { type: "unclear", readings: [], why: "too-long" };
  if (reading.background > surelyBackground) return { type: "unclear", readings: [], why: "out-of-scope" };
  return { type: "unclear", readings: readingsOf(reading), why: "not-understood" };
}

function fromReading(reading: Reading, text: string, asked: Asked): DialogEvent {
  if (reading.label === "yes" || reading.label === "no") return answered(reading.label, asked.choices);
  return eventOf(reading.label, told(reading)) ?? notUnderstood(reading, text);
}

/** Makes `Understand`: the surest sign first, a pressed button, an offered choice, then what was read in the words. */
export function understanding(options: { read: Read }): Understand {
  const { read } = options;
  const heard = ({ text, attachments }: Said, asked: Asked): Meaning => {
    if (isBlank(text)) return silent(attachments > 0 ? "attachment" : "empty");
    const choice = chosen(text, asked.choices);
    if (choice) return { events: [choice], alternatives: [] };
    const reading = read(text, asked.awaiting);
    return { events: [fromReading(reading, text, asked)], alternatives: reading.alternatives };
  };
  return (input: Said | Pressed, asked: Asked): Meaning => {
    if (input.kind === "said") return heard(input, asked);
    const event = readPress(input, asked.asked);
    if (event) return { events: [event], alternatives: [] };
    return isBlank(input.text) ? silent("old-button") : heard({ kind: "said", text: input.text, attachments: 0 }, asked);
  };
}
