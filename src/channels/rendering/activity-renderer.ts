import type { Choice, Reply } from "../../../dialogs/replies/reply.ts";
import { en } from "../../../dialogs/wording/en.ts";
import type { AnsweredCard } from "../../../dialogs/answered-card.ts";
import {
  answeredCard,
  type ButtonStyle,
  type Card,
  type CardMarker,
  questionCard,
  stepCard,
  stripMarkdown,
  summaryCard,
} from "./cards.ts";

/** A Bot Framework message without the fields of its address. */
export type OutboundMessage = {
  type: "message";
  text?: string;
  textFormat?: "markdown" | "plain";
  /** The text of notifications. */
  summary?: string;
  inputHint: "expectingInput" | "acceptingInput";
  attachments?: readonly Card[];
  suggestedActions?: { to: readonly string[]; actions: readonly CardAction[] };
  entities?: readonly Readonly<Record<string, unknown>>[];
  channelData?: Readonly<Record<string, unknown>>;
};

type CardAction = { type: "messageBack"; title: string; text: string; displayText: string; value: unknown };

/** Renders a reply for a channel. Channels without a renderer of their own get plain text. */
export function toActivity(reply: Reply, channel: string, marker?: CardMarker): OutboundMessage {
  return (renderers.get(channel) ?? forPlainText)(reply, marker);
}

/** An agent's message as plain text. `author`: the agent's name, if the channel shows all messages as the bot's. */
export function textToActivity(text: string, author?: string): OutboundMessage {
  return {
    type: "message",
    text: author === undefined ? text : en.agentSays(author, text),
    textFormat: "plain",
    inputHint: "acceptingInput",
  };
}

/** Replaces a message whose card was answered. */
export function answeredCardToActivity(answered: AnsweredCard): OutboundMessage {
  return {
    type: "message",
    summary: answered.outcome,
    inputHint: "acceptingInput",
    attachments: [answeredCard(answered)],
  };
}

/** A map, because the channel is client input: a plain object has a property `constructor`, too. */
const renderers: ReadonlyMap<string, (reply: Reply, marker?: CardMarker) => OutboundMessage> = new Map([
  ["msteams", forTeams],
  ["webchat", forWebChat],
  ["directline", forAnyClient],
  ["emulator", forAnyClient],
]);

/**
 * Teams shows at most three suggested actions, none in channels and none together with a card, so every choice is a
 * button of a card. A card that can be replaced must contain all of the text: text next to it may become a separate
 * message. An answer with a source is the exception, as citations are only shown below a message's text.
 */
function forTeams(reply: Reply, marker?: CardMarker): OutboundMessage {
  const card =
    reply.choices.length > 0 || reply.step || reply.summary ? cardInTeams(reply, { kind: "execute", marker }) : null;
  return {
    ...message(reply),
    ...(card && !reply.source ? {} : asMarkdown(reply)),
    ...(reply.source ? citedText(reply.text, reply.source) : {}),
    summary: summaryOf(reply),
    ...(card ? { attachments: [card] } : {}),
    ...(reply.feedback ? { channelData: { feedbackLoop: { type: "default" } } } : {}),
  };
}

function cardInTeams(reply: Reply, buttons: ButtonStyle): Card {
  const { step, summary, lead = "", source, text } = reply;
  if (source) return questionCard(reply, { buttons, lead: "" });
  if (step) return stepCard(reply, step, { buttons, lead });
  return summary ? summaryCard(reply, summary, { buttons, lead }) : questionCard(reply, { buttons, lead: text });
}

function citedText(text: string, source: Source): Partial<OutboundMessage> {
  const at = source.answer ? text.indexOf(source.answer) : -1;
  const end = at < 0 ? text.length : at + (source.answer ?? "").length;
  return { text: `${text.slice(0, end)}${citationMark}${text.slice(end)}`, entities: [citationOf(source)] };
}

