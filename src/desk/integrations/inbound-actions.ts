import { createHash } from "node:crypto";

import { en } from "../../../dialogs/wording/en.ts";
import { AppError } from "../../common/errors.ts";
import type { CaseChange, CaseStore, EndReason, StoredCase } from "../../conversation/case-ports.ts";
import { plainText } from "../../conversation/plain-text.ts";
import { closedBy, caseStateOf, assignedTo, reopened } from "../case-rules.ts";
import { callsForChange } from "./calls-for-change.ts";

/**
 * What people in other systems do with a case, and from where. The same `key` has its effect once. `tellsOwn`: its own
 * system is told too.
 */
export type ExternalAgentAction = {
  number: string;
  connector: string;
  agent: string;
  key: string;
  notifyOrigin?: boolean;
};

/**
 * The way in for what people in other systems do: the same change of the case that the desk makes. Throws `NotFound`,
 * or `StoreUnavailable`.
 */
export type InboundActions = {
  /**
   * Whoever speaks to the person has the case. `files`: something came along that is no words; it is not passed on, and
   * both sides hear that.
   */
  said(done: ExternalAgentAction, text: string, files?: boolean): Promise<void>;
  claimed(done: ExternalAgentAction): Promise<void>;
  ended(done: ExternalAgentAction, how: EndReason): Promise<void>;
  /** Words that were said before read otherwise now. What the person has read stays; they hear the new words as well. */
  corrected(done: ExternalAgentAction, text: string): Promise<void>;
  /** Words that were said under this key were deleted there. The person has read them, so their own system is told so. */
  deleted(done: ExternalAgentAction): Promise<void>;
  /** A closed case is open again, with who opened it. Throws `Conflict` where its person has another open case. */
  reopened(done: ExternalAgentAction): Promise<void>;
  /**
   * Somebody goes on with a case after its end, in a system that has no other way to open it again: it is theirs, unless
   * its person withdrew it or has another open one. Before anything else that is done under the same key.
   */
  resumed(done: ExternalAgentAction): Promise<void>;
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
  return async ({ number, connector, agent, key, notifyOrigin: tellsOwn = false }, decide) => {
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
      const others = toldOf(decided, { connector, tellsOwn, connectors });
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
  return async (came) => {
    const done = named(came);
    const found = await cases.get(done.number);
    if (found?.status !== "closed" || found.ended === "withdrawn") return;
    if (await isKnown(options, done, ["", " claim"])) return;
    const again = { ...done, key: `${done.key} resume` };
    await change(again, (latest) => reopen(latest, done.agent)).catch(ignoreConflict);
  };
}

/** Each change is told to all connectors but the one that it came from. */
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

/** The same thing has the same entry, however often it comes. */
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

/** What was done is known where it was done; that something was not passed on, or was read already, only there it matters. */
function toldOf(
  { what, systemEvent }: Change,
  from: { connector: string; tellsOwn: boolean; connectors: readonly string[] },
): readonly string[] {
  if (what === "wordless" || what === "still-read") return [from.connector];
  return from.connectors.filter((name) => name !== from.connector || (from.tellsOwn && systemEvent?.type !== "case.said"));
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
