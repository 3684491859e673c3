import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { call, Refused } from "../desk-call.ts";
import { element } from "../element.ts";
import { numberOf } from "./figures.ts";
import type { Review, ReviewGroup } from "./report-shapes.ts";
import { readButton } from "./talks-view.ts";

/** `review`: null while it is not loaded; `reload` reads it again; `say` tells what happened. */
export type ReviewParts = {
  review: Review | null;
  titles: Readonly<Record<string, string>>;
  reload: () => void;
  say: (text: string) => void;
};

const mostShown = 100;

/** Messages that were not or wrongly understood, with what a lead can do with each. */
export function reviewView(parts: ReviewParts): HTMLElement | string {
  const { review } = parts;
  if (review === null) return words.loading;
  const open = review.groups.filter(({ state }) => state === "new" || state === "seen");
  const done = review.groups.length - open.length;
  if (open.length === 0) return done > 0 ? words.reviewDone(done) : words.nothing.review;
  const shown = open.slice(0, mostShown);
  return element(
    "div",
    {},
    element("p", { class: "soft" }, words.reviewExplained),
    element("datalist", { id: "labels" }, ...review.labels.map((one) => labelOption(one, parts.titles))),
    element("ul", { class: "review" }, ...shown.map((group, at) => groupView(group, at, parts))),
    shown.length < open.length && element("p", { class: "soft" }, words.reviewPart(shown.length, open.length)),
    done > 0 && element("p", { class: "soft" }, words.reviewDone(done)),
  );
}

function labelOption({ article, label }: Review["labels"][number], titles: ReviewParts["titles"]): HTMLElement {
  const problem = label.startsWith("problem:") ? titles[label.slice("problem:".length)] : undefined;
  return element("option", { value: `${article} ${label}` }, titles[label] ?? problem ?? label);
}

function groupView(group: ReviewGroup, at: number, parts: ReviewParts): HTMLElement {
  const { text, texts, count, why, label, closest, state } = group;
  const named = (value: string): string => parts.titles[value] ?? value;
  const facts = [
    words.reviewTimes(count),
    ...Object.entries(why).map(([reason, times]) => `${words.why[reason as keyof typeof why]} (${numberOf(times)})`),
    ...(label === null ? [] : [words.takenFor(named(label))]),
    ...(closest === null ? [] : [words.closestTo(named(closest))]),
    ...(state === "seen" ? [words.seenBefore] : []),
  ];
  const act = (name: string, said: string, body: object): HTMLElement =>
    element(
      "button",
      {
        type: "button",
        "data-key": `${name}-${at}`,
        "aria-label": words.reviewAction(said, text),
        onclick: () => void send("/reports/review", body, parts),
      },
      said,
    );
  return element(
    "li",
    {},
    element("p", { class: "words" }, text),
    element("p", { class: "soft" }, facts.join(" · ")),
    texts.length > 1 &&
      element(
        "details",
        {},
        element("summary", {}, words.alike(texts.length - 1)),
        element("ul", {}, ...texts.slice(1).map((other) => element("li", { class: "words" }, other))),
      ),
    meansForm(group, at, parts),
    element(
      "div",
      { class: "presets" },
      state === "new" && act("seen", words.seen, { texts, state: "seen" }),
      act("ignore", words.ignore, { texts, state: "ignored" }),
      ...group.talks.map((id, place) => readButton(id, words.readTalkOf(place))),
    ),
  );
}

/** Puts the text under a label, once somebody has said that nothing personal is in it. */
function meansForm({ text, texts }: ReviewGroup, at: number, parts: ReviewParts): HTMLElement {
  const id = `means-${at}`;
  const input = element("input", { id, list: "labels", "data-key": id, autocomplete: "off" });
  const submit = (event: Event): void => {
    event.preventDefault();
    const [article = "", label = ""] = input.value.trim().split(" ");
    const isKnown = parts.review?.labels.some((one) => one.article === article && one.label === label);
    if (!isKnown) return parts.say(words.chooseMeaning);
    if (!confirm(words.nothingPersonal(text))) return;
    void send("/reports/review/means", { texts, text, article, label, nothingPersonal: true }, parts);
  };
  return element(
    "form",
    { class: "means", onsubmit: submit },
    element("label", { for: id }, words.means),
    input,
    element("button", { type: "submit", "aria-label": words.reviewAction(words.use, text) }, words.use),
  );
}

async function send(path: string, body: object, { reload, say }: ReviewParts): Promise<void> {
  try {
    const { patch, stored } = await call<{ patch?: string; stored?: boolean }>("POST", path, body);
    if (patch !== undefined) save(patch);
    if (stored !== undefined) say(stored ? words.lineAdded : words.patchSaved);
    reload();
  } catch (cause) {
    say(cause instanceof Refused && cause.status === 400 ? words.notAsLine : words.notSaved);
  }
}

/** Offers the patch as a file: the knowledge cannot be written from here. */
function save(patch: string): void {
  const address = URL.createObjectURL(new Blob([patch], { type: "application/yaml" }));
  element("a", { href: address, download: "phrasings.yaml" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
