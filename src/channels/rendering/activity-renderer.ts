import type { Choice, Reply } from "../../../dialogs/replies/reply.ts";
import { en } from "../../../dialogs/wording/en.ts";
import type { AnsweredCard } from "../../../dialogs/answered-card.ts";
import type { CardMark } from "./card-marker.ts";
import type { Buttons } from "./card-buttons.ts";
import { type Card, questionCard, settledCard, spoken, stepCard, summaryCard } from "./cards.ts";
import { citationSign, citing } from "./citation.ts";
import { renderPlain } from "./plain-text-renderer.ts";

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

/** An agent's own words: text and nothing else. `author`: who speaks, where the channel shows nobody but the bot. */
export function wordsToActivity(text: string, author?: string): MessageToSend {
  return {
    type: "message",
    text: author === undefined ? text : en.agentSays(author, text),
    textFormat: "plain",
    inputHint: "acceptingInput",
  };
}

/** What takes the place of a message whose card was answered. */
export function settledToActivity(settled: AnsweredCard): MessageToSend {
  return {
    type: "message",
    summary: settled.outcome,
    inputHint: "acceptingInput",
    attachments: [settledCard(settled)],
  };
}

/** A channel's name comes from outside: a plain object would know `constructor` as well. */
const builders: ReadonlyMap<string, (reply: Reply, mark?: CardMark) => MessageToSend> = new Map([
  ["msteams", forTeams],
  ["webchat", forWebChat],
  ["directline", forAnyClient],
  ["emulator", forAnyClient],
]);

/**
 * Teams shows at most three suggested actions, none in channels and none beside a card: so every choice is a card's
 * button. A card that can be updated must say everything itself: text beside it may become a message of its own.
 * Sources are the exception, as they can only be told below a message's text.
 */
function forTeams(reply: Reply, mark?: CardMark): MessageToSend {
  const card =
    reply.choices.length > 0 || reply.step || reply.summary ? cardInTeams(reply, { kind: "execute", mark }) : null;
  return {
    ...message(reply),
    ...(card && !reply.source ? {} : asMarkdown(reply)),
    ...(reply.source ? citedText(reply.text, reply.source) : {}),
    summary: summaryOf(reply),
    ...(card ? { attachments: [card] } : {}),
    ...(reply.feedback ? { channelData: { feedbackLoop: { type: "default" } } } : {}),
  };
}

function cardInTeams(reply: Reply, buttons: Buttons): Card {
  const { step, summary, lead = "", source, text } = reply;
  if (source) return questionCard(reply, { buttons, lead: "" });
  if (step) return stepCard(reply, step, { buttons, lead });
  return summary ? summaryCard(reply, summary, { buttons, lead }) : questionCard(reply, { buttons, lead: text });
}

function citedText(text: string, source: NonNullable<Reply["source"]>): Partial<MessageToSend> {
  const at = source.answer ? text.indexOf(source.answer) : -1;
  const end = at < 0 ? text.length : at + (source.answer ?? "").length;
  return { text: `${text.slice(0, end)}${citationSign}${text.slice(end)}`, entities: [citing(source)] };
}

/** Azure's Web Chat channel has one client, which shows the card: its words above it as well would be there twice. */
function forWebChat(reply: Reply): MessageToSend {
  const { text: _text, textFormat: _format, ...rest } = forAnyClient(reply);
  const beside = reply.step || reply.summary ? (reply.lead ?? "") : reply.text;
  return { ...rest, ...(beside === "" ? {} : { text: beside, textFormat: "markdown" }) };
}

/**
 * Steps and summaries are cards, anything else text with suggested actions. Nobody knows what is at the other end of a
 * Direct Line, so the whole text goes along with the card; `textBesideCard` is what a client that shows the card prints
 * instead. Our own page draws the parts itself.
 */
function forAnyClient(reply: Reply): MessageToSend {
  const { step, summary, lead = "" } = reply;
  if (step || summary) {
    const looks = { buttons: { kind: "submit" as const }, lead: "" };
    const card = step
      ? stepCard(reply, step, looks)
      : summary
        ? summaryCard(reply, summary, looks)
        : questionCard(reply, looks);
    const channelData = { textBesideCard: lead, ...(step ? { step } : {}), ...(summary ? { summary } : {}) };
    return { ...message(reply), ...asMarkdown(reply), summary: summaryOf(reply), attachments: [card], channelData };
  }
  const suggested =
    reply.choices.length > 0 ? { suggestedActions: { to: [], actions: reply.choices.map(suggestedAction) } } : {};
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
