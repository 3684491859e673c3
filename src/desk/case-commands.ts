import { createHash } from "node:crypto";

import { redacted } from "../../dialogs/wording/desk-en.ts";
import { AppError } from "../common/errors.ts";
import type { CaseStore, Redact, StoredCase } from "../conversation/case-ports.ts";
import { decide, type Decision, type Deed } from "./case-rules.ts";
import type { Outside } from "./external-desks.ts";

/** What agents do with cases. */
export type CaseDesk = {
  /**
   * Does what an agent wants done with a case, once: a `key` that came before with the same case changes nothing. Gives
   * the case afterwards. Resolves when the conversation has heard of it. Throws `NotFound`, or `Conflict` with who has
   * it.
   */
  act(number: string, agent: string, deed: Deed, key: string): Promise<StoredCase>;
  /**
   * Takes words out of the case and its conversation for good; only who did so and when is noted, and which other
   * systems may hold them yet. Throws `NotFound`.
   */
  redact(number: string, agent: string, words: string, key: string): Promise<StoredCase>;
  /** Throws `NotFound`. */
  find(number: string): Promise<StoredCase>;
};

/** How often a deed is decided anew because another agent was faster. */
const attempts = 8;

/** What agents work on. */
export type CaseDeskOptions = {
  cases: CaseStore;
  /** Runs the turns of what was stored for a conversation. */
  takeUp: (conversation: string) => Promise<void>;
  now: () => number;
  redact: Redact;
  outside: Outside;
};

/** The desk over a store: decides anew whenever another agent was faster. */
export function createCaseDesk(options: CaseDeskOptions): CaseDesk {
  const { cases, now } = options;
  const find = (number: string): Promise<StoredCase> => findCase(cases, number);

  async function act(number: string, agent: string, deed: Deed, key: string): Promise<StoredCase> {
    const id = entryIdOf({ number, agent, key });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await find(number);
      const decision = await decideOnce({ cases, found, agent, deed, id, now: now() });
      if (!decision) return found;
      const { to, what, text, happened } = decision;
      const { conversation } = found;
      const result = await cases.change({
        number,
        conversation,
        from: found,
        to,
        entry: { id, at: now(), who: agent, what, text },
        happened,
      });
      if (result !== "moved-on") {
        if (happened) await options.takeUp(conversation);
        return find(number);
      }
    }
    throw new AppError("Conflict", "This case keeps changing, or its person has another open case.", {
      remedy: "Look again and repeat it.",
    });
  }

  async function redact(number: string, agent: string, words: string, key: string): Promise<StoredCase> {
    const { conversation } = await find(number);
    // Done before it is noted: a deed that is sent again after a crash between the two finds nothing left to take out,
    // and notes it.
    await options.redact(conversation, words, redacted);
    const also = (await options.outside(number)).filter(({ known }) => known).map(({ title }) => title);
    return act(number, agent, { kind: "redact", also: also.join(", ") }, key);
  }

  return { act, find, redact };
}

async function findCase(cases: CaseStore, number: string): Promise<StoredCase> {
  const found = await cases.get(number);
  if (!found) throw new AppError("NotFound", "There is no such case.");
  return found;
}

type ToDecide = { cases: CaseStore; found: StoredCase; agent: string; deed: Deed; id: string; now: number };

/** What was done before is no conflict with what came of it: its answer was lost, and so it was sent again. */
async function decideOnce({ cases, found, agent, deed, id, now }: ToDecide): Promise<Decision> {
  try {
    return decide(found, agent, deed, now);
  } catch (refused) {
    if ((await cases.history(found.number)).some((entry) => entry.id === id)) return null;
    throw refused;
  }
}

/** The id of the entry that a deed leaves in the case's history: the same for the same key, so that it is done once. */
export function entryIdOf(deed: { number: string; agent: string; key: string }): string {
  return createHash("sha256")
    .update(JSON.stringify([deed.number, deed.agent, deed.key]))
    .digest("base64url")
    .slice(0, 24);
}
