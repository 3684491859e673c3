import { plainText } from "../../turn/plain-text.ts";
import type { Incoming, Party } from "../../turn/ports.ts";
import type { Grant } from "./tokens.ts";

/** Who a web conversation is with. Nothing is pushed to it: the page reads the transcript. */
export function webParty(grant: Grant, told: { name?: string | null | undefined; locale?: string | null | undefined } = {}): Party {
  return {
    conversation: grant.conversation,
    channel: "webchat",
    user: grant.user,
    userName: plainText(told.name ?? "").slice(0, 80),
    locale: localeOf(told.locale),
    address: {},
    push: false,
  };
}

/** The person opened the page. Its id is fixed: however often that is reported, there is one welcome. */
export function opened(conversation: string, at: number): Incoming {
  return { id: "opened", conversation, at, input: { kind: "happened", event: { type: "conversation.opened" } } };
}

function localeOf(locale: string | null | undefined): string {
  return locale && /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(locale) ? locale : "en";
}
