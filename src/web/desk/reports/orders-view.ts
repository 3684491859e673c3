import { html, nothing, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";

import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { call } from "../desk-call.ts";
import { dataTable } from "./data-table.ts";
import { numberOf } from "./figures.ts";
import type { Proposal } from "./report-shapes.ts";

/** `orders`: null while they are not loaded; `reload` reads them again; `say` tells what happened. */
export type OrderParts = { orders: readonly Proposal[] | null; reload: () => void; say: (text: string) => void };

/** The order of each article's steps: what the results propose, and the one in force. */
export function ordersView(parts: OrderParts): TemplateResult | string {
  const { orders } = parts;
  if (orders === null) return words.loading;
  const shown = orders.filter(({ isChanged, approved }) => isChanged || approved !== null);
  if (shown.length === 0) return words.nothing.orders;
  const keyOf = ({ article }: Proposal): string => article;
  return html`${repeat(shown, keyOf, (one) => orderView(one, parts))}`;
}

function orderView(proposal: Proposal, parts: OrderParts): TemplateResult {
  const { article, title, approved, isChanged, minutes, order } = proposal;
  const columns = [
    { heading: words.step },
    ...[words.placeNow, words.cures, words.minutesATry, words.people].map((heading) => ({ heading, figures: true })),
  ];
  const rows = order.map(({ title: step, was, probability, minutes: taken, people }, at) => [
    words.place(at + 1, step),
    numberOf(was),
    probability === null ? words.none : `${Math.round(100 * probability)} %`,
    taken === null ? words.none : taken.toFixed(1),
    people === null ? words.none : numberOf(people),
  ]);
  const act = (name: string, said: string, body: object): TemplateResult =>
    html`<button
      type="button"
      aria-label=${words.reviewAction(said, title)}
      @click=${() => void decide(`/orders/${article}/${name}`, body, parts)}
    >
      ${said}
    </button>`;
  const saved = (minutes.inForce - minutes.proposed).toFixed(1);
  return html`<article aria-label=${title}>
    <h3>${title}</h3>
    ${approved ? html`<p class="soft">${approvedSaid(approved)}</p>` : nothing}
    <p>${isChanged ? words.wouldSave(saved, minutes.inForce.toFixed(1)) : words.orderStays}</p>
    ${isChanged ? dataTable(words.proposedFor(title), columns, rows) : nothing}
    <div class="presets">
      ${isChanged ? act("approve", words.approve, { order: order.map(({ step }) => step) }) : nothing}
      ${approved ? act("roll-back", words.rollBack, {}) : nothing}
    </div>
  </article>`;
}

function approvedSaid({ at, by, isAuthors }: NonNullable<Proposal["approved"]>): string {
  const day = new Date(at).toLocaleDateString(words.language, { dateStyle: "medium" });
  return isAuthors ? words.rolledBackBy(day, by) : words.approvedBy(day, by);
}

async function decide(path: string, body: object, { reload, say }: OrderParts): Promise<void> {
  try {
    await call("POST", path, body);
    say(words.orderChanged);
  } catch {
    say(words.notSaved);
  }
  reload();
}
