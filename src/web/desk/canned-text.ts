import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Detail } from "./shapes.ts";
import type { State } from "./state.ts";

/** Puts in what a ready reply leaves open: `{name}`, `{case}` and `{agent}`. */
export function fillIn(text: string, { person, id }: Detail, { me, agents }: State): string {
  const agent = agents.find(({ login }) => login === me)?.name ?? me;
  return text
    .replaceAll("{name}", () => person || words.nameless)
    .replaceAll("{case}", () => id)
    .replaceAll("{agent}", () => agent);
}
