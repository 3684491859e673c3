import type { CaseCall, CaseChange, CaseLogEntry, CaseStore, ConnectorCall } from "../../conversation/case-ports.ts";

/** The case store, which also passes every change to the connectors. */
export function withConnectorCalls(
  cases: CaseStore,
  connectors: readonly string[],
  nameOf: (login: string) => string,
): CaseStore {
  const named = (change: CaseChange): CaseChange => ({ ...change, entry: withNames(change.entry, nameOf) });
  return {
    ...cases,
    change: (change) => cases.change({ ...change, calls: callsForChange(named(change), connectors) }),
  };
}

/** People in other systems read names, where the history holds logins. */
function withNames(entry: CaseLogEntry, nameOf: (login: string) => string): CaseLogEntry {
  const { who, what, text } = entry;
  return { ...entry, who: nameOf(who), text: what === "transferred" ? nameOf(text) : text };
}

/** The calls to these connectors for a change. */
export function callsForChange(change: CaseChange, connectors: readonly string[]): ConnectorCall[] {
  const call = callOf(change);
  return call ? connectors.map((connector) => ({ connector, number: change.number, call })) : [];
}

function callOf({ entry, systemEvent, to, line }: CaseChange): CaseCall | null {
  const { id, what, who, text } = entry;
  if (what === "retried") return { kind: "again", id };
  if (systemEvent?.type === "case.said") return { kind: "note", id, what: "said", who, text: systemEvent.text };
  if (what === "closed" || what === "returned") return { kind: "close", id, how: to.ended ?? "resolved" };
  if (what === "reopened") return { kind: "open", id, nobody: false };
  return { kind: "note", id, what, who, text, ...(line !== undefined && { line }) };
}
