import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { call, Refused, upload } from "./desk-call.ts";
import { redactions } from "./redactions.ts";
import { forgetDrafts } from "./drafts.ts";
import type { Case, Detail, Line, Status } from "./shapes.ts";
import { viewOf, type Store, statusToLoad } from "./state.ts";

/** What the page can do; everything ends in the store. */
export type Actions = {
  loadCases(): Promise<void>;
  /** Reads everything that is shown anew: some of it was deleted. */
  startAfresh(): Promise<void>;
  keepCase(found: Case): void;
  /** Shows this case, or none. */
  open(id: string | null): Promise<void>;
  /** Reads the case at hand: all of it, or only the lines that came since. */
  refresh(): Promise<void>;
  /** Does something with the case at hand; false where it cannot be done, and says so. */
  act(deed: string, body?: Record<string, unknown>): Promise<boolean>;
  /** Sends a file with a text, or with its name; false where it cannot be sent, and says so. */
  sendFile(file: File, text: string): Promise<boolean>;
  /** Has what has not arrived tried again, and says how much that is. */
  retry(): Promise<void>;
  search(query: string): Promise<void>;
  /** Shows more cases below what is listed. */
  older(): Promise<void>;
  /** Shows earlier lines of the case at hand. */
  earlier(): Promise<void>;
};

/** How often a deed is sent again while the service is away; its key makes it count once. */
const attempts = 5;

/** The actions on this store; `say` tells the agent what could not be done. */
export function createActions({ store, say }: { store: Store; say: (text: string) => void }): Actions {
  const keepCase = (found: Case): void => store.change({ cases: new Map(store.get().cases).set(found.id, found) });
  const refresh = async (): Promise<void> => {
    const { open: id } = store.get();
    await refreshCase(store).catch((cause: unknown) => {
      if (id === null || !(cause instanceof Refused) || cause.status !== 404) throw cause;
      if (store.get().open === id) store.change({ open: null, detail: null });
      forgetDrafts(id);
      say(words.gone(id));
    });
  };
  const search = async (query: string): Promise<void> => {
    store.change({ query });
    if (query.trim() === "") return store.change({ found: null });
    const { cases, more } = await call<Page>("GET", `/search?q=${encodeURIComponent(query)}`);
    if (store.get().query === query) store.change({ found: cases, more: { ...store.get().more, found: more } });
  };
  return {
    keepCase,
    refresh,
    search,
    loadCases: () => loadCases(store, store.get().cases),
    async startAfresh() {
      await Promise.all([loadCases(store, new Map()), search(store.get().query), refresh()]);
    },
    async open(id) {
      if (store.get().open === id) return;
      store.change({ open: id, detail: null, mode: "reply" });
      await refresh().catch(() => undefined);
    },
    async act(deed, body = {}) {
      const id = store.get().open;
      if (id === null) return false;
      const fault = await sent(async (key) => {
        const after = await call<Case>("POST", pathOf(id, deed), { ...body, key });
        keepCase(after);
        // The list follows the case to where it is now.
        store.change({ tab: viewOf(after, store.get()) });
      });
      if (fault !== null) say(deed === "redact/undo" ? words.cannotUndo : fault);
      await refresh().catch(() => undefined);
      return fault === null;
    },
    async sendFile(file, text) {
      const { open: id } = store.get();
      const fault = id === null ? null : await sentFile(id, file, text);
      if (fault !== null) say(fault);
      await refresh().catch(() => undefined);
      return fault === null;
    },
    async retry() {
      const id = store.get().open;
      if (id !== null) say(await retried(id));
      await refresh().catch(() => undefined);
    },
    older: () => loadOlder(store),
    earlier: () => loadEarlier(store),
  };
}

/** Has what has not arrived tried again; gives what came of it in words. */
async function retried(id: string): Promise<string> {
  try {
    const { retried: count } = await call<{ retried: number }>("POST", pathOf(id, "retry"), {});
    return words.triedAgain(count);
  } catch (cause) {
    return cause instanceof Refused && cause.status === 403 ? words.notYours : reasonOf(cause);
  }
}

const pathOf = (id: string, deed: string): string => `/cases/${encodeURIComponent(id)}/${deed}`;

type Page = { cases: Case[]; total: number; more: string | null };

async function loadOlder(store: Store): Promise<void> {
  const { query, found, more } = store.get();
  if (found !== null) {
    const { cases, more: next } = await call<Page>(
      "GET",
      `/search?q=${encodeURIComponent(query)}&before=${encodeURIComponent(more.found ?? "")}`,
    );
    if (store.get().query === query)
      store.change({ found: [...found, ...cases], more: { ...store.get().more, found: next } });
    return;
  }
  const status = statusToLoad(store.get());
  if (status === undefined) return;
  const { cases, more: next } = await call<Page>(
    "GET",
    `/cases?status=${status}&before=${encodeURIComponent(more[status] ?? "")}`,
  );
  const known = store.get().cases;
  const older = cases.filter(({ id }) => !known.has(id)).map((one) => [one.id, one] as const);
  store.change({ cases: new Map([...known, ...older]), more: { ...store.get().more, [status]: next } });
}

