import { createHash } from "node:crypto";

import { en } from "../../../dialogs/wording/en.ts";
import { AppError } from "../../common/errors.ts";
import type { CaseChange, CaseStore, EndReason, StoredCase } from "../../conversation/case-ports.ts";
import { plainText } from "../../conversation/plain-text.ts";
import { closedBy, caseStateOf, assignedTo, reopened } from "../case-rules.ts";
import { callsForChange } from "./calls-for-change.ts";

/**
 * What an agent of another system does with a case, and from where. `key` is the idempotency key. `notifyOrigin`: the
 * system that it came from is notified too.
 */
export type ExternalAgentAction = {
  number: string;
  connector: string;
  agent: string;
  key: string;
  notifyOrigin?: boolean;
};

/**
 * Applies what agents of other systems do: the same changes of the case that the desk makes. Throws `NotFound` or
 * `StoreUnavailable`.
 */
export type InboundActions = {
  /**
   * A message to the person; its agent gets the case. `files`: files came along, which are not passed on; both sides are
   * notified of that.
   */
  said(done: ExternalAgentAction, text: string, files?: boolean): Promise<void>;
  claimed(done: ExternalAgentAction): Promise<void>;
  ended(done: ExternalAgentAction, how: EndReason): Promise<void>;
  /** A message was edited. What the person has read stays, and the new text is sent as well. */
  corrected(done: ExternalAgentAction, text: string): Promise<void>;
  /** The message of this key was deleted there. The person has read it, which its origin is notified of. */
  deleted(done: ExternalAgentAction): Promise<void>;
  /** A closed case is reopened and assigned to its agent. Throws `Conflict` if the person has another open case. */
  reopened(done: ExternalAgentAction): Promise<void>;
  /**
   * Somebody goes on with a case after its end, in a system that has no other way to open it again: it is theirs, unless
   * its person withdrew it or has another open one. Before anything else that is done under the same key. `at`: when it
   * was done there, in milliseconds since 1970; what was done before the end only comes late.
   */
  resumed(done: ExternalAgentAction, at?: number): Promise<void>;
};

type Change = Pick<CaseChange, "to" | "systemEvent"> & { what: CaseChange["entry"]["what"]; text: string };
const attempts = 8;

type InboundActionsOptions = {
  cases: CaseStore;
  connectors: readonly string[];
  processPending: (conversation: string) => Promise<void>;
  now: () => number;
};
/** Changes the case as `decide` says, once for the same key. */
type ChangeOnce = (done: ExternalAgentAction, decide: (found: StoredCase) => Change | null) => Promise<void>;

function createChangeOnce({ cases, connectors, processPending, now }: InboundActionsOptions): ChangeOnce {
  return async ({ number, connector, agent, key, notifyOrigin = false }, decide) => {
    const id = entryIdOf({ number, connector, key });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await cases.get(number);
      if (!found) throw new AppError("NotFound", "There is no such case.");
      const decided = decide(found);
      if (!decided) return;
      const { conversation } = found;
      const { to, systemEvent, what, text } = decided;
      const made = {
        number,
        conversation,
        from: found,
        to,
        entry: { id, at: now(), who: agent, what, text },
        systemEvent,
      };
      const others = connectorsToNotify(decided, { connector, notifyOrigin, connectors });
      const result = await cases.change({ ...made, calls: callsForChange(made, others) });
      if (result !== "moved-on") return processPending(conversation);
    }
    throw new AppError("Conflict", "This case keeps changing.", { remedy: "Repeat it." });
  };
}

/** Whether something was done under one of the keys that this one and these endings make. */
async function isKnown(
  { cases }: InboundActionsOptions,
  { number, connector, key }: ExternalAgentAction,
  endings: readonly string[],
): Promise<boolean> {
  const ids = endings.map((ending) => entryIdOf({ number, connector, key: `${key}${ending}` }));
  return (await cases.history(number)).some((entry) => ids.includes(entry.id));
}

/** See `InboundActions.resumed`. Of what comes once more after the end, the first time counts. */
function createResume(options: InboundActionsOptions, change: ChangeOnce): InboundActions["resumed"] {
  const { cases } = options;
  return async (came, at = Infinity) => {
    const done = named(came);
    const found = await cases.get(done.number);
    if (found?.status !== "closed" || found.ended === "withdrawn" || at < (found.closedAt ?? 0)) return;
    if (await isKnown(options, done, ["", " claim"])) return;
    const again = { ...done, key: `${done.key} resume` };
    await change(again, (latest) => reopen(latest, done.agent)).catch(ignoreConflict);
  };
}

