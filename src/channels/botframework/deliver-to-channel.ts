import { en } from "../../../dialogs/wording/en.ts";
import { DeliveryError } from "../../common/delivery-error.ts";
import type { ChannelCardAnswered, ChannelLine, ConversationReference, Deliver } from "../../conversation/ports.ts";
import type { Address } from "../activities/conversation-reference.ts";
import {
  answeredCardToActivity,
  type OutboundMessage,
  textToActivity,
  toActivity,
} from "../rendering/activity-renderer.ts";
import { cardMarkerOf } from "../rendering/cards.ts";
import type { SendActivity } from "./connector-client.ts";

/** Delivers an outbox entry to the person's channel: one attempt, which the outbox retries. */
export function createBotFrameworkDeliver(options: { send: SendActivity; now: () => number }): Deliver {
  return async ({ body, reference }) => {
    const rendered = render(body, reference, options.now());
    if (!rendered || !isAddress(reference.address))
      throw new DeliveryError("the entry is not one for this channel", { retry: false });
    const channelId = await options.send(reference.address, rendered.activity, rendered.replaces);
    // Only for these something may come back that does not say which of them it is about.
    if (channelId !== null && isLine(body) && body.line.reply?.feedback) return { line: body.line.id, channelId };
    return undefined;
  };
}

/** Whether this entry changes what was said already: the card of a question that was answered. */
export function isCardUpdate({ body }: { body: unknown }): boolean {
  return isCardAnswered(body);
}

function render(
  body: unknown,
  reference: ConversationReference,
  now: number,
): { activity: OutboundMessage; replaces?: string } | null {
  if (isCardAnswered(body)) return { activity: answeredCardToActivity(body.settled), replaces: body.settled.activity };
  if (!isLine(body)) return null;
  const { id, reply, text, author } = body.line;
  const marker = cardMarkerOf(reference.conversation, id);
  const activity = reply ? toActivity(reply, reference.channel, marker) : textToActivity(text, author);
  return { activity: addressed(withTimeOf(body, activity, reference, now), reference) };
}

/** In a group of Teams, the addressee is mentioned, as others read it too. */
function addressed(activity: OutboundMessage, { channel, address }: ConversationReference): OutboundMessage {
  if (channel !== "msteams" || !isAddress(address) || !isGroupAddress(address)) return activity;
  const { id, name } = address.user;
  if (typeof id !== "string" || typeof name !== "string" || name === "") return activity;
  const text = `<at>${name.replaceAll(/[<>&]/g, "")}</at>`;
  return {
    ...activity,
    text: activity.text ? `${text} ${activity.text}` : text,
    entities: [...(activity.entities ?? []), { type: "mention", mentioned: { id, name }, text }],
  };
}

function isGroupAddress({ conversation }: Address): boolean {
  const { isGroup, conversationType } = conversation;
  return isGroup === true || conversationType === "groupChat" || conversationType === "channel";
}

/** Words this old come with the time at which they were written: they may be over by now. */
const lateAfterMs = 3_600_000;

function withTimeOf(
  { line: { at } }: ChannelLine,
  activity: OutboundMessage,
  { locale, timeZone = "UTC" }: ConversationReference,
  now: number,
): OutboundMessage {
  if (at === undefined || now - at < lateAfterMs) return activity;
  const written = en.writtenAt(at, { now, locale, timeZone });
  return { ...activity, text: activity.text ? `${written}\n\n${activity.text}` : written };
}

function isCardAnswered(body: unknown): body is ChannelCardAnswered {
  const { activity, text, outcome } = (body as Partial<ChannelCardAnswered> | undefined)?.settled ?? {};
  return [activity, text, outcome].every((part) => typeof part === "string");
}

function isLine(body: unknown): body is ChannelLine {
  return typeof (body as ChannelLine | undefined)?.line?.text === "string";
}

function isAddress(address: unknown): address is Address {
  const { serviceUrl, conversation } = (address ?? {}) as Partial<Address>;
  return typeof serviceUrl === "string" && typeof conversation?.id === "string";
}
