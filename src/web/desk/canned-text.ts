import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import type { Detail } from "./shapes.ts";
import type { State } from "./state.ts";

/** Puts in what a ready reply leaves open, such as `{name}`; what nobody knows is said in words that fit any error. */
export function fillIn(text: string, { person, id, error }: Detail, { me, agents }: State): string {
  const known: Readonly<Record<string, string>> = {
    name: person || words.nameless,
    case: id,
    agent: agents.find(({ login }) => login === me)?.name ?? me,
    brand: error?.brand ?? words.anyBrand,
    code: error?.code ?? words.anyCode,
    statusPage: error?.statusPage ?? words.anyStatusPage,
    supportPage: error?.supportPage ?? words.anySupportPage,
  };
  return text.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => known[name] ?? whole);
}
