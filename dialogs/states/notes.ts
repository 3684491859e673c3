import type { Evidence } from "../../knowledge/article.ts";
import type { Context } from "../context.ts";
import type { NoteEvent } from "../events.ts";
import { lastTried } from "../facts.ts";
import { says, withIntro } from "../setup.ts";

/** What a message tells beside the result of a step: how it is kept, and what is said to it. */

/** What a note tells is kept, and said in half a sentence where it is about steps. */
export const takeNote = { type: "takeNote" as const, params: ({ event }: { event: NoteEvent }) => ({ note: event }) };
export const notedSteps = {
  type: "say" as const,
  params: ({ context, event }: { context: Context; event: NoteEvent }) => ({
    say: {
      kind: "noted" as const,
      article: context.memory.article,
      tried: event.tried.filter((step) => !event.needless?.includes(step)),
      cannot: event.cannot.filter((step) => !event.needless?.includes(step)),
      needless: event.needless ?? [],
      undone: event.undone ?? [],
      ...(event.alone && { else: event.evidence.length + event.devices.length > 0 }),
    },
  }),
};

/** Why what was told bends the order, said once. */
export const explainsOrder = [
  says((context) => ({
    kind: "because",
    article: context.memory.article ?? "",
    evidence: context.memory.evidence.filter((one) => !context.memory.explained.includes(one)),
  })),
  "noteExplained",
] as const;

/** Whether a note tells of this. */
export const tellsOf =
  (evidence: Evidence) =>
  ({ event }: { event: NoteEvent }): boolean =>
    event.evidence.includes(evidence);

const undone = (inPassing: boolean) => ({
  guard: ({ context, event }: { context: Context; event: { undo?: boolean | undefined } }) =>
    event.undo === true && lastTried(context)?.inPassing === inPassing,
});
const sayUndone = says((context) => ({
  kind: "noted" as const,
  article: context.memory.article,
  tried: [],
  cannot: [],
  needless: [],
  undone: [lastTried(context)?.step ?? ""],
}));

/** Takes back what was noted last: a step told of in passing is still to come, an answer is asked for again. */
export const takesBack = [
  { ...undone(true), actions: [sayUndone, { type: "undoLast" as const }, { type: "reprompt" as const }] },
  { ...undone(false), target: "finding", actions: [{ type: "undoLast" as const }, withIntro("back")] },
] as const;
