import { call } from "./desk-call.ts";
import { type Case, type Filter, filterNames, type Status } from "./shapes.ts";
import type { Store } from "./state.ts";

/** Reads the lists of cases into the store. */
export type CaseLists = {
  /** Adds a case, or what became of one. */
  keep(found: Case): void;
  /** Adds to these cases all that are open, and the latest closed ones. */
  load(known: ReadonlyMap<string, Case>): Promise<void>;
  /** Looks for cases; an empty filter shows the views again. */
  search(filter: Filter): Promise<void>;
  /** Adds the next cases below what is shown. */
  older(): Promise<void>;
};

type Page = { cases: Case[]; total: number; more: string | null };

export function createCaseLists(store: Store): CaseLists {
  // Scrolling asks for more again and again.
  let isLoading = false;
  return {
    keep(one) {
      const { cases, found } = store.get();
      const inFound = found?.cases.map((other) => (other.id === one.id ? one : other));
      store.change({ cases: new Map(cases).set(one.id, one), found: found && { ...found, cases: inFound ?? [] } });
    },
    async load(known) {
      const [waiting, active, closed] = await Promise.all([readAll("waiting"), readAll("active"), readPage("closed")]);
      store.change({
        totals: { waiting: waiting.total, active: active.total, closed: closed.total },
        more: { ...store.get().more, closed: closed.more },
        cases: withNewer(known, [...waiting.cases, ...active.cases, ...closed.cases], store.get().cases),
      });
    },
    async search(filter) {
      store.change({ filter });
      if (filterNames.every((name) => filter[name].trim() === "")) return store.change({ found: null });
      const { cases, total, more } = await readFound(filter);
      if (store.get().filter === filter)
        store.change({ found: { cases, total }, more: { ...store.get().more, found: more } });
    },
    async older() {
      if (isLoading) return;
      isLoading = true;
      await readOlder(store).finally(() => (isLoading = false));
    },
  };
}

async function readOlder(store: Store): Promise<void> {
  const { found, filter, more } = store.get();
  if (found === null) {
    if (more.closed === null) return;
    const page = await readPage("closed", more.closed);
    const known = store.get().cases;
    store.change({ cases: withNewer(known, page.cases, known), more: { ...store.get().more, closed: page.more } });
    return;
  }
  if (more.found === null) return;
  const page = await readFound(filter, more.found);
  const now = store.get();
  if (now.filter !== filter || now.found === null) return;
  const shown = new Set(now.found.cases.map(({ id }) => id));
  const cases = [...now.found.cases, ...page.cases.filter(({ id }) => !shown.has(id))];
  store.change({ found: { cases, total: page.total }, more: { ...now.more, found: page.more } });
}

/** What was read may be older than what live events have brought meanwhile. */
function withNewer(
  known: ReadonlyMap<string, Case>,
  read: readonly Case[],
  now: ReadonlyMap<string, Case>,
): ReadonlyMap<string, Case> {
  const newest = (one: Case): Case => {
    const held = now.get(one.id);
    return held && held.changed > one.changed ? held : one;
  };
  return new Map([...known, ...read.map((one) => [one.id, newest(one)] as const)]);
}

function readPage(status: Status, before: string | null = null): Promise<Page> {
  const query = new URLSearchParams({ status, ...(before !== null && { before }) });
  return call<Page>("GET", `/cases?${query.toString()}`);
}

/** All of an open status, page after page: views, counts and the order by waiting are about all of them. */
async function readAll(status: "waiting" | "active"): Promise<{ cases: Case[]; total: number }> {
  const cases: Case[] = [];
  let page = await readPage(status);
  cases.push(...page.cases);
  while (page.more !== null) {
    page = await readPage(status, page.more);
    cases.push(...page.cases);
  }
  return { cases, total: page.total };
}

function readFound(filter: Filter, before: string | null = null): Promise<Page> {
  const given = filterNames.flatMap((name) => (filter[name].trim() === "" ? [] : [[name, filter[name]]]));
  const query = new URLSearchParams([...given, ...(before === null ? [] : [["before", before]])]);
  return call<Page>("GET", `/search?${query.toString()}`);
}
