import { html, render, type TemplateResult } from "lit/html.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { createActions, type Actions } from "./actions.ts";
import { createAlerts, type Alerts } from "./alerts.ts";
import { call } from "./desk-call.ts";
import { caseHead } from "./case-view.ts";
import { listenToKeys } from "./commands.ts";
import { type Composer, createComposer } from "./composer-view.ts";
import { factsView } from "./facts-view.ts";
import { type ChoosePresence, keepPresence } from "./idle-timer.ts";
import { followLive, type LiveEvent } from "./live-events.ts";
import { createQueue, type Queue } from "./queue-view.ts";
import type { Agent, CannedReply, Case, Mention } from "./shapes.ts";
import { createStore, type State, type Store } from "./state.ts";
import { topView } from "./top-view.ts";
import { createTranscript } from "./transcript-view.ts";

/** How long a sign of typing lasts. */
const typingMs = 6_000;
const tickMs = 2_000;
/** That another desk was given up is no event of the case, nor that a line arrived. */
const elsewhereMs = 5_000;
/** How often the desk asks which channels are away. */
const channelsMs = 30_000;

/** Draws the desk for this agent and keeps it live. */
export function openDesk(place: HTMLElement, who: Partial<State> & Pick<State, "me" | "agents">): void {
  const store = createStore();
  store.change(who);
  const say = announce();
  const actions = createActions({ store, say });
  const alerts = createAlerts();
  const presence = keepPresence(
    (state, until) => call("POST", "/presence", { state, ...(until && { until: until.toISOString() }) }),
    awayUntil(who),
  );
  const draw = createDraw(place, { store, actions, alerts, choose: presence.choose, say });
  store.listen(draw);
  draw(store.get(), store.get());
  keepAddress(store, actions);
  setInterval(() => store.change({ now: Date.now() }), tickMs);
  setInterval(() => lookElsewhere(store, actions), elsewhereMs);
  lookAtChannels(store);
  setInterval(() => lookAtChannels(store), channelsMs);
  void call<{ replies: CannedReply[] }>("GET", "/canned-replies").then(({ replies }) =>
    store.change({ canned: replies }),
  );
  void followLive({
    onEvent: (event) => hear({ store, actions, alerts, say, again: presence.again }, event),
    onLine: (open) => store.change({ trouble: open ? null : words.lost }),
    onSignedOut: () => location.reload(),
  });
}

/** What was chosen before a reload still holds. */
function awayUntil({ me, agents }: Pick<State, "me" | "agents">): Date | null {
  const until = agents.find(({ login }) => login === me)?.awayUntil;
  return until === undefined ? null : new Date(until);
}

function lookElsewhere(store: Store, actions: Actions): void {
  const { detail } = store.get();
  const isWaiting =
    detail?.outside.some(({ waiting }) => waiting > 0) ||
    detail?.transcript.some(({ delivery }) => delivery === "waiting");
  if (isWaiting) void actions.refresh().catch(() => undefined);
}

function lookAtChannels(store: Store): void {
  void call<Pick<State, "failing">>("GET", "/channels").then(
    ({ failing }) => store.change({ failing }),
    () => undefined,
  );
}

type Parts = {
  store: Store;
  actions: Actions;
  alerts: Alerts;
  choose: ChoosePresence;
  say: (text: string, isShown?: boolean) => void;
};

/**
 * Draws the whole page as a function of the state, again after each change. The list of cases and the conversation are
 * drawn on their own, and last, because they measure how much room they have.
 */
function createDraw(place: HTMLElement, parts: Parts): (state: State, before: State) => void {
  const { store, actions, say } = parts;
  const composer = createComposer({ store, actions, say });
  const queue = createQueue({ store, actions });
  const transcript = createTranscript(actions);
  listenToKeys({ ...composer, store, actions, tell: (text) => say(text, false) });
  return (state, before) => {
    render(deskView(state, { ...parts, composer, queue, transcript }), place);
    queue.drawList(state, before);
    transcript.draw(state);
    document.title = titleOf(state);
  };
}

type Drawn = Parts & { composer: Composer; queue: Queue; transcript: { view: HTMLElement } };

