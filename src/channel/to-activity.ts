import type { Choice, Reply } from "../../dialogs/reply.ts";
import type { Settled } from "../../dialogs/settled.ts";
import type { CardMark } from "./card-mark.ts";
import { buttonCard, type Card, settledCard, spoken, stepCard, summaryCard } from "./cards.ts";
import { citationSign, citing } from "./citation.ts";
import { renderPlain } from "./plain.ts";

/** A Bot Framework message that is yet to be addressed. */
export type MessageToSend = {
  type: "message";
  text?: string;
  textFormat?: "markdown" | "plain";
  /** What notifications show. */
  summary?: string;
  inputHint: "expectingInput" | "acceptingInput";
  attachments?: readonly Card[];
  suggestedActions?: { to: readonly string[]; actions: readonly CardAction[] };
  entities?: readonly Readonly<Record<string, unknown>>[];
  channelData?: Readonly<Record<string, unknown>>;
};

type CardAction = { type: "messageBack"; title: string; text: string; displayText: string; value: unknown };

/** What can be shown where: one builder for each family of channels, all from the same reply. */
export function toActivity(reply: Reply, channel: string, mark?: CardMark): MessageToSend {
  return (builders.get(channel) ?? asPlainText)(reply, mark);
}

/** An agent's own words: text and nothing else. */
export function wordsToActivity(text: string): MessageToSend {
  return { type: "message", text, textFormat: "plain", inputHint: "acceptingInput" };
}

/** What takes the place of a message whose card was answered; `text` is what stands beside the card, and stays. */
export function settledToActivity(settled: Settled, text: string): MessageToSend {
  return {
    type: "message",
    ...(text ? { text, textFormat: "markdown" } : {}),
    summary: settled.outcome,
    inputHint: "acceptingInput",
    attachments: [settledCard(settled)],
  };
}

/** A channel's name comes from outside: a plain object would know `constructor` as well. */
const builders: ReadonlyMap<string, (reply: Reply, mark?: CardMark) => MessageToSend> = new Map([
  ["msteams", forTeams],
  ["webchat", forWebChat],
  ["directline", forWebChat],
  ["emulator", forWebChat],
]);

/**
 * Teams shows at most three suggested actions, none in channels and none beside a card: so every choice is a card's button.
 * It prints `text` above a card, so beside a card there is only what the card does not say.
 */
function forTeams(reply: Reply, mark?: CardMark): MessageToSend {
  const { text, card } = parted(reply, { kind: "execute", mark });
  const cited = text && reply.source ? `${text}${citationSign}` : text;
  return {
    ...message(reply),
    ...(cited ? { text: cited, textFormat: "markdown" } : {}),
    summary: summaryOf(reply),
    ...(card ? { attachments: [card] } : {}),
    ...(cited && reply.source ? { entities: [citing(reply.source)] } : {}),
    ...(reply.feedback ? { channelData: { feedbackLoop: { type: "default" } } } : {}),
  };
}

/** A step and a summary are cards of their own; any other question's buttons stand below its text. */
function parted(reply: Reply, buttons: { kind: "execute" | "submit"; mark?: CardMark | undefined }): { text: string; card: Card | null } {
  const { step, summary, lead = "" } = reply;
  if (step) return { text: lead, card: stepCard(reply, step, buttons) };
  if (summary) return { text: lead, card: summaryCard(reply, summary, buttons) };
  return { text: reply.text, card: reply.choices.length > 0 ? buttonCard(reply, buttons) : null };
}

/**
 * Steps and summaries are cards, anything else text with suggested actions. The whole text goes along with the card for clients
 * that show none; `textBesideCard` is what a client that shows the card prints instead. Our own page draws the parts itself.
 */
function forWebChat(reply: Reply): MessageToSend {
  const { step, summary } = reply;
  const { text, card } = parted(reply, { kind: "submit" });
  if (card && (step || summary)) {
    const channelData = { textBesideCard: text, ...(step ? { step } : {}), ...(summary ? { summary } : {}) };
    return { ...message(reply), ...asMarkdown(reply), summary: summaryOf(reply), attachments: [card], channelData };
  }
  const suggested = reply.choices.length > 0 ? { suggestedActions: { to: [], actions: reply.choices.map(suggestedAction) } } : {};
  return { ...message(reply), ...asMarkdown(reply), ...suggested };
}

function asPlainText(reply: Reply): MessageToSend {
  return { ...message(reply), text: renderPlain(reply), textFormat: "plain" };
}

function message(reply: Reply): Pick<MessageToSend, "type" | "inputHint"> {
  return { type: "message", inputHint: reply.choices.length > 0 ? "expectingInput" : "acceptingInput" };
}

function asMarkdown(reply: Reply): Pick<MessageToSend, "text" | "textFormat"> {
  return { text: reply.text, textFormat: "markdown" };
}

function suggestedAction(choice: Choice): CardAction {
  const { label, press } = choice;
  return { type: "messageBack", title: label, text: label, displayText: label, value: press };
}

function summaryOf(reply: Reply): string {
  if (reply.step) return `${reply.step.progress} · ${reply.step.title}`;
  return spoken(reply.text).split("\n", 1)[0] ?? "";
}
