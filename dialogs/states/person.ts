import type { Context } from "../context.ts";
import { reasonForPerson, statusOf } from "../context.ts";
import { dialogSetup, says } from "../setup.ts";

/** The second region, beside the guide: whether a person was asked for. The guide goes on meanwhile and its place is never lost. */

export const none = dialogSetup.createStateConfig({
  on: {
    human: {
      target: "waiting",
      actions: [
        {
          type: "openCase",
          params: ({ context }) => ({ number: context.moment.freshCaseNumber, reason: reasonForPerson(context), status: statusOf(context) }),
        },
        "keepCase",
        says((context) => ({ kind: "case-opened", number: context.case ?? "", ahead: context.moment.waitingForPerson })),
        "again",
      ],
    },
    "human.withdraw": { actions: [says({ kind: "no-case" }), "again"] },
  },
});

const withdrawn = {
  target: "none",
  actions: [
    { type: "withdrawCase", params: ({ context }: { context: Context }) => ({ number: context.case ?? "" }) },
    says((context) => ({ kind: "case-withdrawn", number: context.case ?? "" })),
    "dropCase",
    "again",
  ],
} as const;

/** A case is open and waits for a person. */
export const waiting = dialogSetup.createStateConfig({
  on: {
    human: {
      actions: [says((context) => ({ kind: "case-already", number: context.case ?? "", ahead: context.moment.waitingForPerson })), "again"],
    },
    "human.withdraw": withdrawn,
    stop: { guard: "justAskedForPerson", ...withdrawn },
  },
});
