import { connectorsEn as words } from "../../../../dialogs/wording/connectors-en.ts";
import { deskEn } from "../../../../dialogs/wording/desk-en.ts";
import { caseSummaryText, caseFacts, caseSubject } from "../case-summary-text.ts";
import type { CaseView } from "../connector.ts";

/** What a button does; `reopened` distinguishes a press from the same one after the case was reopened. */
export type ExpertsPress = { expertsCase: string; action: "claim" | "close"; reopened: number };

/** The card of a case in the experts' channel, as the case is now; `nameOf` gives what people see of an agent's login. */
export function expertsCard(view: CaseView, nameOf: (login: string) => string): Record<string, unknown> {
  const { status, assignee } = view.case;
  const state =
    assignee !== null && status === "active"
      ? `${deskEn.statuses.active}, ${deskEn.with(nameOf(assignee))}`
      : deskEn.statuses[status];
  const facts = [["Status", state] as const, ...caseFacts(view, inReadersTime)].map(([title, value]) => ({
    title,
    value,
  }));
  return {
    type: "AdaptiveCard",
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    version: "1.4",
    body: [
      { type: "TextBlock", text: caseSubject(view), weight: "Bolder", size: "Medium", wrap: true },
      ...(view.repeated ? [{ type: "TextBlock", text: words.twice, wrap: true, color: "Warning" }] : []),
      { type: "FactSet", facts },
      ...(view.transcript.length > 0 ? [{ type: "TextBlock", text: conversationOf(view), wrap: true }] : []),
      ...(status === "closed" ? [] : [{ type: "TextBlock", text: words.howToAnswer, wrap: true, isSubtle: true }]),
    ],
    actions: actionsOf(view),
  };
}

/** A moment as the card's own function, which shows it in the reader's language and time zone. */
function inReadersTime(at: number): string {
  const moment = `${new Date(at).toISOString().slice(0, 19)}Z`;
  return `{{DATE(${moment}, SHORT)}}, {{TIME(${moment})}}`;
}

/** Teams takes some 28 kB; the newest words matter most. */
function conversationOf(view: CaseView): string {
  return caseSummaryText(view).split(`${words.conversation}\n`)[1]?.slice(-8_000).replaceAll(/\n+/g, "\n\n") ?? "";
}

function actionsOf({ case: { status, number, reopened } }: CaseView): readonly unknown[] {
  const button = (title: string, action: ExpertsPress["action"]) => ({
    type: "Action.Execute",
    title,
    verb: "experts",
    data: { expertsCase: number, action, reopened } satisfies ExpertsPress,
  });
  if (status === "closed") return [];
  return [...(status === "waiting" ? [button(deskEn.claim, "claim")] : []), button(deskEn.close, "close")];
}
