import { connectorsEn as words } from "../../../dialogs/wording/connectors-en.ts";
import { deskEn } from "../../../dialogs/wording/desk-en.ts";
import { en } from "../../../dialogs/wording/en.ts";
import type { TranscriptLine } from "../../turn/ports.ts";
import type { CaseView } from "./connector.ts";

/** What is known of a case, in lines of "name: what", and the conversation: nobody needs to ask again. */
export function caseInWords(view: CaseView): string {
  const facts = factsOf(view).map(([name, value]) => `${name}: ${value}`);
  return [...facts, "", words.conversation, ...view.transcript.map(lineInWords)].join("\n");
}

/** What is known of a case, by name. */
export function factsOf({ case: found }: CaseView): readonly (readonly [string, string])[] {
  const { facts } = words;
  const tried = found.tried.map(({ step, result }) => `${step} (${deskEn.results[result]})`).join(", ");
  const { liveStatus } = found;
  const status = deskEn.liveStatuses[liveStatus.kind] + (liveStatus.kind === "incident" ? `: ${liveStatus.title}` : "");
  return [
    [facts.reason, deskEn.reasons[found.reason]],
    [facts.device, found.device === null ? deskEn.unknown : en.deviceNames[found.device]],
    [facts.channel, deskEn.channels[found.channel] ?? found.channel],
    [facts.language, found.language],
    [facts.contact, found.contact ?? words.none],
    [facts.status, status],
    [facts.steps, tried || words.none],
    [facts.opened, new Date(found.openedAt).toISOString()],
  ];
}

/** One line for lists. */
export function subjectOf({ case: found }: CaseView): string {
  return words.subject(found.number, found.subject);
}

function lineInWords({ at, from, text, author }: TranscriptLine): string {
  return `[${new Date(at).toISOString().slice(0, 16).replace("T", " ")}] ${author ?? words.speakers[from]}: ${text.replaceAll("**", "")}`;
}
