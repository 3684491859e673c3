import type { Context } from "../context.ts";
import type { UnclearEvent } from "../events.ts";
import { dialogSetup, isMiss, says } from "../setup.ts";
import { inGuide, isFixed, sameArticle, takeReport } from "./guide.ts";
import { ratherNot } from "./person.ts";

/** The state before the first step, in which the device is asked. */

const isSecondMiss = ({ context }: { context: Context }): boolean => context.memory.misses === 1;

/** "I don't know", or the second answer that names none. */
const isUnsure = ({ memory }: Context, { readings, why }: UnclearEvent): boolean =>
  readings.length === 0 && memory.misses < 2 && (why === "close-call" || (isMiss(why) && memory.misses === 1));

const countMiss = { type: "countMiss" as const, params: { why: "not-understood" as const } };
/** No device, asked once more: then how to tell which it is, then a person. */
const namesNone = [
  {
    guard: { type: "isThirdMiss", params: { why: "not-understood" } },
    actions: [
      { type: "offerPerson", params: { why: "not-understood" } },
      "newQuestion",
      says({ kind: "offer-person", why: "not-understood" }),
    ],
  },
  { guard: isSecondMiss, actions: [countMiss, says({ kind: "device-help" })] },
  { actions: [countMiss, "reprompt"] },
] as const;

/** Asks for the device, once, before the first step. */
export const askingDevice = dialogSetup.createStateConfig({
  tags: ["awaiting:platform", "asks", "in-guide"],
  entry: ["newQuestion", says((context) => ({ kind: "ask-device", article: context.memory.article }))],
  on: {
    ...inGuide,
    device: { target: "finding", actions: { type: "takeDevice", params: ({ event }) => ({ device: event.device }) } },
    "problem.known": { guard: sameArticle, target: "finding", actions: takeReport },
    "problem.unspecified": {
      target: "finding",
      actions: { type: "takeDevice", params: ({ event }) => ({ device: event.device }) },
    },
    "step.done": [{ guard: isFixed, target: "resolved", actions: "leaveStep" }, { actions: "reprompt" }],
    no: namesNone,
    decline: [
      ratherNot,
      { guard: "personWasOffered", actions: ["dropOffer", says({ kind: "device-help" })] },
      ...namesNone,
    ],
    unclear: {
      guard: ({ context, event }) => isUnsure(context, event),
      actions: [countMiss, says({ kind: "device-help" })],
    },
  },
});
