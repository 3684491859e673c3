import { z } from "zod";

import { connectorsEn as words } from "../../../../dialogs/wording/connectors-en.ts";
import { caseSummaryText, caseSubject } from "../case-summary-text.ts";
import { type CaseView, type Connector, RemoteCaseGone } from "../connector.ts";
import { type ApiClient, parseResponse } from "../api-client.ts";

const ticket = z.looseObject({ id: z.number(), status: z.string().nullish() });
const madeTicket = z.looseObject({ ticket });
const tickets = z.looseObject({ tickets: z.array(ticket) });
const audits = z.looseObject({
  audits: z.array(
    z.looseObject({ metadata: z.looseObject({ custom: z.record(z.string(), z.unknown()).nullish() }).nullish() }),
  ),
});

/** A comment's own name in the ticket's audits, by which it is known to be there. */
const ownMark = "assistant_id";

/**
 * A ticket for each case that nobody was there to take. It is looked for by our number before it is made; a comment, by
 * its mark in the ticket's audits. A case whose ticket was closed for good or deleted gets another.
 */
export function createZendesk({ call }: { call: ApiClient }): Connector {
  const comment = createComment(call);
  const say = createSay(comment);
  return {
    name: "zendesk",
    title: "Zendesk",
    onlyWhenUnstaffed: true,
    async open(view) {
      const again = {
        id: `${view.case.number}-again-${view.case.reopened}`,
        body: words.openedAgain,
        change: { status: "open" },
      };
      if (view.external && (await comment(view.external.id, again))) return view.external;
      const before = parseResponse(
        tickets,
        await call({ method: "GET", path: `/tickets.json?external_id=${encodeURIComponent(view.case.number)}` }),
      ).tickets;
      const open = before.find(({ status }) => status !== "closed");
      const id = String((open ?? (await create(call, view, before.at(-1)))).id);
      if (view.case.contact !== null) await say(id, acknowledgement(view));
      return { id, more: {} };
    },
    userMessage: ({ external }, text, id) => say(external.id, { id, body: words.visitorSays(text) }),
    async note(view, text, id) {
      const { external } = view;
      await say(external.id, { id, body: text });
      // With an address the person can be answered by mail: they hear that first.
      if (view.case.contact !== null) await say(external.id, acknowledgement(view));
    },
    async close({ external }, how, id) {
      // A ticket that was closed or deleted there is over already.
      await comment(external.id, {
        id: `${id}-closed`,
        body: words.closed(words.ends[how]),
        change: { status: "solved" },
      });
    },
  };
}

/** `before`: the ticket that was closed for good, which the new one goes on with. */
async function create(
  call: ApiClient,
  view: CaseView,
  before?: z.infer<typeof ticket>,
): Promise<z.infer<typeof ticket>> {
  const { number } = view.case;
  const made = {
    subject: caseSubject(view),
    comment: { body: caseSummaryText(view), public: false },
    external_id: number,
    tags: ["assistant"],
    ...(before && { via_followup_source_id: before.id }),
    ...requesterOf(view),
  };
  return parseResponse(madeTicket, await call({ method: "POST", path: "/tickets.json", body: { ticket: made } }))
    .ticket;
}

type Comment = { id: string; body: string; public?: boolean; change?: Record<string, unknown> };

/** The one comment that the person gets by mail: whoever the ticket is from. */
function acknowledgement(view: CaseView): Comment {
  const { number } = view.case;
  return { id: `${number}-acknowledged`, body: words.byMail(number), public: true, change: requesterOf(view) };
}

function requesterOf({ case: { contact, userName, number } }: CaseView): Record<string, unknown> {
  return contact === null ? {} : { requester: { name: userName || words.visitor(number), email: contact } };
}

/** Zendesk's answers where a ticket was deleted, and where it is closed for good, which solved ones are after a while. */
const gone = [404, 422];

/** Resolves with false where the ticket takes no comment any more. */
function createComment(call: ApiClient): (ticket: string, comment: Comment) => Promise<boolean> {
  return async (to, { id, body, public: forPerson = false, change = {} }) => {
    const read = await call({ method: "GET", path: `/tickets/${to}/audits.json?sort_order=desc`, gone });
    if (read === null) return false;
    const { audits: there } = parseResponse(audits, read);
    if (there.some(({ metadata }) => metadata?.custom?.[ownMark] === id)) return true;
    const made = { ...change, comment: { body, public: forPerson }, metadata: { custom: { [ownMark]: id } } };
    const written = await call({ method: "PUT", path: `/tickets/${to}.json`, body: { ticket: made }, gone });
    if (written === null) return false;
    parseResponse(madeTicket, written);
    return true;
  };
}

function createSay(comment: ReturnType<typeof createComment>): (...said: Parameters<typeof comment>) => Promise<void> {
  return async (to, said) => {
    if (!(await comment(to, said)))
      throw new RemoteCaseGone("the ticket takes no comment: it is closed or deleted there, or the address is none");
  };
}
