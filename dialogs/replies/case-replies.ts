import { caseChoices, choicesAt, person } from "./choices.ts";
import { choose, paragraphs, vary } from "./render-context.ts";
import type { Part, RenderContext, Writers } from "./render-context.ts";
import type { ReplyIntent } from "../effects.ts";

/** How everything about a person taking over is put into words. */

const withCaseChoices = (voice: RenderContext, text: string): Part => ({ text, choices: caseChoices(voice) });

function whatHappensNext(voice: RenderContext, { desk, ahead }: Extract<ReplyIntent, { kind: "case-opened" }>): string {
  const { words } = voice;
  if (desk.state === "staffed") return words.deskStaffed(words.ahead(ahead));
  if (desk.state === "empty") return words.deskEmpty;
  const opens =
    desk.opensAt === null ? null : words.turnContext(desk.opensAt, voice.locale, voice.timeZone ?? desk.timeZone);
  return words.deskClosed(opens);
}

const addressChoice = (voice: RenderContext) =>
  choose(voice, voice.words.choices.noAddress, { type: "email.refuse" }, "no");

/** How it went, in five buttons; a person may type "4, quick" just as well. */
function ratingPart(voice: RenderContext, text: string, agent: string): Part {
  const { scores, noRating } = voice.words.choices;
  const choices = scores.map((label, at) => choose(voice, label, { type: "rate", score: at + 1 }));
  return {
    text: paragraphs(text, voice.words.askRating(agent)),
    choices: [...choices, choose(voice, noRating, { type: "decline" }, "no")],
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
  "case-opened": (say, voice) => {
    const { caseOpened, caseReopened, askAddress } = voice.words;
    const text = (say.reopened ? caseReopened : caseOpened)(say.number, whatHappensNext(voice, say));
    const part = withCaseChoices(voice, paragraphs(text, say.asksAddress ? askAddress : ""));
    return say.asksAddress ? { ...part, choices: [addressChoice(voice), ...(part.choices ?? [])] } : part;
  },
  "case-already": ({ number, ahead }, voice) =>
    withCaseChoices(voice, vary(voice, voice.words.caseAlready(number, voice.words.ahead(ahead)))),
  "case-withdrawn": ({ number }, voice) => ({
    text: voice.words.caseWithdrawn(number),
    choices: voice.saved.place === "paused" ? choicesAt(voice, "paused") : [],
  }),
  "case-noted": ({ number, file }, voice) =>
    withCaseChoices(voice, vary(voice, file ? voice.words.caseFile(number) : voice.words.caseNoted(number))),
  "cancel-case-ask": ({ number, fixed }, voice) => ({
    text: fixed ? voice.words.cancelCaseFixed(number) : voice.words.cancelCase(number),
    choices: [
      choose(voice, voice.words.choices.cancelCase, { type: "human.withdraw" }, "yes"),
      choose(voice, voice.words.choices.keepCase, { type: "case.keep" }, "no"),
    ],
  }),
  "case-kept": ({ number }, voice) => withCaseChoices(voice, voice.words.caseKept(number)),
  "no-case": (_, voice) => ({ text: vary(voice, voice.words.nobodyComing) }),
  "case-back": ({ number, agent }, voice) => ({ text: voice.words.caseBack(number, agent) }),
  "case-claimed": ({ agent }, voice) => ({ text: voice.words.caseClaimed(agent) }),
  "case-transferred": ({ agent, to }, voice) => ({ text: voice.words.caseTransferred(agent, to) }),
  "files-not-passed": (_, voice) => ({ text: voice.words.filesNotPassed }),
  "case-released": ({ agent, number }, voice) => ({ text: voice.words.caseReleased(number, agent) }),
  "case-returned": ({ agent }, voice) => ratingPart(voice, voice.words.caseReturned(agent), agent),
  "case-closed": ({ agent, number }, voice) => ratingPart(voice, voice.words.caseClosed(agent, number), agent),
  "case-unclaimed": ({ number, asksAddress }, voice) =>
    asksAddress
      ? {
          text: paragraphs(voice.words.caseUnclaimed(number), voice.words.askAddress),
          choices: [addressChoice(voice), ...caseChoices(voice)],
        }
      : withCaseChoices(voice, voice.words.caseUnclaimed(number)),
  praise: (_, voice) => ({ text: vary(voice, voice.words.praise), choices: person(voice) }),
  rated: (_, voice) => ({ text: vary(voice, voice.words.rated) }),
  "address-kept": ({ address, number, mail }, voice) =>
    withCaseChoices(voice, (mail ? voice.words.addressKept : voice.words.addressNoted)(address, number)),
  "address-refused": ({ number }, voice) => withCaseChoices(voice, voice.words.addressRefused(number)),
  "address-odd": (_, voice) => ({ text: voice.words.addressOdd, choices: [addressChoice(voice)] }),
};
