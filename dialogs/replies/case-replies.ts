import { choose, paragraphs, vary } from "./render-context.ts";
import type { Part, RenderContext, Writers } from "./render-context.ts";
import type { ReplyIntent } from "../effects.ts";

/** How everything about a person taking over is put into words. */

const withWithdrawal = (voice: RenderContext, text: string): Part => ({
  text,
  choices: [choose(voice, voice.words.choices.withdraw, { type: "human.withdraw" })],
});

function whatHappensNext(voice: RenderContext, { desk, ahead }: Extract<ReplyIntent, { kind: "case-opened" }>): string {
  const { words } = voice;
  if (desk.state === "staffed") return words.deskStaffed(words.ahead(ahead));
  if (desk.state === "empty") return words.deskEmpty;
  const opens =
    desk.opensAt === null ? null : words.moment(desk.opensAt, voice.locale, voice.timeZone ?? desk.timeZone);
  return words.deskClosed(opens);
}

const addressChoice = (voice: RenderContext) =>
  choose(voice, voice.words.choices.noAddress, { type: "email.refuse" }, "no");

/** How it went, in five buttons; a person may type "4, quick" just as well. */
function ratingPart(voice: RenderContext, text: string): Part {
  const { scores, noRating } = voice.words.choices;
  const choices = scores.map((label, at) => choose(voice, label, { type: "rate", score: at + 1 }));
  return {
    text: paragraphs(text, voice.words.askRating),
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
  | "case-released"
  | "case-returned"
  | "case-closed"
  | "case-unclaimed"
  | "rated"
  | "address-kept"
  | "address-refused"
  | "address-odd";

/** The writers of everything about a case and the person who takes it. */
export const caseWriters: Pick<Writers, Kinds> = {
  "case-opened": (say, voice) => {
    const { caseOpened, caseReopened, askAddress } = voice.words;
    const text = (say.reopened ? caseReopened : caseOpened)(say.number, whatHappensNext(voice, say));
    const part = withWithdrawal(voice, paragraphs(text, say.asksAddress ? askAddress : ""));
    return say.asksAddress ? { ...part, choices: [addressChoice(voice), ...(part.choices ?? [])] } : part;
  },
  "case-already": ({ number, ahead }, voice) =>
    withWithdrawal(voice, vary(voice, voice.words.caseAlready(number, voice.words.ahead(ahead)))),
  "case-withdrawn": ({ number }, voice) => ({ text: voice.words.caseWithdrawn(number) }),
  "no-case": (_, voice) => ({ text: vary(voice, voice.words.noCase) }),
  "case-back": ({ number, agent }, voice) => ({ text: voice.words.caseBack(number, agent) }),
  "case-claimed": ({ agent }, voice) => ({ text: voice.words.caseClaimed(agent) }),
  "case-transferred": ({ agent, to }, voice) => ({ text: voice.words.caseTransferred(agent, to) }),
  "case-released": ({ agent, number }, voice) => ({ text: voice.words.caseReleased(number, agent) }),
  "case-returned": ({ agent }, voice) => ratingPart(voice, voice.words.caseReturned(agent)),
  "case-closed": ({ agent, number }, voice) => ratingPart(voice, voice.words.caseClosed(agent, number)),
  "case-unclaimed": ({ number, asksAddress }, voice) =>
    asksAddress
      ? { text: paragraphs(voice.words.caseUnclaimed(number), voice.words.askAddress), choices: [addressChoice(voice)] }
      : { text: voice.words.caseUnclaimed(number) },
  rated: (_, voice) => ({ text: vary(voice, voice.words.rated) }),
  "address-kept": ({ address, number }, voice) => ({ text: voice.words.addressKept(address, number) }),
  "address-refused": ({ number }, voice) => ({ text: voice.words.addressRefused(number) }),
  "address-odd": (_, voice) => ({ text: voice.words.addressOdd, choices: [addressChoice(voice)] }),
};
