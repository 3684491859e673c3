import { redacted } from "../../dialogs/wording/desk-en.ts";
import type { AgentRole } from "../config/agent-settings.ts";
import { AppError } from "../common/errors.ts";
import type { CaseStore, CountWords, Redact, StoredCase, UndoRedaction } from "../conversation/case-ports.ts";
import { isLead } from "./agent-role.ts";
import { type CaseCommands, entryIdOf } from "./case-commands.ts";
import type { ExternalDesks } from "./integrations/sync-status.ts";

/** Words that would be removed, in how many places, and by what holds them. */
export type RedactionPreview = { count: number; counts: Readonly<Record<string, number>> };

export type RedactionRequest = { number: string; agent: string; role: AgentRole; words: string; key: string };

/** Removes words from a case and its conversation for good, for who has the case and for leads. */
export type CaseRedaction = {
  /** The case, if this agent may remove something from it. Throws `NotFound` or `Forbidden`. */
  requireAllowed(request: Omit<RedactionRequest, "key" | "words">): Promise<StoredCase>;
  /** Changes nothing. Throws `NotFound`, `Forbidden` or `BadRequest`. */
  preview(request: Omit<RedactionRequest, "key">): Promise<RedactionPreview>;
  /**
   * `confirm`: the count of the preview, or true. Only actor, time and the external desks that may still hold the words
   * are recorded in the history. `count`: in how many places they stood. Throws what `preview` throws, and `Conflict` where the words stand in another number of places by now.
   */
  redact(request: RedactionRequest, confirm: number | true): Promise<{ found: StoredCase; count: number }>;
  /** Undoes the newest one, by the id of its entry in the history, within ten minutes. Throws `NotFound` after that. */
  undo(request: Omit<RedactionRequest, "words"> & { entry: string }): Promise<StoredCase>;
};

/** After this the words are gone for good. */
export const undoWithinMs = 10 * 60_000;

/** Fewer letters stand in words of all kinds. */
const fewestLetters = 3;

export function createCaseRedaction(options: {
  commands: CaseCommands;
  cases: CaseStore;
  redact: Redact;
  countWords: CountWords;
  undoRedaction: UndoRedaction;
  now: () => number;
  externalDesks: ExternalDesks;
  nameOf: (login: string) => string;
}): CaseRedaction {
  const { commands, cases, countWords, externalDesks, nameOf, now } = options;
  const allowed: CaseRedaction["requireAllowed"] = async ({ number, agent, role }) => {
    const found = await commands.find(number);
    requireAllowed(found, agent, role, nameOf);
    return found;
  };
  const find = async (request: Omit<RedactionRequest, "key">): Promise<StoredCase> => {
    const found = await allowed(request);
    requireEnough(request.words);
    return found;
  };
  const countIn = async (found: StoredCase, words: string): Promise<RedactionPreview> => {
    const counts = await countWords(found.conversation, words);
    return { count: Object.values(counts).reduce((sum, count) => sum + count, 0), counts };
  };
  return {
    requireAllowed: allowed,
    preview: async (request) => countIn(await find(request), request.words),
    async undo({ entry, ...request }) {
      const { conversation } = await allowed(request);
      if (!(await options.undoRedaction({ id: entry, conversation, since: now() - undoWithinMs })))
        throw new AppError("NotFound", "This cannot be undone any more.", {
          remedy: "Only the latest removal can be, for ten minutes.",
        });
      return commands.execute(request.number, request.agent, { kind: "restore" }, request.key);
    },
    async redact(request, confirm) {
      const { number, agent, words, key } = request;
      const found = await find(request);
      const isRepeated = (await cases.history(number)).some(({ id }) => id === entryIdOf({ number, agent, key }));
      if (!isRepeated && confirm !== true) requireCount((await countIn(found, words)).count, confirm);
      // Redacted before it is recorded: a command repeated after a crash between the two finds nothing left to redact,
      // and records it.
      const undo = { id: entryIdOf({ number, agent, key }), at: now() };
      const count = await options.redact(found.conversation, words, redacted, undo);
      const also = (await externalDesks(number)).filter(({ known }) => known).map(({ title }) => title);
      return { found: await commands.execute(number, agent, { kind: "redact", also: also.join(", ") }, key), count };
    },
  };
}

/** Who has the case, or closed it, and leads. */
function requireAllowed(found: StoredCase, agent: string, role: AgentRole, nameOf: (login: string) => string): void {
  const { status, assignee } = found;
  if (isLead({ role }) || (status !== "waiting" && assignee === agent)) return;
  throw new AppError("Forbidden", "Only who has the case, and leads, may remove words from it.", {
    remedy: status === "waiting" ? "Claim it first." : "Ask them, or a lead.",
    facts: { status, assignee, assigneeName: assignee === null ? null : nameOf(assignee) },
  });
}

function requireEnough(words: string): void {
  const letters = words.normalize("NFKC").match(/[^\s\p{M}]/gu) ?? [];
  if (letters.length >= fewestLetters) return;
  throw new AppError("BadRequest", "The words are too short: they would be removed from inside others.", {
    remedy: `Give at least ${fewestLetters} characters.`,
  });
}

function requireCount(count: number, confirm: number): void {
  if (count === confirm) return;
  throw new AppError("Conflict", `The words stand in ${count} places now.`, {
    remedy: "Look again and confirm that number.",
    facts: { count: String(count) },
  });
}
