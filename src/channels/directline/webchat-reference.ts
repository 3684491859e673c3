import { plainText } from "../../conversation/plain-text.ts";
import type { InboundMessage, ConversationReference } from "../../conversation/ports.ts";
import { localeOf, timeZoneOf, type ToldPlace } from "../activities/client-locale.ts";
import type { Grant } from "./tokens.ts";

/** What a client tells of the person. */
type Told = ToldPlace & { name?: string | null | undefined; locale?: string | null | undefined };

/** Who a web conversation is with. Nothing is pushed to it: the page reads the transcript. */
export function webParty(grant: Grant, told: Told = {}): ConversationReference {
  return {
    conversation: grant.conversation,
    channel: "webchat",
    user: grant.user,
    userName: plainText(told.name ?? "").slice(0, 80),
    locale: localeOf(told.locale),
    ...timeZoneOf(told),
    address: {},
    push: false,
  };
}

/** The person opened the page. Its id is fixed: however often that is reported, there is one welcome. */
export function opened(conversation: string, at: number): InboundMessage {
  return { id: "opened", conversation, at, input: { kind: "happened", event: { type: "conversation.opened" } } };
}
