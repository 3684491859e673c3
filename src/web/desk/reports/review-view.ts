import { html, nothing, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";

import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";
import { call, Refused } from "../desk-call.ts";
import { numberOf } from "./figures.ts";
import type { Review, ReviewGroup } from "./report-shapes.ts";
import { saveFile } from "./save-file.ts";
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
export function reviewView(parts: ReviewParts): TemplateResult | string {
  const { review } = parts;
  if (review === null) return words.loading;
  const open = review.groups.filter(({ state }) => state === "new" || state === "seen");
  const done = review.groups.length - open.length;
  if (open.length === 0) return done > 0 ? words.reviewDone(done) : words.nothing.review;
  const shown = open.slice(0, mostShown);
  const soft = (said: string): TemplateResult => html`<p class="soft">${said}</p>`;
  return html`${soft(words.reviewExplained)}
    <datalist id="labels">${review.labels.map((one) => labelOption(one, parts.titles))}</datalist>
    <ul class="review">
      ${repeat(
        shown,
        ({ text }) => text,
        (group, at) => groupView(group, at, parts),
      )}
    </ul>
    ${shown.length < open.length ? soft(words.reviewPart(shown.length, open.length)) : nothing}
    ${done > 0 ? soft(words.reviewDone(done)) : nothing}`;
}

function labelOption({ article, label }: Review["labels"][number], titles: ReviewParts["titles"]): TemplateResult {
  const problem = label.startsWith("problem:") ? titles[label.slice("problem:".length)] : undefined;
  return html`<option value=${`${article} ${label}`}>${titles[label] ?? problem ?? label}</option>`;
}

function groupView(group: ReviewGroup, at: number, parts: ReviewParts): TemplateResult {
  const { text, texts, state } = group;
  const act = (said: string, body: object): TemplateResult =>
    html`<button
      type="button"
      aria-label=${words.reviewAction(said, text)}
      @click=${() => void send("/reports/review", body, parts)}
    >
      ${said}
    </button>`;
  return html`<li>
    <p class="words">${text}</p>
    <p class="soft">${factsOf(group, parts.titles).join(" · ")}</p>
    ${texts.length > 1 ? alike(texts.slice(1)) : nothing} ${meansForm(group, at, parts)}
    <div class="presets">
      ${state === "new" ? act(words.seen, { texts, state: "seen" }) : nothing}
      ${act(words.ignore, { texts, state: "ignored" })}
      ${group.talks.map((id, place) => readButton(id, words.readTalkOf(place)))}
    </div>
  </li>`;
}

/** How often it was written, why it is here, and what it was taken for. */
function factsOf({ count, why, label, closest, state }: ReviewGroup, titles: ReviewParts["titles"]): string[] {
  const named = (value: string): string => titles[value] ?? value;
  return [
    words.reviewTimes(count),
    ...Object.entries(why).map(([reason, times]) => `${words.why[reason as keyof typeof why]} (${numberOf(times)})`),
    ...(label === null ? [] : [words.takenFor(named(label))]),
    ...(closest === null ? [] : [words.closestTo(named(closest))]),
    ...(state === "seen" ? [words.seenBefore] : []),
  ];
}

function alike(texts: readonly string[]): TemplateResult {
  return html`<details>
    <summary>${words.alike(texts.length)}</summary>
    <ul>
      ${texts.map((text) => html`<li class="words">${text}</li>`)}
    </ul>
  </details>`;
}

/** Puts the text under a label, once somebody has said that nothing personal is in it. */
function meansForm({ text, texts }: ReviewGroup, at: number, parts: ReviewParts): TemplateResult {
  const id = `means-${at}`;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const chosen = new FormData(event.target as HTMLFormElement).get("means") as string;
    const [article = "", label = ""] = chosen.trim().split(" ");
    const isKnown = parts.review?.labels.some((one) => one.article === article && one.label === label);
    if (!isKnown) return parts.say(words.chooseMeaning);
    if (!confirm(words.nothingPersonal(text))) return;
    void send("/reports/review/means", { texts, text, article, label, nothingPersonal: true }, parts);
  };
  return html`<form class="means" @submit=${submit}>
    <label for=${id}>${words.means}</label>
    <input id=${id} name="means" list="labels" autocomplete="off" />
    <button type="submit" aria-label=${words.reviewAction(words.use, text)}>${words.use}</button>
  </form>`;
}

async function send(path: string, body: object, { reload, say }: ReviewParts): Promise<void> {
  try {
    const { patch, stored } = await call<{ patch?: string; stored?: boolean }>("POST", path, body);
    // The knowledge cannot be written from here: what is to be put there comes as a file.
    if (patch !== undefined) saveFile(new Blob([patch], { type: "application/yaml" }), "phrasings.yaml");
    if (stored !== undefined) say(stored ? words.lineAdded : words.patchSaved);
    reload();
  } catch (cause) {
    say(cause instanceof Refused && cause.status === 400 ? words.notAsLine : words.notSaved);
  }
}