/** Adds what the lists hold to these cases. */
async function loadCases(store: Store, known: ReadonlyMap<string, Case>): Promise<void> {
  const lists = await Promise.all(
    (["waiting", "active", "closed"] as Status[]).map((status) => call<Page>("GET", `/cases?status=${status}`)),
  );
  const [waiting, active, closed] = lists.map(({ total, more }) => ({ total, more }));
  store.change({
    totals: { waiting: waiting?.total ?? 0, active: active?.total ?? 0, closed: closed?.total ?? 0 },
    more: {
      ...store.get().more,
      waiting: waiting?.more ?? null,
      active: active?.more ?? null,
      closed: closed?.more ?? null,
    },
  });
  const now = store.get().cases;
  const newer = (one: Case): Case => ((now.get(one.id)?.changed ?? -1) > one.changed ? (now.get(one.id) ?? one) : one);
  store.change({
    cases: new Map([...known, ...lists.flatMap(({ cases }) => cases.map((one) => [one.id, newer(one)] as const))]),
  });
}

async function refreshCase(store: Store): Promise<void> {
  const { open: id, detail } = store.get();
  if (id === null) return;
  const known = detail?.id === id ? detail : null;
  const { read, isWhole } = await readCase(id, known);
  const now = store.get();
  if (now.open !== id) return;
  // Two readings may have been under way at once.
  const heldDetail = now.detail?.id === id && !isWhole ? now.detail : null;
  const held = heldDetail?.transcript ?? [];
  const came = new Set(read.transcript.map(({ seq }) => seq));
  const transcript = [...held.filter(({ seq }) => !came.has(seq)), ...read.transcript].sort(
    (one, other) => one.seq - other.seq,
  );
  const typing = new Map(now.typing);
  const last = held.at(-1)?.seq ?? 0;
  if (read.transcript.some(({ from, seq }) => from === "user" && seq > last)) typing.delete(id);
  const latest = now.detail?.id === id && now.detail.changed > read.changed ? now.detail : read;
  const { earlier } = heldDetail ?? read;
  store.change({
    detail: { ...latest, transcript, earlier },
    typing,
    news: new Set([...now.news].filter((one) => one !== id)),
  });
}

/** Reads the lines before those that are held. */
async function loadEarlier(store: Store): Promise<void> {
  const { detail } = store.get();
  if (detail === null || detail.earlier === null) return;
  const at = `/cases/${encodeURIComponent(detail.id)}`;
  const read = await call<Detail>("GET", `${at}?before=${encodeURIComponent(detail.earlier)}`);
  const now = store.get().detail;
  if (now?.id !== detail.id || now.earlier !== detail.earlier) return;
  store.change({ detail: { ...now, transcript: [...read.transcript, ...now.transcript], earlier: read.earlier } });
}

/**
 * Reads what came since, and from the first line on that had not arrived. Reads the newest part anew where words were taken out, as what is held may still show them, and
 * where more came than one answer holds.
 */
async function readCase(id: string, known: Detail | null): Promise<{ read: Detail; isWhole: boolean }> {
  const at = `/cases/${encodeURIComponent(id)}`;
  const read = await call<Detail>("GET", `${at}?after=${lastSettled(known?.transcript ?? [])}`);
  const goesOn = known !== null && redactions(read) === redactions(known) && read.earlier === null;
  if (known === null || goesOn) return { read, isWhole: known === null };
  return { read: await call<Detail>("GET", `${at}?after=0`), isWhole: true };
}

/** The number of the last line before which everything has arrived. */
function lastSettled(lines: readonly Line[]): number {
  const open = lines.find(({ delivery }) => delivery === "waiting" || delivery === "failed");
  return open ? open.seq - 1 : (lines.at(-1)?.seq ?? 0);
}

function sentFile(id: string, file: File, text: string): Promise<string | null> {
  return sent((key) => {
    const query = new URLSearchParams({ name: file.name, text, key });
    return upload(`${pathOf(id, "attachments")}?${query.toString()}`, file);
  });
}

/**
 * Sends until there is an answer; gives the fault in words, or null. A refusal is an answer; a line that is down is
 * not.
 */
async function sent(send: (key: string) => Promise<void>): Promise<string | null> {
  const key = crypto.randomUUID();
  for (let attempt = 1; ; attempt++) {
    try {
      await send(key);
      return null;
    } catch (cause) {
      if ((cause instanceof Refused && cause.status < 500) || attempt >= attempts) return reasonOf(cause);
      await new Promise((resolve) => setTimeout(resolve, 400 * 2 ** attempt));
    }
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Refused)) return words.failed;
  if (cause.status === 415) return words.fileType;
  if (cause.status === 413) return words.fileRefused;
  if (cause.status !== 409) return words.failed;
  const { assigneeName, status } = cause.facts;
  return status === "active" && assigneeName ? words.takenBy(assigneeName) : words.movedOn;
}