/** Each change is passed to all connectors but its origin. */
export function createInboundActions(options: InboundActionsOptions): InboundActions {
  const { now } = options;
  const change = createChangeOnce(options);
  return {
    async said(came, text, files = false) {
      const done = named(came);
      const words = [plainText(text).trim(), files ? en.agentSentFile(done.agent) : ""].join("\n").trim();
      if (words !== "") await change(done, (found) => speech(found, done.agent, words));
      if (files)
        await change({ ...done, key: `${done.key} wordless` }, (found) => ({
          to: caseStateOf(found),
          what: "wordless",
          text: "",
          systemEvent: null,
        }));
    },
    claimed: (came) => change(named(came), (found) => claim(found, named(came).agent)),
    ended: (came, how) => change(named(came), (found) => end(found, named(came).agent, how, now())),
    async corrected(came, text) {
      const [done, words] = [named(came), plainText(text).trim()];
      if (words !== "") await change(done, (found) => speech(found, done.agent, en.agentCorrected(words)));
    },
    async deleted(came) {
      if (!(await isKnown(options, came, [""]))) return;
      await change({ ...named(came), key: `${came.key} deleted` }, (found) => ({
        to: caseStateOf(found),
        what: "still-read",
        text: "",
        systemEvent: null,
      }));
    },
    resumed: createResume(options, change),
    reopened: (came) => change(named(came), (found) => reopen(found, named(came).agent)),
  };
}

/** The entry's idempotency key: a repeated action has the same entry. */
function entryIdOf({ number, connector, key }: Pick<ExternalAgentAction, "number" | "connector" | "key">): string {
  return createHash("sha256")
    .update(JSON.stringify([connector, number, key]))
    .digest("base64url")
    .slice(0, 24);
}

/** The person has another open case by now, which stays theirs. */
export function ignoreConflict(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== "Conflict") throw error;
}

/** All but the origin; what was not passed on, or was read already, concerns the origin alone. */
function connectorsToNotify(
  { what, systemEvent }: Change,
  from: { connector: string; notifyOrigin: boolean; connectors: readonly string[] },
): readonly string[] {
  if (what === "wordless" || what === "still-read") return [from.connector];
  return from.connectors.filter(
    (name) => name !== from.connector || (from.notifyOrigin && systemEvent?.type !== "case.said"),
  );
}

/** What comes from another system is as little checked as what people write: names, too, lose what nobody can see. */
function named(done: ExternalAgentAction): ExternalAgentAction {
  return { ...done, agent: plainText(done.agent).trim() || done.connector };
}

/** Agent messages that race with closing are still delivered. */
function speech(found: StoredCase, agent: string, text: string): Change {
  const state = caseStateOf(found);
  const takes = found.status !== "closed" && found.assignee !== agent;
  const to = found.status === "closed" ? state : assignedTo(state, agent);
  return { to, what: takes ? "claimed" : "said", text: "", systemEvent: { type: "case.said", agent, text } };
}

function claim(found: StoredCase, agent: string): Change | null {
  if (found.status === "closed" || found.assignee === agent) return null;
  const to = assignedTo(caseStateOf(found), agent);
  if (found.assignee === null) return { to, what: "claimed", text: "", systemEvent: { type: "case.claimed", agent } };
  return {
    to,
    what: "transferred",
    text: agent,
    systemEvent: { type: "case.transferred", agent: found.assignee, to: agent },
  };
}

function reopen(found: StoredCase, agent: string): Change | null {
  if (found.status !== "closed") return null;
  const systemEvent = { type: "case.reopened", agent, number: found.number } as const;
  return { to: reopened(caseStateOf(found), agent), what: "reopened", text: "", systemEvent };
}

function end(found: StoredCase, agent: string, how: EndReason, now: number): Change | null {
  if (found.status === "closed") return null;
  return {
    to: closedBy(caseStateOf(found), agent, how, "", now),
    what: "closed",
    text: "",
    systemEvent: { type: "case.closed", agent, ...(how === "resolved" && { solved: true }) },
  };
}
