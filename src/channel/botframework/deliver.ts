import { type ChannelLine, type Deliver, DeliveryFault } from "../../turn/ports.ts";
import type { Address } from "../from-activity.ts";
import { toActivity, wordsToActivity } from "../to-activity.ts";
import type { Send } from "./send.ts";

/** The way out to the person's own channel: one line, tried once; the outbox tries again. */
export function createBotFrameworkDeliver(options: { send: Send }): Deliver {
  return async ({ body, party }) => {
    if (!isChannelLine(body) || !isAddress(party.address)) throw new DeliveryFault("the entry is not one for this channel", { retry: false });
    const { reply, text } = body.line;
    await options.send(party.address, reply ? toActivity(reply, party.channel) : wordsToActivity(text));
  };
}

function isChannelLine(body: unknown): body is ChannelLine {
  return typeof (body as ChannelLine | undefined)?.line?.text === "string";
}

function isAddress(address: unknown): address is Address {
  const { serviceUrl, conversation } = (address ?? {}) as Partial<Address>;
  return typeof serviceUrl === "string" && typeof conversation?.id === "string";
}
