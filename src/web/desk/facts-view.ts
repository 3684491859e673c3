import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { call } from "./desk-call.ts";
import { clock } from "./page-clock.ts";
import { button, element, fill } from "./element.ts";
import { historyView } from "./history-view.ts";
import { redactDialog } from "./redact-dialog.ts";
import type { Detail } from "./shapes.ts";
import type { State, Store } from "./state.ts";

/** The right side: all that is known, so that nobody asks the person again. On small screens it folds away. */
export function factsView({
  store,
  actions,
  put,
}: {
  store: Store;
  actions: Actions;
  put: (text: string) => void;
}): HTMLElement {
  const facts = element("div", { class: "facts-body" });
  const isWide = matchMedia("(min-width: 70rem)");
  const view = element(
    "details",
    { class: "facts", "aria-label": words.details },
    element("summary", {}, words.details),
    facts,
  );
  const unfold = (): void => void (view.open = isWide.matches);
  isWide.addEventListener("change", unfold);
  unfold();
  const history = historyView({ store, actions });
  let drawn = "";
  const draw = ({ detail }: State): void => {
    view.hidden = detail === null;
    const now = detail ? JSON.stringify({ ...detail, transcript: [], history: [], changed: 0 }) : "";
    if (now === drawn) return;
    drawn = now;
    if (detail)
      fill(
        facts,
        summary(detail),
        ...sections(detail, put),
        history,
        ...elsewhere(detail, actions),
        redaction(detail, actions),
      );
  };
  store.listen(draw);
  draw(store.get());
  return view;
}

/** The case in two lines: what it is about and what was tried, why a person was asked for and who spoke last. */
function summary({ subject, stepsTried, reason, lastLine, person, assigneeName }: Detail): HTMLElement {
  const helped = stepsTried.some(({ result }) => result === "fixed");
  const triedSteps = stepsTried.length === 0 ? words.triedNone : words.triedSteps(stepsTried.length, helped);
  const speaker = lastLine?.from === "agent" ? (assigneeName ?? words.speakers.agent) : person || words.speakers.user;
  return element(
    "section",
    { class: "summary", "aria-label": words.summary },
    element("p", {}, words.summaryOf(subject, triedSteps)),
    lastLine && element("p", { class: "last" }, words.summaryLast(words.reasons[reason], speaker, lastLine.text)),
  );
}

function sections(detail: Detail, put: (text: string) => void): HTMLElement[] {
  return [
    known(detail),
    ...(detail.rating || detail.resolution ? [ended(detail)] : []),
    tried(detail),
    ...(detail.suggestedStep ? [next(detail.suggestedStep, put)] : []),
  ];
}

/** The other desks that were told of the case, or could not be. */
function elsewhere({ outside }: Detail, actions: Actions): HTMLElement[] {
  if (outside.length === 0) return [];
  const items = outside.map(({ title, known: has, waiting, givenUp }) =>
    element(
      "li",
      {},
      `${title} `,
      [
        has ? words.outsideKnown : words.outsideUnknown,
        ...(waiting > 0 ? [words.outsideWaiting(waiting)] : []),
        ...(givenUp > 0 ? [words.outsideGivenUp(givenUp)] : []),
      ].join(", "),
    ),
  );
  const again = button(words.retry, () => void actions.retry(), {
    size: "small",
    id: "retry",
    "data-key": "retry",
  });
  const canTry = outside.some(({ givenUp }) => givenUp > 0);
  return [
    element(
      "section",
      { class: "elsewhere" },
      element("h3", {}, words.outside),
      element("ul", {}, ...items),
      ...(canTry ? [again] : []),
    ),
  ];
}

function redaction(detail: Detail, actions: Actions): HTMLElement {
  const ask = (): void =>
    redactDialog(detail, {
      preview: async (chosen) =>
        (await call<{ count: number }>("POST", `/cases/${encodeURIComponent(detail.id)}/redact`, { words: chosen }))
          .count,
      redact: (chosen, count) => void actions.act("redact", { words: chosen, confirm: count }),
    });
  return element("section", {}, button(words.redact, ask, { size: "small", id: "redact", "data-key": "redact" }));
}

function known(detail: Detail): HTMLElement {
  const { liveStatus } = detail;
  const status =
    liveStatus.kind === "incident"
      ? `${words.liveStatuses.incident}: ${liveStatus.title ?? ""}`
      : words.liveStatuses[liveStatus.kind];
  const pairs: [string, string | null][] = [
    [words.reason, words.reasons[detail.reason]],
    [words.guide, detail.articleTitle],
    [words.device, detail.platformName ?? words.unknown],
    [words.channel, words.channels[detail.channel] ?? detail.channel],
    [words.spoken, new Intl.DisplayNames(["en"], { type: "language" }).of(detail.language) ?? detail.language],
    [words.contact, detail.contact],
    // No link: the browser of a stranger says it.
    [words.page, detail.page],
    [words.liveStatus, status],
    [
      words.opened,
      `${new Date(detail.openedAt).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}${detail.reopened > 0 ? `, ${words.reopened(detail.reopened)}` : ""}`,
    ],
  ];
  return element(
    "dl",
    { class: "known" },
    ...pairs.flatMap(([name, value]) => (value === null ? [] : [element("dt", {}, name), element("dd", {}, value)])),
  );
}

function ended({ rating, resolution }: Detail): HTMLElement {
  return element(
    "section",
    {},
    ...(resolution ? [element("h3", {}, words.resolution), element("p", {}, resolution)] : []),
    ...(rating
      ? [
          element("h3", {}, words.rating),
          element("p", {}, [words.stars(rating.score), rating.word].filter((part) => part !== "").join(" · ")),
        ]
      : []),
  );
}

function tried({ stepsTried }: Detail): HTMLElement {
  const items = stepsTried.map(({ title, result, at }) =>
    element(
      "li",
      {},
      title,
      element("span", { class: "result", "data-result": result }, words.results[result], ", ", clock(at)),
    ),
  );
  return element(
    "section",
    {},
    element("h3", {}, words.steps),
    items.length > 0 ? element("ol", { class: "steps" }, ...items) : element("p", {}, words.noSteps),
  );
}

function next({ title, instructions }: NonNullable<Detail["suggestedStep"]>, put: (text: string) => void): HTMLElement {
  const text = [title, ...instructions.map((line, at) => `${at + 1}. ${line}`)].join("\n");
  return element(
    "section",
    { class: "next" },
    element("h3", {}, words.next),
    element("p", { class: "strong" }, title),
    element("ol", {}, ...instructions.map((line) => element("li", {}, line))),
    button(words.useNext, () => put(text.replaceAll("**", "")), { size: "small" }),
  );
}
