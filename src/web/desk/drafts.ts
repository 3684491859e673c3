import type { State } from "./state.ts";

/** What is half written outlives a reload, for each case and mode. */
export function readDraft(id: string, mode: State["mode"]): string {
  return sessionStorage.getItem(keyOf(id, mode)) ?? "";
}

/** Keeps what is half written. */
export function keepDraft(id: string, mode: State["mode"], text: string): void {
  sessionStorage.setItem(keyOf(id, mode), text);
}

/** What was not sent stands before what was written since. */
export function returnToDraft(id: string, text: string): void {
  keepDraft(id, "reply", [text, readDraft(id, "reply")].filter((part) => part !== "").join("\n"));
}

/** The case is no more: what was meant for its person is not kept either. */
export function forgetDrafts(id: string): void {
  for (const mode of ["reply", "note"] as const) sessionStorage.removeItem(keyOf(id, mode));
}

const keyOf = (id: string, mode: State["mode"]): string => `desk-draft-${mode}-${id}`;