function deskView(state: State, drawn: Drawn): TemplateResult {
  const { store, actions, alerts, choose, composer, queue, transcript } = drawn;
  const top = { alerts, choose, open: (id: string) => void actions.open(id), redraw: () => store.change({}) };
  return html`
    ${topView(state, top)}
    <p class="trouble" role="status">${state.trouble}</p>
    <p class="trouble" id="failing" role="status">${failingIn(state)}</p>
    <main class="main" data-open=${state.open !== null}>
      ${queue.view(state)}
      <section class="talk" aria-label=${words.conversation} ?hidden=${state.open === null}>
        ${caseHead(state, actions)} ${transcript.view} ${composer.view(state)}
      </section>
      <div class="nothing" ?hidden=${state.open !== null}>
        <h2>${words.nothingOpen}</h2>
        <p>${words.nothingOpenExplained}</p>
      </div>
      ${factsView(state, { actions, put: composer.put })}
    </main>
  `;
}

function failingIn({ failing }: State): string {
  return failing
    .map(({ channel, since }) => words.channelFailing(words.channels[channel] ?? channel, timeOf(since)))
    .join(" ");
}

/** With how many wait for somebody, or for me. */
function titleOf({ totals, news, mentions }: State): string {
  const waiting = totals.waiting + news.size + mentions.length;
  return waiting > 0 ? `(${waiting}) ${words.name}` : words.name;
}

function timeOf(at: string): string {
  return new Date(at).toLocaleString([], { dateStyle: "short", timeStyle: "short" });
}

/** The case at hand stands in the address: a reload, a bookmark and the back button find it. */
function keepAddress(store: Store, actions: Actions): void {
  const asked = (): string | null => /^#\/([\w-]+)$/.exec(location.hash)?.[1] ?? null;
  store.listen(({ open }, before) => {
    if (open !== before.open && open !== asked()) location.hash = open === null ? "" : `#/${open}`;
  });
  addEventListener("hashchange", () => void actions.open(asked()));
  void actions.open(asked());
}

type Hearing = { store: Store; actions: Actions; alerts: Alerts; say: (text: string) => void; again: () => void };

function hear(hearing: Hearing, { event, id, content }: LiveEvent): void {
  const { store, actions } = hearing;
  if (event === "case") return hearCase(hearing, content as Case);
  if (event === "presence") return store.change({ agents: (content as { agents: Agent[] }).agents });
  if (event === "typing") {
    const typing = new Map(store.get().typing).set((content as { case: string }).case, Date.now() + typingMs);
    return store.change({ typing, now: Date.now() });
  }
  if (event === "totals") return store.change({ totals: content as State["totals"] });
  if (event === "mentions") return hearMentions(hearing, (content as { mentions: Mention[] }).mentions);
  if (event === "gone") return void actions.startAfresh().catch(() => undefined);
  if (event === "ready" && id === "") {
    hearing.again();
    void actions.loadCases().catch(() => undefined);
  }
}

function hearMentions({ store, actions, alerts, say }: Hearing, mentions: readonly Mention[]): void {
  const { mentions: known, open } = store.get();
  const added = mentions.filter(({ entry }) => !known.some((one) => one.entry === entry));
  store.change({ mentions });
  for (const { byName, case: id } of added) {
    if (id === open) void actions.seeMentions();
    else {
      say(words.mentionedBy(byName, id));
      alerts.newWords();
    }
  }
}

function hearCase({ store, actions, alerts, say }: Hearing, found: Case): void {
  const { cases, open, me, news } = store.get();
  const before = cases.get(found.id);
  if (before && before.changed >= found.changed) return;
  actions.keepCase(found);
  if (found.status === "waiting" && before?.status !== "waiting") {
    say(`${words.newCase(found.id)}: ${found.subject}`);
    alerts.newCase(found, () => void actions.open(found.id));
  }
  if (found.status === "active" && before?.status === "closed" && found.assignee === me && open !== found.id) {
    say(words.openedAgain(found.id));
    alerts.newCase(found, () => void actions.open(found.id));
  }
  const wasMine = before?.assignee === me || before?.status === "waiting";
  if (found.status === "active" && before?.status === "active" && found.assignee === me && !wasMine)
    say(words.passedToYou(found.id));
  if (open === found.id) return void actions.refresh().catch(() => undefined);
  if (found.status !== "active" || found.assignee !== me) return;
  store.change({ news: new Set(news).add(found.id) });
  alerts.newWords();
}

/** Says something to everybody: shown for a while, or not shown, and read out by screen readers. */
function announce(): (text: string, isShown?: boolean) => void {
  const said = document.getElementById("said") as HTMLElement;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (text, isShown = true) => {
    clearTimeout(timer);
    said.textContent = text;
    said.className = isShown ? "said" : "unseen";
    timer = setTimeout(() => {
      said.textContent = "";
      said.className = "unseen";
    }, 6_000);
  };
}
