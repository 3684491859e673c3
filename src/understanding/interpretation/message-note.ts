import type { NoteEvent } from "../../../dialogs/events.ts";
import type { Evidence } from "../../../knowledge/article.ts";
import type { InterpretedMessage } from "./interpreted-message.ts";
import { playsOnlyElsewhere } from "./step-outcome.ts";

/** So many that fail at once have a cause in common. */
const severalDevices = 3;

/** What the message tells of other steps than the one on screen, of devices, and beside them. */
export function noteOf(message: InterpretedMessage): Omit<NoteEvent, "alone"> {
  const { facts, evidence, context, prediction, words } = message;
  const others = facts.steps.filter(({ step }) => step !== context.step);
  const status: Evidence[] = facts.status === null ? [] : [`status-${facts.status}`];
  const failing = facts.devices.filter(({ role }) => role === "fails").length;
  const all = context.awaiting === "platform" && facts.devices.length > 1 && words.allOfThem.test(prediction.typed);
  const several: Evidence[] = all || failing >= severalDevices ? ["several-devices-fail"] : [];
  const elsewhere: Evidence[] = playsOnlyElsewhere(message) ? ["plays-on-other-device"] : [];
  return {
    type: "note",
    // After a success, a device that is named with a "not" is one where it still fails.
    devices: facts.devices.map(({ device, role }) =>
      context.awaiting === "resolved" && role === "unclear" && words.denies.test(prediction.typed)
        ? { device, role: "fails" as const }
        : { device, role },
    ),
    tried: others.filter(({ said }) => said === "tried" || said === "helped").map(({ step }) => step),
    cannot: others.filter(({ said }) => said === "cannot").map(({ step }) => step),
    evidence: [...new Set([...status, ...several, ...elsewhere, ...evidence])],
  };
}

/** Whether there is anything in a note. */
export const hasFacts = ({ tried, cannot, evidence, devices }: Omit<NoteEvent, "alone">): boolean =>
  tried.length + cannot.length + evidence.length + devices.length > 0;
