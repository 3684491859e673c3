import { caseChoices, choicesAt, person } from "./choices.ts";
import { choose, paragraphs, vary } from "./render-context.ts";
import type { Part, RenderContext, Writers } from "./render-context.ts";
import type { ReplyIntent } from "../effects.ts";

/** How everything about a person taking over is put into words. */

const withCaseChoices = (context: RenderContext, text: string): Part => ({ text, choices: caseChoices(context) });

function whatHappensNext(
  context: RenderContext,
  { desk, ahead }: Extract<ReplyIntent, { kind: "case-opened" }>,
): string {
  const { wording } = context;
  if (desk.state === "staffed") return wording.deskStaffed(wording.ahead(ahead));
  if (desk.state === "empty") return wording.deskEmpty;
  const opens =
    desk.opensAt === null ? null : wording.turnContext(desk.opensAt, context.locale, context.timeZone ?? desk.timeZone);
  return wording.deskClosed(opens);
}

const addressChoice = (context: RenderContext) =>
  choose(context, context.wording.choices.noAddress, { type: "email.refuse" }, "no");

/** How it went, in five buttons; a person may type "4, quick" just as well. */
function ratingPart(context: RenderContext, text: string, agent: string): Part {
  const { scores, noRating } = context.wording.choices;
  const choices = scores.map((label, at) => choose(context, label, { type: "rate", score: at + 1 }));
  return {
    text: paragraphs(text, context.wording.askRating(agent)),
    choices: [...choices, choose(context, noRating, { type: "decline" }, "no")],
  };
}

type Kinds =
  | "case-opened"
  | "case-already"
  | "case-withdrawn"
  | "no-case"
  | "case-back"
  | "case-claimed"
  | "case-transferred"
  | "files-not-passed"
  | "case-released"
  | "case-returned"
  | "case-closed"
  | "case-unclaimed"
  | "rated"
  | "praise"
  | "case-noted"
  | "cancel-case-ask"
  | "case-kept"
  | "address-kept"
  | "address-refused"
  | "address-odd";

/** The writers of everything about a case and the person who takes it. */
export const caseWriters: Pick<Writers, Kinds> = {
  "case-opened": (say, context) => {
    const { caseOpened, caseReopened, askAddress } = context.wording;
    const text = (say.reopened ? caseReopened : caseOpened)(say.number, whatHappensNext(context, say));
    const part = withCaseChoices(context, paragraphs(text, say.asksAddress ? askAddress : ""));
    return say.asksAddress ? { ...part, choices: [addressChoice(context), ...(part.choices ?? [])] } : part;
  },
  "case-already": ({ number, ahead }, context) =>
    withCaseChoices(context, vary(context, context.wording.caseAlready(number, context.wording.ahead(ahead)))),
  "case-withdrawn": ({ number }, context) => ({
    text: context.wording.caseWithdrawn(number),
    choices: context.saved.place === "paused" ? choicesAt(context, "paused") : [],
  }),
  "case-noted": ({ number, file, asks }, context) => {
    const { caseFile, caseAsked, caseNoted } = context.wording;
    return withCaseChoices(context, vary(context, (file ? caseFile : asks ? caseAsked : caseNoted)(number)));
  },
  "cancel-case-ask": ({ number, fixed }, context) => ({
    text: fixed ? context.wording.cancelCaseFixed(number) : context.wording.cancelCase(number),
    choices: [
      choose(context, context.wording.choices.cancelCase, { type: "human.withdraw" }, "yes"),
      choose(context, context.wording.choices.keepCase, { type: "case.keep" }, "no"),
    ],
  }),
  "case-kept": ({ number }, context) => withCaseChoices(context, context.wording.caseKept(number)),
  "no-case": (_, context) => ({ text: vary(context, context.wording.nobodyComing) }),
  "case-back": ({ number, agent }, context) => ({ text: context.wording.caseBack(number, agent) }),
  "case-claimed": ({ agent }, context) => ({ text: context.wording.caseClaimed(agent) }),
  "case-transferred": ({ agent, to }, context) => ({ text: context.wording.caseTransferred(agent, to) }),
  "files-not-passed": (_, context) => ({ text: context.wording.filesNotPassed }),
  "case-released": ({ agent, number }, context) => ({ text: context.wording.caseReleased(number, agent) }),
  "case-returned": ({ agent }, context) => ratingPart(context, context.wording.caseReturned(agent), agent),
  "case-closed": ({ agent, number }, context) => ratingPart(context, context.wording.caseClosed(agent, number), agent),
  "case-unclaimed": ({ number, asksAddress }, context) =>
    asksAddress
      ? {
          text: paragraphs(context.wording.caseUnclaimed(number), context.wording.askAddress),
          choices: [addressChoice(context), ...caseChoices(context)],
        }
      : withCaseChoices(context, context.wording.caseUnclaimed(number)),
  praise: (_, context) => ({ text: vary(context, context.wording.praise), choices: person(context) }),
  rated: (_, context) => ({ text: vary(context, context.wording.rated) }),
  "address-kept": ({ address, number, mail }, context) =>
    withCaseChoices(context, (mail ? context.wording.addressKept : context.wording.addressNoted)(address, number)),
  "address-refused": ({ number }, context) => withCaseChoices(context, context.wording.addressRefused(number)),
  "address-odd": (_, context) => ({ text: context.wording.addressOdd, choices: [addressChoice(context)] }),
};
