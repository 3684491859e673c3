import type { Choice, Reply, StepCard } from "../../dialogs/reply.ts";
import { type Card, choiceCard, spoken, stepCard } from "./cards.ts";
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
  channelData?: Readonly<Record<string, unknown>>;
};

type CardAction = { type: "messageBack"; title: string; text: string; displayText: string; value: unknown };

/** What can be shown where: one builder for each family of channels, all from the same reply. */
export function toActivity(reply: Reply, channel: string): MessageToSend {
  return (builders.get(channel) ?? asPlainText)(reply);
}

/** An agent's own words: text and nothing else. */
export function wordsToActivity(text: string): MessageToSend {
  return { type: "message", text, textFormat: "plain", inputHint: "acceptingInput" };
}

/** A channel's name comes from outside: a plain object would know `constructor` as well. */
const builders: ReadonlyMap<string, (reply: Reply) => MessageToSend> = new Map([
  ["msteams", forTeams],
  ["webchat", forWebChat],
  ["directline", forWebChat],
  ["emulator", forWebChat],
]);

/**
 * Teams shows at most three suggested actions, none in channels and none beside a card: so every choice is a card's button.
 * It prints `text` above a card, so beside a card there is only what the card does not say.
 */
function forTeams(reply: Reply): MessageToSend {
  return {
    ...message(reply),
    ...(reply.step ? stepInTeams(reply, reply.step) : reply.choices.length > 0 ? { attachments: [choiceCard(reply, "execute")] } : asMarkdown(reply)),
    summary: summaryOf(reply),
    ...(reply.feedback ? { channelData: { feedbackLoop: { type: "default" } } } : {}),
  };
}

function stepInTeams(reply: Reply, step: StepCard): Partial<MessageToSend> {
  const attachments = [stepCard(reply, step, "execute")];
  return reply.lead ? { text: reply.lead, textFormat: "markdown", attachments } : { attachments };
}

/**
 * A step is a card, anything else text with suggested actions. The whole text goes along with the card for clients that
 * show none; `textBesideCard` is what a client that shows the card prints instead, as our own page does.
 */
function forWebChat(reply: Reply): MessageToSend {
  if (reply.step) {
    const attachments = [stepCard(reply, reply.step, "submit")];
    return { ...message(reply), ...asMarkdown(reply), summary: summaryOf(reply), attachments, channelData: { textBesideCard: reply.lead ?? "" } };
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
