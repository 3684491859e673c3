import { createHash } from "node:crypto";

import { AppError } from "../common/errors.ts";
import type { CaseStore, StoredCase } from "../conversation/case-ports.ts";
import { decideCommand, type Decision, type CaseCommand, type RuleContext } from "./case-rules.ts";

/** Executes the commands of agents on cases. */
export type CaseCommands = {
  /**
   * Executes a command once: a repeated idempotency `key` changes nothing. Resolves with the case afterwards, once its
   * conversation has processed the event. Throws `NotFound`, or `Conflict` with the assignee.
   */
  execute(number: string, agent: string, command: CaseCommand, key: string): Promise<StoredCase>;
  /** Throws `NotFound`. */
  find(number: string): Promise<StoredCase>;
};

/** Optimistic locking: attempts while other agents keep changing the case. */
const maxAttempts = 8;

export type CaseCommandsOptions = {
  cases: CaseStore;
  /** Runs the turns of what was stored for a conversation. */
  processPending: (conversation: string) => Promise<void>;
  now: () => number;
  nameOf: (login: string) => string;
};

/** Optimistic locking: a command is decided again whenever another agent was faster. */
export function createCaseCommands(options: CaseCommandsOptions): CaseCommands {
  const { cases, now, nameOf } = options;
  const find = (number: string): Promise<StoredCase> => findCase(cases, number);

  async function execute(number: string, agent: string, command: CaseCommand, key: string): Promise<StoredCase> {
    const id = entryIdOf({ number, agent, key });
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const found = await find(number);
      const decision = await decideOnce({ cases, found, agent, command, id, now: now(), nameOf });
      if (!decision) return found;
      const { to, what, text, systemEvent } = decision;
      const { conversation } = found;
      const result = await cases.change({
        number,
        conversation,
        from: found,
        to,
        entry: { id, at: now(), who: agent, what, text },
        systemEvent,
      });
      if (result !== "moved-on") {
        if (systemEvent) await options.processPending(conversation);
        return find(number);
      }
    }
    throw new AppError("Conflict", "This case keeps changing, or its person has another open case.", {
      remedy: "Look again and repeat it.",
    });
  }

  return { execute, find };
}

async function findCase(cases: CaseStore, number: string): Promise<StoredCase> {
  const found = await cases.get(number);
  if (!found) throw new AppError("NotFound", "There is no such case.");
  return found;
}

type ToDecide = RuleContext & { cases: CaseStore; found: StoredCase; agent: string; command: CaseCommand; id: string };

/** A repeated command whose first response was lost does not conflict with its own result. */
async function decideOnce({ cases, found, agent, command, id, ...context }: ToDecide): Promise<Decision> {
  try {
    return decideCommand(found, agent, command, context);
  } catch (refused) {
    if ((await cases.history(found.number)).some((entry) => entry.id === id)) return null;
    throw refused;
  }
}

/** The id of the command's entry in the case's history: the same for the same key, so that it is executed once. */
export function entryIdOf(command: { number: string; agent: string; key: string }): string {
  return createHash("sha256")
    .update(JSON.stringify([command.number, command.agent, command.key]))
    .digest("base64url")
    .slice(0, 24);
}
