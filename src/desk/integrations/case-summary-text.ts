import { connectorsEn as words } from "../../../dialogs/wording/connectors-en.ts";
import { deskEn } from "../../../dialogs/wording/desk-en.ts";
import { en } from "../../../dialogs/wording/en.ts";
import { inLocale } from "../../../knowledge/article.ts";
import type { StoredCase } from "../../conversation/case-ports.ts";
import type { TranscriptLine } from "../../conversation/ports.ts";
import { stepsTried } from "../case-json.ts";
import { textOfLine } from "../line-text.ts";
import type { CaseView } from "./connector.ts";

/**
 * How a moment is written, in milliseconds since 1970: systems that know their readers' time zones write it their own
 * way.
 */
export type FormatTime = (at: number) => string;

/** What is known of a case, in lines of "name: what", and the conversation: nobody needs to ask again. */
export function caseSummaryText(view: CaseView): string {
  const facts = caseFacts(view).map(([name, value]) => `${name}: ${value}`);
  return [...facts, "", words.conversation, ...view.transcript.map(lineInWords)].join("\n");
}

/** What is known of a case, by name. */
export function caseFacts(
  { case: found, article }: CaseView,
  moment: FormatTime = inUtc,
): readonly (readonly [string, string])[] {
  const { facts } = words;
  const tried = stepsTried(found, article).map(({ title, result, at }) =>
    words.tried(title, deskEn.results[result], moment(at)),
  );
  return [
    [facts.number, found.number],
    [facts.reason, deskEn.reasons[found.reason]],
    [facts.guide, article ? inLocale(article.facts.title, "en") : words.none],
    [facts.device, found.device === null ? deskEn.unknown : en.deviceNames[found.device]],
    [facts.channel, channelOf(found)],
    [facts.language, found.language],
    [facts.reach, words.reach(found.contact, channelOf(found))],
    [facts.status, statusThen(found, moment)],
    [facts.steps, tried.join("; ") || words.none],
    [facts.opened, moment(found.openedAt)],
  ];
}

/** One line for lists. */
export function caseSubject({ case: found }: CaseView): string {
  return words.subject(found.number, found.subject);
}

function channelOf({ channel }: StoredCase): string {
  return deskEn.channels[channel] ?? channel;
}

function statusThen({ liveStatus }: StoredCase, moment: FormatTime): string {
  const kind = deskEn.liveStatuses[liveStatus.kind];
  if (liveStatus.kind === "unknown") return kind;
  const what = liveStatus.kind === "incident" ? `${kind}: ${liveStatus.title}` : kind;
  return words.checked(what, moment(liveStatus.checkedAt));
}

function inUtc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function lineInWords(line: TranscriptLine): string {
  const { at, from, author } = line;
  return `[${inUtc(at)}] ${author ?? words.speakers[from]}: ${textOfLine(line).replaceAll("**", "")}`;
}
