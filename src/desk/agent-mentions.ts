import type { Mention } from "../conversation/desk-team-ports.ts";
import type { AgentDirectory } from "./agent-directory.ts";

/** The logins of the agents that a note mentions by `@login` or `@name`, without its author. */
export function mentionedIn(note: string, author: string, directory: AgentDirectory): readonly string[] {
  return directory
    .logins()
    .filter((login) => login !== author && [login, directory.nameOf(login)].some((name) => names(note, name)));
}

/** Names stand alone: `@ben` is in "@ben, look" and "(@ben)", and not in "@benjamin" or "kim@ben.example". */
function names(note: string, name: string): boolean {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\p{N}_.])@${escaped}(?![\p{L}\p{N}_]|[.@-][\p{L}\p{N}])`, "iu").test(note);
}

/** A mention as the API gives it. */
export function mentionToJson({ entry, number, by, text, at }: Mention, nameOf: (login: string) => string) {
  return { entry, case: number, by, byName: nameOf(by), text: text.slice(0, 200), at: new Date(at).toISOString() };
}
