import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Actions } from "./actions.ts";
import { clock } from "./page-clock.ts";
import { button, element, fill } from "./element.ts";
import { linkedText } from "./linked-text.ts";
import { redactions } from "./redactions.ts";
import { fileView } from "./file-view.ts";
import type { Detail, Entry, Line } from "./shapes.ts";
import type { State, Store } from "./state.ts";

type Item = { at: string; key: string; made: () => HTMLElement };

/**
 * The conversation with its notes and turns of hand between the lines. Only what is new is drawn: the reader's place
 * stays.
 */
export function transcriptView({ store, actions }: { store: Store; actions: Actions }): HTMLElement {
  const log = element("div", { class: "log", role: "log", "aria-label": words.conversation, tabindex: 0 });
  const more = button(words.earlier, () => void actions.earlier().catch(() => undefined), {
    class: "earlier",
    size: "small",
    "data-key": "earlier",
  });
  const typing = element("p", { class: "typing", role: "status" });
  let drawn: { shown: string | null; keys: string } = { shown: null, keys: "" };
  // Whoever reads further up is left there; everybody else follows what is said, also when the space changes.
  let follows = true;
  const toEnd = (): void => void (follows && (log.scrollTop = log.scrollHeight));
  log.addEventListener("scroll", () => (follows = log.scrollHeight - log.scrollTop - log.clientHeight < 80), {
    passive: true,
  });
  new ResizeObserver(toEnd).observe(log);
  // A picture takes its room when it has come.
  log.addEventListener("load", toEnd, true);
  const draw = (state: State): void => {
    const { detail } = state;
    const items = detail ? itemsOf(detail, actions) : [];
    const keys = items.map(({ key }) => key).join(" ");
    const shown = detail ? `${detail.id} ${redactions(detail)}` : null;
    const isOther = drawn.shown !== shown;
    more.hidden = !detail || detail.earlier === null;
    if (isOther || keys !== drawn.keys) {
      follows ||= isOther;
      const fromEnd = log.scrollHeight - log.scrollTop;
      const isAbove = !isOther && items[0]?.key !== drawn.keys.split(" ", 1)[0];
      drawItems(log, items, isOther);
      // Earlier lines come in above: what is being read stays where it is.
      if (isAbove) log.scrollTop = log.scrollHeight - fromEnd;
      else toEnd();
      drawn = { shown, keys };
    }
    const isTyping = detail !== null && (state.typing.get(detail.id) ?? 0) > state.now;
    typing.textContent = isTyping ? words.typing(detail.person || words.person) : "";
  };
  store.listen(draw);
  draw(store.get());
  return element("div", { class: "transcript" }, more, log, typing);
}

function drawItems(log: HTMLElement, items: readonly Item[], anew: boolean): void {
  if (anew) fill(log);
  const wanted = new Set(items.map(({ key }) => key));
  const drawn = [...log.children];
  for (const child of drawn) if (!wanted.has(child.getAttribute("data-item") ?? "")) child.remove();
  const there = new Set([...log.children].map((child) => child.getAttribute("data-item")));
  for (const [at, item] of items.entries()) {
    if (there.has(item.key)) continue;
    const made = item.made();
    made.setAttribute("data-item", item.key);
    log.insertBefore(made, log.children[at] ?? null);
  }
}

function itemsOf({ transcript, earlier, history, person }: Detail, actions: Actions): Item[] {
  const since = earlier === null ? "" : (transcript[0]?.at ?? "");
  const lines = transcript.map((line) => ({
    at: line.at,
    key: `line-${line.seq}-${line.delivery ?? ""}-${line.attachments?.length ?? 0}`,
    made: () => bubble(line, person, actions),
  }));
  const deeds = history
    .filter(({ what, at }) => what !== "said" && at >= since)
    .map((entry) => ({
      at: entry.at,
      key: `deed-${entry.id}`,
      made: () => (entry.what === "note" ? note(entry) : deed(entry, actions)),
    }));
  return [...lines, ...deeds].sort((one, other) => one.at.localeCompare(other.at));
}

function bubble(line: Line, person: string, actions: Actions): HTMLElement {
  const made = lineView(line, person);
  made.append(...(line.attachments ?? []).map(fileView));
  const delivery = deliveryOf(line, actions);
  if (delivery) made.append(delivery);
  return made;
}

/** Who said what, and when. */
export function lineView(line: Line, person = ""): HTMLElement {
  const speaker =
    line.from === "agent"
      ? (line.author ?? words.speakers.agent)
      : line.from === "user"
        ? person || words.speakers.user
        : words.speakers.assistant;
  return element(
    "article",
    { class: "line", "data-from": line.from },
    element("p", { class: "speaker" }, speaker, " ", clock(line.at), line.changed === "edited" && ` · ${words.edited}`),
    element("p", { class: "words" }, ...wordsOf(line)),
  );
}

/** What a guest wrote stays words: nobody is led away from the desk by a stranger. */
function wordsOf({ from, text }: Line): (Node | string)[] {
  if (from === "user") return [text];
  return linkedText(from === "assistant" ? plain(text) : text);
}

/** Whether the person has it. What has not arrived can be tried again, with all else of the case that has not. */
function deliveryOf({ delivery, reason, seq }: Line, actions: Actions): HTMLElement | null {
  if (delivery === undefined) return null;
  const state = words.deliveries[delivery];
  const again = (): void => void actions.retry();
  return element(
    "p",
    { class: "delivery", "data-delivery": delivery },
    reason === undefined ? state : words.undelivered(state, reason),
    delivery !== "delivered" && button(words.retry, again, { size: "small", "data-key": `retry-${seq}` }),
  );
}

function note({ whoName, text, at }: Entry): HTMLElement {
  return element(
    "article",
    { class: "line", "data-from": "note" },
    element("p", { class: "speaker" }, `${words.note} · ${whoName} `, clock(at)),
    element("p", { class: "words" }, ...linkedText(text)),
  );
}

/** As long as the service keeps what was removed. */
const undoWithinMs = 10 * 60_000;

/** The deeds whose text says what they were about. */
const withText = new Set(["transferred", "rated", "unreached"]);

/** While a removal of words can be undone, it offers that. */
function deed({ id, who, whoName, what, text, textName, at }: Entry, actions: Actions): HTMLElement {
  const isFresh = what === "redacted" && Date.now() - Date.parse(at) < undoWithinMs;
  return element(
    "p",
    { class: "deed" },
    `${words.actors[who] ?? whoName} ${words.deeds[what] ?? what}${detailOf(what, textName ?? text)} · `,
    clock(at),
    isFresh && button(words.undo, () => void actions.act("redact/undo", { entry: id }), { size: "small" }),
  );
}

function detailOf(what: string, text: string): string {
  if (what === "redacted" && text !== "") return words.alsoAt(text);
  if (what === "closed" && text !== "") return `: ${text}`;
  return withText.has(what) ? ` ${text}` : "";
}

/** The assistant's own signs for bold would only be in the way here. */
function plain(text: string): string {
  return text.replaceAll("**", "");
}
