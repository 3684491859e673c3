import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { call, Refused, upload } from "./desk-call.ts";
import { redactions } from "./redactions.ts";
import { forgetDrafts } from "./drafts.ts";
import { type CaseLists, createCaseLists } from "./case-lists.ts";
import { createHeldReply, type HeldReplies } from "./held-reply.ts";
import type { Case, Detail, Filter, Line, PersonHistory } from "./shapes.ts";
import { viewOf, type Store } from "./state.ts";

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
  /** The reply that goes out in a moment. */
  held: HeldReplies;
  /** Has what has not arrived tried again, and says how much that is. */
  retry(): Promise<void>;
  search(filter: Filter): Promise<void>;
  /** I have seen the notes of the case at hand that name me. */
  seeMentions(): Promise<void>;
  /** Shows more cases below what is listed. */
  older(): Promise<void>;
  /** Shows earlier lines of the case at hand. */
  earlier(): Promise<void>;
};

/** How often a deed is sent again while the service is away; its key makes it count once. */
const attempts = 5;

/** Tells the agent something; not shown, it is only read out. */
type Say = (text: string, isShown?: boolean) => void;

/** The actions on this store; `say` tells what could not be done, and reads out what was. */
export function createActions({ store, say }: { store: Store; say: Say }): Actions {
  const lists = createCaseLists(store);
  const refresh = async (): Promise<void> => {
    const { open: id } = store.get();
    await refreshCase(store).catch((cause: unknown) => {
      if (id === null || !(cause instanceof Refused) || cause.status !== 404) throw cause;
      if (store.get().open === id) store.change({ open: null, detail: null, person: null, file: null });
      forgetDrafts(id);
      say(words.gone(id));
    });
  };
  const send = createSend({ store, say, lists, refresh });
  const held = createHeldReply(store, async ({ case: id, text, file }) => {
    const fault = file ? await sentFile(id, file, text) : null;
    if (!file) return send(id, "messages", { text });
    if (fault !== null) say(fault);
    await refresh().catch(() => undefined);
    return fault === null;
  });
  return {
    held,
    keepCase: lists.keep,
    search: lists.search,
    loadCases: () => lists.load(store.get().cases),
    older: lists.older,
    async seeMentions() {
      const id = store.get().open;
      if (id !== null) await seeMentions(store, id).catch(() => undefined);
    },
    refresh,
    async startAfresh() {
      await Promise.all([lists.load(new Map()), lists.search(store.get().filter), refresh()]);
    },
    async open(id) {
      if (store.get().open === id) return;
      store.change({ open: id, detail: null, person: null, mode: "reply", file: null });
      await refresh().catch(() => undefined);
      if (id !== null) await readAround(store, id).catch(() => undefined);
    },
    async act(deed, body = {}) {
      const id = store.get().open;
      if (id === null) return false;
      // What was written before is said before.
      if (store.get().held?.case === id) await held.sendNow();
      return send(id, deed, body);
    },
    async retry() {
      const id = store.get().open;
      if (id !== null) say(await retried(id));
      await refresh().catch(() => undefined);
    },
    earlier: () => loadEarlier(store),
  };
}

/** Does something with a case; false where it was refused, which it says. */
function createSend({
  store,
  say,
  lists,
  refresh,
}: {
  store: Store;
  say: Say;
  lists: CaseLists;
  refresh: () => Promise<void>;
}): (id: string, deed: string, body: Record<string, unknown>) => Promise<boolean> {
  return async (id, deed, body) => {
    const fault = await sent(async (key) => {
      const after = await call<Case>("POST", pathOf(id, deed), { ...body, key });
      lists.keep(after);
      // The list follows the case at hand to where it is now.
      if (store.get().open === id) store.change({ tab: viewOf(after, store.get()) });
    });
    if (fault !== null) say(deed === "redact/undo" ? words.cannotUndo : fault);
    else if (deed in words.done) say(words.done[deed as keyof typeof words.done](id), false);
    await refresh().catch(() => undefined);
    return fault === null;
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

/** What else is known of the person, and that I have seen the notes that name me. */
async function readAround(store: Store, id: string): Promise<void> {
  await seeMentions(store, id);
  const person = await call<PersonHistory>("GET", pathOf(id, "person"));
  if (store.get().open === id) store.change({ person });
}

async function seeMentions(store: Store, id: string): Promise<void> {
  if (store.get().mentions.some((one) => one.case === id)) await call("POST", pathOf(id, "mentions/seen"), {});
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
