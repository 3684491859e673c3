import type { Context } from "../context.ts";
import { placeView, stepView } from "../context.ts";
import type { ReplyIntent } from "../effects.ts";
import type { Inquiry } from "../events.ts";

/** What is said to questions about the conversation itself, and said again. */

/** Answers that bring their own way on, or after which asking on would be out of place. */
export const ownQuestion = new Set<Inquiry>([
  "presence",
  "case",
  "case-number",
  "case-wait",
  "privacy",
  "readers",
  "sharing",
  "hours",
  "identity",
  "email",
  "next-action",
  "how-to",
  "simpler",
]);

/** How often this was asked right before; `transition.ts` keeps what was answered last until the next answer. */
export function timesAsked({ memory: { answeredLast } }: Context, about: Inquiry): number {
  return answeredLast?.kind === "inquiry" && answeredLast.about === about ? (answeredLast.times ?? 0) + 1 : 0;
}

type InquiryReply = Extract<ReplyIntent, { kind: "inquiry" }>;

export function inquiryOf(
  context: Context,
  about: Inquiry,
  step?: string,
  among: readonly string[] = [],
): InquiryReply {
  const { now, desk, waitingForPerson: ahead, status } = context.turnContext;
  const { article: current } = context.memory;
  // Before an error is named, the question is about the first product there is a feed for.
  const first = current ?? Object.keys(status)[0] ?? null;
  const article = among.length > 0 && !among.includes(current ?? "") ? (among[0] ?? first) : first;
  return {
    kind: "inquiry",
    about,
    article,
    status: (article !== null ? status[article] : undefined) ?? { kind: "unknown" },
    now,
    desk,
    ahead,
    view: step === undefined ? placeView(context) : stepView(context, step),
    times: timesAsked(context, about),
    mail: context.turnContext.mail === true,
  };
}

/** What was answered last, once more. */
export function sayAgain(context: Context): ReplyIntent {
  const last = context.memory.answeredLast;
  if (last?.kind !== "inquiry") return last ?? { kind: "small-talk", what: "help" };
  return { ...inquiryOf(context, last.about), times: last.times ?? 0 };
}

/** "What does that mean?", right after an error that there are no steps for. */
export const isOfUnknown = ({ memory }: Context, { among }: { among?: readonly string[] | undefined }): boolean =>
  memory.answeredLast?.kind === "no-guide" && memory.article === null && among === undefined;
