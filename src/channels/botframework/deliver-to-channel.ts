import { DeliveryError } from "../../common/delivery-error.ts";
import type { ChannelLine, ChannelCardAnswered, Deliver, ConversationReference } from "../../conversation/ports.ts";
import type { Address } from "../activities/conversation-reference.ts";
import { markOf } from "../rendering/card-marker.ts";
import { type MessageToSend, settledToActivity, toActivity, wordsToActivity } from "../rendering/activity-renderer.ts";
import type { Send } from "./send-activity.ts";

/** The way out to the person's own channel: one line, tried once; the outbox tries again. */
export function createBotFrameworkDeliver(options: { send: Send }): Deliver {
  return async ({ body, party }) => {
    const what = toSend(body, party);
    if (!what || !isAddress(party.address))
      throw new DeliveryError("the entry is not one for this channel", { retry: false });
    await options.send(party.address, what.activity, what.inPlaceOf);
  };
}

function toSend(body: unknown, party: ConversationReference): { activity: MessageToSend; inPlaceOf?: string } | null {
  if (isChannelSettled(body)) return { activity: settledToActivity(body.settled), inPlaceOf: body.settled.activity };
  if (!isChannelLine(body)) return null;
  const { id, reply, text, author } = body.line;
  return {
    activity: reply ? toActivity(reply, party.channel, markOf(party.conversation, id)) : wordsToActivity(text, author),
  };
}

function isChannelSettled(body: unknown): body is ChannelCardAnswered {
  const { activity, text, outcome } = (body as Partial<ChannelCardAnswered> | undefined)?.settled ?? {};
  return [activity, text, outcome].every((part) => typeof part === "string");
}

function isChannelLine(body: unknown): body is ChannelLine {
  return typeof (body as ChannelLine | undefined)?.line?.text === "string";
}

function isAddress(address: unknown): address is Address {
  const { serviceUrl, conversation } = (address ?? {}) as Partial<Address>;
  return typeof serviceUrl === "string" && typeof conversation?.id === "string";
}
