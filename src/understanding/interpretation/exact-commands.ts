import type { ExpectedInput } from "../../../dialogs/events.ts";
import { takesBackPerson } from "./person-answers.ts";

/**
 * The words on the buttons and their closest kin, which mean themselves wherever they are said alone. What an answer of
 * one word means after a question (yes after a step) is settled where it is read.
 */
const commands: Readonly<Record<string, readonly string[]>> = {
  yes: ["yes", "yes please", "yep", "yeah", "sure", "ok", "y", "emojiyes"],
  no: ["no", "no thanks", "no thank you", "nope", "n", "emojino"],
  "nav:back": ["back", "go back", "previous", "emojiback"],
  "nav:skip": ["skip", "next", "skip this step", "next step", "can not do this", "emojinext"],
  "nav:repeat": ["repeat", "again", "say that again"],
  "nav:restart": ["restart", "start over", "start again", "begin again", "emojirestart"],
  "nav:stop": ["stop", "cancel", "quit", "exit", "later", "never mind", "emojistop"],
  "nav:wait": ["wait", "hang on", "hold on", "one moment", "done", "emojiwait"],
  "nav:resume": ["resume", "continue", "carry on", "where were we"],
  "nav:list": ["list", "all steps", "list the steps", "emojilist"],
  "nav:fixed": ["fixed", "it works", "it works now", "solved", "emojiparty"],
  "nav:not-fixed": ["not fixed", "still broken", "same error", "did not help", "no change"],
  human: ["human", "agent", "operator", "person", "talk to a person", "representative"],
  help: ["help", "menu", "what can you do", "emojihelp"],
  greeting: ["hello", "hi", "hey", "good morning", "emojiwave"],
  thanks: ["thanks", "thank you", "emojithanks"],
  goodbye: ["bye", "goodbye", "good night", "see you"],
};
const byWords = new Map(
  Object.entries(commands).flatMap(([label, said]) => said.map((words) => [words, label] as const)),
);

/** After a step these agree to try it; they do not say that it helped. */
const willTry: ReadonlySet<string> = new Set(["ok", "sure", "alright"]);

/**
 * Where "shall I pass you to a person?" was asked, the question's own word is an answer to it; elsewhere "pass" leaves
 * something out.
 */
const passing = new Map([
  ...["pass", "i pass", "i will pass", "i think i will pass", "hard pass", "pass on that", "skip", "skip that"].map(
    (said) => [said, "no"] as const,
  ),
  ...[
    "pass me",
    "pass me on",
    "pass me over",
    "pass me along",
    "pass me on please",
    "yes pass me on",
    "please pass me on",
  ].map((said) => [said, "yes"] as const),
]);

/** The label of a text that is a command and nothing else, or null. `words` are normalised. */
export function commanded(words: readonly string[], awaiting: ExpectedInput): string | null {
  const said = words.join(" ");
  if (awaiting === "step-result" && willTry.has(said)) return "nav:wait";
  if (takesBackPerson(said)) return awaiting === "offer-human" ? "no" : "nav:stop";
  return (awaiting === "offer-human" ? passing.get(said) : undefined) ?? byWords.get(said) ?? null;
}
