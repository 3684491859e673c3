import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { call, ownHeaders, Refused } from "../desk-call.ts";
import { element, fill } from "../element.ts";
import icon from "../icon.svg";
import { filterForm, lastDays } from "./filter-form.ts";
import { ordersView } from "./orders-view.ts";
import { type Choice, filters, type Proposal, type Report, type Review, type Talk } from "./report-shapes.ts";
import { sections } from "./report-sections.ts";
import { reviewView } from "./review-view.ts";
import { talksView } from "./talks-view.ts";

/** Draws the reports. What is chosen stands in the address, so that it can be kept and passed on. */
export function openReports(place: HTMLElement): void {
  const form = element("div", {});
  const said = element("p", { class: "said-here", role: "status" });
  const content = element("div", { class: "content" });
  let choice = choiceIn(location.search);
  let [report, review]: [Report | null, Review | null] = [null, null];
  let [talks, orders]: [readonly Talk[] | null, readonly Proposal[] | null] = [null, null];
  const draw = (): void => {
    fill(form, filterForm(choice, report, choose));
    if (!report) return;
    const parts = {
      review: reviewView({ review, titles: report.titles, reload: () => void loadReview(), say }),
      orders: ordersView({ orders, reload: () => void loadOrders(), say }),
      talks: talksView(talks),
    };
    fill(content, ...sections(report, { ...parts, by: choice.by, chooseBy: (by) => keep({ ...choice, by }) }));
  };
  const say = (text: string): void => void (said.textContent = text);
  const loadReview = async (): Promise<void> => {
    review = (await readDays<Review>("/reports/review", () => choice)) ?? review;
    draw();
  };
  const loadTalks = async (): Promise<void> => {
    talks = (await readDays<{ talks: Talk[] }>("/talks", () => choice))?.talks ?? talks;
    draw();
  };
  const loadOrders = async (): Promise<void> => {
    orders = (await call<{ orders: Proposal[] }>("GET", "/orders").catch(() => null))?.orders ?? orders;
    draw();
  };
  const load = async (): Promise<void> => {
    const asked = choice;
    say(words.loading);
    content.setAttribute("aria-busy", "true");
    void loadReview();
    void loadTalks();
    const found = await call<Report>("GET", `/reports?${queryOf(asked)}`).catch(faultOf);
    if (queryOf({ ...asked, by: choice.by }) !== queryOf(choice)) return;
    content.removeAttribute("aria-busy");
    say(typeof found === "string" ? found : "");
    report = typeof found === "string" ? report : found;
    draw();
  };
  const keep = (next: Choice): void => {
    choice = next;
    history.replaceState(null, "", `?${queryOf(choice)}`);
    draw();
  };
  const choose = (next: Choice): void => {
    keep(next);
    void load();
  };
  const main = element("main", { class: "page" }, form, said, content);
  const top = header(() => choice, said);
  place.replaceChildren(top, main);
  draw();
  void load();
  void loadOrders();
}

/** Of the chosen days; null where it cannot be read, or others were chosen before it came. */
async function readDays<Answer>(path: string, choice: () => Choice): Promise<Answer | null> {
  const { from, to } = choice();
  const answer = await call<Answer>("GET", `${path}?${new URLSearchParams({ from, to })}`).catch(() => null);
  return from === choice().from && to === choice().to ? answer : null;
}

function header(choice: () => Choice, said: HTMLElement): HTMLElement {
  return element(
    "header",
    { class: "top" },
    element("img", { src: icon, alt: "", width: 28, height: 28 }),
    element("h1", {}, words.name),
    element("a", { href: "/desk" }, words.desk),
    element("button", { type: "button", onclick: () => print() }, words.print),
    element("button", { type: "button", onclick: () => void download(choice(), said) }, words.csv),
  );
}

/** Fetched rather than linked: in another site's frame the token must go along as a header. */
async function download(choice: Choice, said: HTMLElement): Promise<void> {
  const response = await fetch(`/api/desk/reports.csv?${queryOf(choice)}`, { headers: ownHeaders() }).catch(() => null);
  if (!response?.ok) return void (said.textContent = words.failed);
  const address = URL.createObjectURL(await response.blob());
  element("a", { href: address, download: `reports-${choice.from}-${choice.to}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
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
