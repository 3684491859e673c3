import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { call, Refused } from "./call.ts";
import type { Case, Detail, Status } from "./shapes.ts";
import type { Store } from "./state.ts";

/** What the page can do; everything ends in the store. */
export type Actions = ReturnType<typeof createActions>;

/** How often a deed is sent again while the service is away; its key makes it count once. */
const attempts = 5;

export function createActions(options: { store: Store; say: (text: string) => void }) {
  const { store, say } = options;

  const keepCase = (found: Case): void => store.change({ cases: new Map(store.get().cases).set(found.id, found) });

  async function loadCases(): Promise<void> {
    const lists = await Promise.all((["waiting", "active", "closed"] as Status[]).map((status) => call<{ cases: Case[] }>("GET", `/cases?status=${status}`)));
    const known = store.get().cases;
    const newer = (one: Case): Case => ((known.get(one.id)?.changed ?? -1) > one.changed ? (known.get(one.id) ?? one) : one);
    store.change({ cases: new Map([...known, ...lists.flatMap(({ cases }) => cases.map((one) => [one.id, newer(one)] as const))]) });
  }

  /** Reads the case at hand: all of it, or only the lines that came since. */
  async function refresh(): Promise<void> {
    const { open, detail } = store.get();
    if (open === null) return;
    const known = detail?.id === open ? detail.transcript : [];
    const read = await call<Detail>("GET", `/cases/${encodeURIComponent(open)}?after=${known.at(-1)?.seq ?? 0}`);
    if (store.get().open !== open) return;
    const news = new Set(store.get().news);
    news.delete(open);
    const seen = new Set(known.map(({ seq }) => seq));
    const transcript = [...known, ...read.transcript.filter(({ seq }) => !seen.has(seq))];
    const heard = read.transcript.some(({ from }) => from === "user");
    const typing = new Map(store.get().typing);
    if (heard) typing.delete(open);
    store.change({ detail: { ...read, transcript }, news, typing });
  }

  async function open(id: string | null): Promise<void> {
    if (store.get().open === id) return;
    store.change({ open: id, detail: null, mode: "reply" });
    await refresh().catch((cause: unknown) => (cause instanceof Refused && cause.status === 404 ? store.change({ open: null }) : undefined));
  }

  /** Does something with the case at hand; says so where it cannot be done. */
  async function act(deed: string, body: Record<string, unknown> = {}): Promise<boolean> {
    const id = store.get().open;
    if (id === null) return false;
    const key = crypto.randomUUID();
    try {
      keepCase(await again(() => call<Case>("POST", `/cases/${encodeURIComponent(id)}/${deed}`, { ...body, key })));
      await refresh();
      return true;
    } catch (cause) {
      say(reasonOf(cause));
      await refresh().catch(() => undefined);
      return false;
    }
  }

  async function search(query: string): Promise<void> {
    store.change({ query });
    if (query.trim() === "") return store.change({ found: null });
    const { cases } = await call<{ cases: Case[] }>("GET", `/search?q=${encodeURIComponent(query)}`);
    if (store.get().query === query) store.change({ found: cases });
  }

  return { loadCases, refresh, open, act, search, keepCase };
}

/** A refusal is an answer; a line that is down is not. */
async function again<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (cause) {
      if ((cause instanceof Refused && cause.status < 500) || attempt >= attempts) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 400 * 2 ** attempt));
    }
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Refused) || cause.status !== 409) return words.failed;
  const { assignee, status } = cause.facts;
  return status === "active" && assignee ? words.takenBy(assignee) : words.movedOn;
}