/** The Web Chat channel has one client, which renders cards; text above a card would repeat it. */
function forWebChat(reply: Reply): OutboundMessage {
  const { text: _text, textFormat: _format, ...rest } = forAnyClient(reply);
  const text = reply.step || reply.summary ? (reply.lead ?? "") : reply.text;
  return { ...rest, ...(text === "" ? {} : { text, textFormat: "markdown" }) };
}

/**
 * Steps and summaries are cards, anything else is text with suggested actions. A Direct Line client may not render
 * cards, so the whole text is sent with it; a client that does shows `textOutsideCard` instead. Our own page renders the
 * parts itself.
 */
function forAnyClient(reply: Reply): OutboundMessage {
  const { step, summary, lead = "", desk, feedback, source, erased } = reply;
  const known = {
    ...(desk && { desk }),
    ...(feedback && { feedback }),
    ...(source && { source: { name: source.name, url: source.url, checked: source.checked } }),
    ...(erased && { erased }),
  };
  if (step || summary) {
    const options = { buttons: { kind: "submit" as const }, lead: "" };
    const card = step
      ? stepCard(reply, step, options)
      : summary
        ? summaryCard(reply, summary, options)
        : questionCard(reply, options);
    const channelData = { textOutsideCard: lead, ...(step ? { step } : {}), ...(summary ? { summary } : {}), ...known };
    return { ...message(reply), ...asMarkdown(reply), summary: summaryOf(reply), attachments: [card], channelData };
  }
  const suggested =
    reply.choices.length > 0 ? { suggestedActions: { to: [], actions: reply.choices.map(suggestedAction) } } : {};
  const more = Object.keys(known).length > 0 ? { channelData: known } : {};
  return { ...message(reply), ...asMarkdown(reply), ...suggested, ...more };
}

function forPlainText(reply: Reply): OutboundMessage {
  return { ...message(reply), text: toPlainText(reply), textFormat: "plain" };
}

function message(reply: Reply): Pick<OutboundMessage, "type" | "inputHint"> {
  return { type: "message", inputHint: reply.choices.length > 0 ? "expectingInput" : "acceptingInput" };
}

function asMarkdown(reply: Reply): Pick<OutboundMessage, "text" | "textFormat"> {
  return { text: reply.text, textFormat: "markdown" };
}

function suggestedAction(choice: Choice): CardAction {
  const { label, press } = choice;
  return { type: "messageBack", title: label, text: label, displayText: label, value: press };
}

function summaryOf(reply: Reply): string {
  if (reply.step) return `${reply.step.progress} · ${reply.step.title}`;
  return stripMarkdown(reply.text).split("\n", 1)[0] ?? "";
}

/** A reply as plain text, also for the terminal: choices are numbered in brackets, unlike the instructions of a step. */
export function toPlainText(reply: Reply): string {
  // Messages emphasise headings and case numbers with `**`, which plain text would show as it is.
  const text = reply.text.replaceAll(/\*\*(.+?)\*\*/gu, "$1");
  if (reply.choices.length === 0) return text;
  const choices = reply.choices.map((choice, at) => `[${at + 1}] ${choice.label}`);
  return `${text}\n\n${choices.join("\n")}`;
}

type Source = NonNullable<Reply["source"]>;

/** Teams cuts longer ones in the middle of a word. */
const maxCitationName = 80;
const maxCitationAbstract = 160;

/** Teams shows the source of an answer at this place of its text. */
const citationMark = " [1]";

/**
 * The source of an answer as a citation. It is not labelled as generated by AI, because people wrote the answers and the
 * assistant only chooses one.
 */
function citationOf({ name, url, checked }: Source): Readonly<Record<string, unknown>> {
  const appearance = {
    "@type": "DigitalDocument",
    name: truncate(name, maxCitationName),
    ...(url ? { url } : {}),
    abstract: truncate(checked ?? name, maxCitationAbstract),
  };
  return {
    type: "https://schema.org/Message",
    "@type": "Message",
    "@context": "https://schema.org",
    "@id": "",
    citation: [{ "@type": "Claim", position: 1, appearance }],
  };
}

function truncate(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
