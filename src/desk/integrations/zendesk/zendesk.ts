import { z } from "zod";

import { connectorsEn as words } from "../../../../dialogs/wording/connectors-en.ts";
import { caseSummaryText, caseSubject } from "../case-summary-text.ts";
import type { CaseView, Connector } from "../connector.ts";
import type { ApiClient } from "../api-client.ts";
import { parseResponse } from "../parse-response.ts";

const ticket = z.looseObject({ id: z.number() });
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
 * its mark in the ticket's audits.
 */
export function createZendesk({ call }: { call: ApiClient }): Connector {
  const comment = createComment(call);
  return {
    name: "zendesk",
    title: "Zendesk",
    onlyWhenUnstaffed: true,
    async open(view) {
      if (view.external) {
        await comment(view.external.id, {
          id: `${view.case.number}-again-${view.case.reopened}`,
          body: words.openedAgain,
          change: { status: "open" },
        });
        return view.external;
      }
      const before = parseResponse(
        tickets,
        await call({ method: "GET", path: `/tickets.json?external_id=${encodeURIComponent(view.case.number)}` }),
      ).tickets[0];
      const id = String((before ?? (await create(call, view))).id);
      if (view.case.contact !== null) await comment(id, acknowledgement(view));
      return { id, more: {} };
    },
    userMessage: ({ external }, text, id) => comment(external.id, { id, body: words.visitorSays(text) }),
    async note(view, text, id) {
      const { external } = view;
      await comment(external.id, { id, body: text });
      // With an address the person can be answered by mail: they hear that first.
      if (view.case.contact !== null) await comment(external.id, acknowledgement(view));
    },
    close: ({ external }, how, id) =>
      comment(external.id, { id: `${id}-closed`, body: words.closed(words.ends[how]), change: { status: "solved" } }),
  };
}

async function create(call: ApiClient, view: CaseView): Promise<z.infer<typeof ticket>> {
  const { number } = view.case;
  const made = {
    subject: caseSubject(view),
    comment: { body: caseSummaryText(view), public: false },
    external_id: number,
    tags: ["assistant"],
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

function createComment(call: ApiClient): (ticket: string, comment: Comment) => Promise<void> {
  return async (to, { id, body, public: forPerson = false, change = {} }) => {
    const { audits: there } = parseResponse(
      audits,
      await call({ method: "GET", path: `/tickets/${to}/audits.json?sort_order=desc` }),
    );
    if (there.some(({ metadata }) => metadata?.custom?.[ownMark] === id)) return;
    const made = { ...change, comment: { body, public: forPerson }, metadata: { custom: { [ownMark]: id } } };
    parseResponse(madeTicket, await call({ method: "PUT", path: `/tickets/${to}.json`, body: { ticket: made } }));
  };
}
