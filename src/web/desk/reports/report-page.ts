import { html, nothing, render, type TemplateResult } from "lit/html.js";

import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { call, ownHeaders, Refused } from "../desk-call.ts";
import icon from "../icon.svg";
import { filterForm, lastDays } from "./filter-form.ts";
import { ordersView } from "./orders-view.ts";
import { type Choice, filters, type Proposal, type Report, type Review, type Talk } from "./report-shapes.ts";
import { sections } from "./report-sections.ts";
import { reviewView } from "./review-view.ts";
import { saveFile } from "./save-file.ts";
import { talksView } from "./talks-view.ts";

/** What the page shows; null: not loaded. `said`: what is to be said of the last request. */
type Page = {
  choice: Choice;
  said: string;
  isLoading: boolean;
  report: Report | null;
  review: Review | null;
  talks: readonly Talk[] | null;
  orders: readonly Proposal[] | null;
};

/** Draws the reports. What is chosen stands in the address, so that it can be kept and passed on. */
export function openReports(place: HTMLElement): void {
  const choice = choiceIn(location.search);
  let page: Page = { choice, said: "", isLoading: false, report: null, review: null, talks: null, orders: null };
  const show = (changes: Partial<Page>): void => {
    page = { ...page, ...changes };
    render(pageView(page, { say, keep, choose, loadReview, loadOrders }), place);
  };
  const say = (said: string): void => show({ said });
  const loadReview = async (): Promise<void> => {
    const review = await readDays<Review>("/reports/review", () => page.choice);
    if (review) show({ review });
  };
  const loadTalks = async (): Promise<void> => {
    const found = await readDays<{ talks: Talk[] }>("/talks", () => page.choice);
    if (found) show({ talks: found.talks });
  };
  const loadOrders = async (): Promise<void> => {
    const found = await call<{ orders: Proposal[] }>("GET", "/orders").catch(() => null);
    if (found) show({ orders: found.orders });
  };
  const load = async (): Promise<void> => {
    const asked = page.choice;
    show({ said: words.loading, isLoading: true });
    void loadReview();
    void loadTalks();
    const found = await call<Report>("GET", `/reports?${queryOf(asked)}`).catch(faultOf);
    if (queryOf({ ...asked, by: page.choice.by }) !== queryOf(page.choice)) return;
    show({ isLoading: false, ...(typeof found === "string" ? { said: found } : { said: "", report: found }) });
  };
  const keep = (next: Choice): void => {
    history.replaceState(null, "", `?${queryOf(next)}`);
    show({ choice: next });
  };
  const choose = (next: Choice): void => {
    keep(next);
    void load();
  };
  for (const [name, isPrinted] of [["beforeprint", true] as const, ["afterprint", false] as const])
    addEventListener(name, () => document.body.classList.toggle("printed", isPrinted));
  void load();
  void loadOrders();
}

/** What the page's parts can do. */
type Actions = {
  say: (text: string) => void;
  /** Takes a choice for which nothing is to be read. */
  keep: (choice: Choice) => void;
  choose: (choice: Choice) => void;
  loadReview: () => Promise<void>;
  loadOrders: () => Promise<void>;
};

function pageView(page: Page, { say, keep, choose, loadReview, loadOrders }: Actions): TemplateResult {
  const { choice, said, isLoading, report, review, talks, orders } = page;
  const content = (known: Report): TemplateResult =>
    sections(known, {
      review: reviewView({ review, titles: known.titles, reload: () => void loadReview(), say }),
      orders: ordersView({ orders, reload: () => void loadOrders(), say }),
      talks: talksView(talks),
      by: choice.by,
      chooseBy: (by) => keep({ ...choice, by }),
    });
  return html`<header class="top">
      <img src=${icon} alt="" width="28" height="28" />
      <h1>${words.name}</h1>
      <a href="/desk">${words.desk}</a>
      <button type="button" @click=${() => print()}>${words.print}</button>
      <button type="button" @click=${() => void download(choice, say)}>${words.csv}</button>
    </header>
    <main class="page">
      ${filterForm(choice, report, choose)}
      <p class="said-here" role="status">${said}</p>
      <div class="content" aria-busy=${isLoading ? "true" : nothing}>${report ? content(report) : nothing}</div>
    </main>`;
}

/** Of the chosen days; null where it cannot be read, or others were chosen before it came. */
async function readDays<Answer>(path: string, choice: () => Choice): Promise<Answer | null> {
  const { from, to } = choice();
  const answer = await call<Answer>("GET", `${path}?${new URLSearchParams({ from, to })}`).catch(() => null);
  return from === choice().from && to === choice().to ? answer : null;
}

/** Fetched rather than linked: in another site's frame the token must go along as a header. */
async function download(choice: Choice, say: Actions["say"]): Promise<void> {
  const response = await fetch(`/api/desk/reports.csv?${queryOf(choice)}`, { headers: ownHeaders() }).catch(() => null);
  if (!response?.ok) return say(words.failed);
  saveFile(await response.blob(), `reports-${choice.from}-${choice.to}.csv`);
}

function faultOf(cause: unknown): string {
  if (!(cause instanceof Refused)) return words.failed;
  if (cause.status === 401) location.reload();
  return cause.status === 400 ? words.badDays : cause.status === 403 ? words.leadsOnly : words.failed;
}

function queryOf({ from, to, ...chosen }: Choice): string {
  const given = Object.entries(chosen).filter(([, value]) => value !== "" && value !== "none");
  return String(new URLSearchParams([["from", from], ["to", to], ...given]));
}

function choiceIn(search: string): Choice {
  const given = new URLSearchParams(search);
  const days = lastDays(30);
  const chosen = Object.fromEntries(filters.map((name) => [name, given.get(name) ?? ""]));
  const by = given.get("by") ?? "";
  return {
    from: given.get("from") ?? days.from,
    to: given.get("to") ?? days.to,
    by: by in words.comparisons ? by : "none",
    ...chosen,
  } as Choice;
}
