import { DeliveryError } from "../../common/delivery-error.ts";
import type { ChannelCardAnswered, ChannelLine, ConversationReference, Deliver } from "../../conversation/ports.ts";
import type { Address } from "../activities/conversation-reference.ts";
import {
  answeredCardToActivity,
  type OutboundMessage,
  textToActivity,
  toActivity,
} from "../rendering/activity-renderer.ts";
import { cardMarkerOf } from "../rendering/card-buttons.ts";
import type { SendActivity } from "./connector-client.ts";

/** Delivers an outbox entry to the person's channel: one attempt, which the outbox retries. */
export function createBotFrameworkDeliver(options: { send: SendActivity }): Deliver {
  return async ({ body, party }) => {
    const rendered = render(body, party);
    if (!rendered || !isAddress(party.address))
      throw new DeliveryError("the entry is not one for this channel", { retry: false });
    await options.send(party.address, rendered.activity, rendered.replaces);
  };
}

function render(body: unknown, party: ConversationReference): { activity: OutboundMessage; replaces?: string } | null {
  if (isCardAnswered(body)) return { activity: answeredCardToActivity(body.settled), replaces: body.settled.activity };
  if (!isLine(body)) return null;
  const { id, reply, text, author } = body.line;
  const marker = cardMarkerOf(party.conversation, id);
  return { activity: reply ? toActivity(reply, party.channel, marker) : textToActivity(text, author) };
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
