import { z } from "zod";

import { connectorsEn as words } from "../../../../dialogs/wording/connectors-en.ts";
import type { External } from "../../../conversation/case-calls.ts";
import { caseSummaryText } from "../case-summary-text.ts";
import { type CaseView, type Connector, RemoteCaseGone } from "../connector.ts";
import { type ApiClient, parseResponse } from "../api-client.ts";

const inboxSource = z.looseObject({ source_id: z.string(), inbox: z.looseObject({ id: z.number() }) });
const contact = z.looseObject({
  id: z.number(),
  identifier: z.string().nullish(),
  contact_inboxes: z.array(inboxSource).default([]),
});
const foundContacts = z.looseObject({ payload: z.array(contact) });
const madeContact = z.looseObject({ payload: z.looseObject({ contact, contact_inbox: inboxSource.nullish() }) });
const conversation = z.looseObject({ id: z.number(), custom_attributes: z.record(z.string(), z.unknown()).nullish() });
const conversations = z.looseObject({ payload: z.array(conversation) });
const madeMessage = z.looseObject({ id: z.number() });
const toggled = z.looseObject({ payload: z.looseObject({}) });
const messages = z.looseObject({
  payload: z.array(z.looseObject({ content_attributes: z.record(z.string(), z.unknown()).nullish() })),
});

/** The mark on what we wrote ourselves: it is not written twice, and not brought back. */
export const ownMark = "assistant_id";

/** What an inbox of Chatwoot takes at once. */
const mostSigns = 10_000;

/** Chatwoot's answer where a conversation was deleted. */
const gone = [404];

/**
 * Agents answer in Chatwoot: a contact for each person, a conversation for each case. What is there already is looked
 * for first. A case whose conversation was deleted gets another.
 */
export function createChatwoot(options: { call: ApiClient; inbox: number }): Connector {
  const { call } = options;
  const post = createPost(call);
  /** Resolves with false where the conversation was deleted. */
  const toggle = async (id: string, status: "open" | "resolved"): Promise<boolean> => {
    const path = `/conversations/${id}/toggle_status`;
    const answer = await call({ method: "POST", path, body: { status }, gone });
    if (answer === null) return false;
    parseResponse(toggled, answer);
    return true;
  };
  const say = async (to: string, word: Word): Promise<void> => {
    if (!(await post(to, word))) throw new RemoteCaseGone("the conversation was deleted there");
  };
  return {
    name: "chatwoot",
    title: "Chatwoot",
    async open(view) {
      if (view.external && (await toggle(view.external.id, "open"))) return view.external;
      const external = await openConversation(options, view);
      await say(external.id, { text: caseSummaryText(view), id: `${view.case.number}-opened`, as: "note" });
      return external;
    },
    userMessage: ({ external }, text, id) => say(external.id, { text, id, as: "person" }),
    note: ({ external }, text, id) => say(external.id, { text, id, as: "note" }),
    async close({ external }, how, id) {
      // A conversation that was deleted there is over already.
      const isThere = await post(external.id, {
        text: words.closed(words.ends[how]),
        id: `${id}-closed`,
        as: "note",
      });
      if (isThere) await toggle(external.id, "resolved");
    },
  };
}

type Word = { text: string; id: string; as: "person" | "note" };

/** Resolves with false where the conversation was deleted. */
function createPost(call: ApiClient): (conversation: string, word: Word) => Promise<boolean> {
  const kinds = {
    person: { message_type: "incoming", private: false },
    note: { message_type: "outgoing", private: true },
  };
  return async (to, { text, id, as }) => {
    const path = `/conversations/${to}/messages`;
    const read = await call({ method: "GET", path, gone });
    if (read === null) return false;
    const there = parseResponse(messages, read).payload.map((message) => message.content_attributes?.[ownMark]);
    for (let part = 0; part * mostSigns < text.length; part += 1) {
      const mark = `${id}/${part}`;
      if (there.includes(mark)) continue;
      const content = text.slice(part * mostSigns, (part + 1) * mostSigns);
      const body = { content, ...kinds[as], content_type: "text", content_attributes: { [ownMark]: mark } };
      const made = await call({ method: "POST", path, body, gone });
      if (made === null) return false;
      parseResponse(madeMessage, made);
    }
    return true;
  };
}

async function openConversation(
  { call, inbox }: { call: ApiClient; inbox: number },
  view: CaseView,
): Promise<External> {
  const { number } = view.case;
  const person = await contactOf({ call, inbox }, view);
  const before = parseResponse(
    conversations,
    await call({ method: "GET", path: `/contacts/${person.id}/conversations` }),
  );
  const known = before.payload.find(({ custom_attributes: own }) => own?.["case_number"] === number);
  const made = known ?? (await create());
  return { id: String(made.id), more: { contact: String(person.id) } };

  async function create(): Promise<z.infer<typeof conversation>> {
    const body = {
      source_id: person.source,
      inbox_id: inbox,
      contact_id: person.id,
      status: "open",
      custom_attributes: { case_number: number },
    };
    return parseResponse(conversation, await call({ method: "POST", path: "/conversations", body }));
  }
}

/** The person's contact, by our name of the conversation. */
async function contactOf(
  { call, inbox }: { call: ApiClient; inbox: number },
  { case: found }: CaseView,
): Promise<{ id: number; source: string }> {
  const identifier = found.conversation;
  const all = parseResponse(
    foundContacts,
    await call({ method: "GET", path: `/contacts/search?q=${encodeURIComponent(identifier)}` }),
  );
  const known = all.payload.find((one) => one.identifier === identifier);
  if (known) return { id: known.id, source: sourceOf(known, inbox) ?? identifier };
  const name = found.userName || words.visitor(found.number);
  const body = {
    inbox_id: inbox,
    name,
    identifier,
    source_id: identifier,
    ...(found.contact !== null && { email: found.contact }),
  };
  const { payload } = parseResponse(madeContact, await call({ method: "POST", path: "/contacts", body }));
  return {
    id: payload.contact.id,
    source: payload.contact_inbox?.source_id ?? sourceOf(payload.contact, inbox) ?? identifier,
  };
}

function sourceOf(known: z.infer<typeof contact>, inbox: number): string | undefined {
  return known.contact_inboxes.find((one) => one.inbox.id === inbox)?.source_id;
}
