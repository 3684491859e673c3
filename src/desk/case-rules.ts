import type { SystemEvent } from "../../dialogs/events.ts";
import { AppError } from "../common/errors.ts";
import type { CaseEventType, CaseState, EndReason, StoredCase } from "../conversation/case-ports.ts";

/** A command of an agent on a case. */
export type CaseCommand =
  | { kind: "claim" }
  | { kind: "say"; text: string }
  | { kind: "note"; text: string }
  | { kind: "transfer"; to: string }
  | { kind: "release" }
  | { kind: "return" }
  | { kind: "close"; resolution: string; ended: EndReason }
  | { kind: "reopen" }
  /** `also`: the external desks that know the case and may hold the words as well. */
  | { kind: "redact"; also: string }
  | { kind: "restore" }
  | { kind: "retry" };

/** The next state, the log entry and the event for the conversation. Null: nothing changes. */
export type Decision = { to: CaseState; what: CaseEventType; text: string; systemEvent: SystemEvent | null } | null;

/** What the rules need apart from the case; `nameOf` gives an agent's display name. */
export type RuleContext = { now: number; nameOf: (login: string) => string };

/** Pure. Throws `Conflict` with the assignee if `agent`, a login, may not do it. */
export function decideCommand(found: StoredCase, agent: string, command: CaseCommand, context: RuleContext): Decision {
  const state = caseStateOf(found);
  switch (command.kind) {
    case "redact":
      return { to: state, what: "redacted", text: command.also, systemEvent: null };
    case "restore":
      return { to: state, what: "restored", text: "", systemEvent: null };
    case "retry":
      return { to: state, what: "retried", text: "", systemEvent: null };
    case "note":
      return { to: state, what: "note", text: command.text, systemEvent: null };
    default:
      return decideChange({ found, state, agent, command, ...context });
  }
}

type StateChange = Exclude<CaseCommand, { kind: "redact" | "restore" | "retry" | "note" }>;
type Change = RuleContext & { found: StoredCase; state: CaseState; agent: string; command: StateChange };

/** The commands that change who has the case, or whether it is open. */
function decideChange(change: Change): Decision {
  const { found, state, agent, command, now, nameOf } = change;
  const name = nameOf(agent);
  const requireAllowed = (allowed: boolean): void => {
    if (!allowed) throw conflict(found, nameOf);
  };
  switch (command.kind) {
    case "claim":
      if (isMine(found, agent)) return null;
      requireAllowed(found.status === "waiting");
      return decided(assignedTo(state, agent), "claimed", { type: "case.claimed", agent: name });
    case "say": {
      // Answering a waiting case claims it.
      requireAllowed(found.status === "waiting" || isMine(found, agent));
      const what = found.status === "waiting" ? "claimed" : "said";
      return decided(assignedTo(state, agent), what, { type: "case.said", agent: name, text: command.text });
    }
    case "transfer": {
      requireAllowed(isMine(found, agent));
      if (command.to === agent) return null;
      const systemEvent = { type: "case.transferred", agent: name, to: nameOf(command.to) } as const;
      return decided(assignedTo(state, command.to), "transferred", systemEvent, command.to);
    }
    case "release":
      requireAllowed(isMine(found, agent));
      // `waitingSince` stays: the case goes before newer ones.
      return decided({ ...state, status: "waiting", assignee: null }, "released", {
        type: "case.released",
        agent: name,
      });
    case "return": {
      requireAllowed(isOpenTo(found, agent));
      const to = closedBy(state, agent, "returned", "", now);
      return decided(to, "returned", { type: "case.returned", agent: name });
    }
    case "close": {
      requireAllowed(isOpenTo(found, agent));
      const to = closedBy(state, agent, command.ended, command.resolution, now);
      const systemEvent = {
        type: "case.closed",
        agent: name,
        ...(name !== agent && { login: agent }),
        ...(command.ended === "resolved" && { solved: true }),
      } as const;
      return decided(to, "closed", systemEvent, command.resolution);
    }
    case "reopen":
      if (isMine(found, agent)) return null;
      requireAllowed(found.status === "closed");
      return decided(reopened(state, agent), "reopened", { type: "case.reopened", agent: name, number: found.number });
  }
}

function decided(to: CaseState, what: CaseEventType, systemEvent: SystemEvent, text = ""): Decision {
  return { to, what, text, systemEvent };
}

function isMine({ status, assignee }: StoredCase, agent: string): boolean {
  return status === "active" && assignee === agent;
}

/** Any agent may end a waiting case. */
function isOpenTo(found: StoredCase, agent: string): boolean {
  return found.status === "waiting" || isMine(found, agent);
}

function conflict({ status, assignee }: StoredCase, nameOf: RuleContext["nameOf"]): AppError {
  const assigneeName = assignee === null ? null : nameOf(assignee);
  const messages = {
    waiting: "Nobody has this case.",
    active: `${assigneeName} has this case.`,
    closed: "This case is closed.",
  };
  const remedies = { waiting: "Claim it first.", active: "Ask them to transfer it.", closed: "Open it again first." };
  return new AppError("Conflict", messages[status], {
    remedy: remedies[status],
    facts: { status, assignee, assigneeName },
  });
}

export function caseStateOf({
  status,
  assignee,
  waitingSince,
  closedAt,
  ended: reason,
  resolution,
  reopened: times,
  remindedAt,
}: StoredCase): CaseState {
  return { status, assignee, waitingSince, closedAt, ended: reason, resolution, reopened: times, remindedAt };
}

export function assignedTo(state: CaseState, agent: string): CaseState {
  return { ...state, status: "active", assignee: agent };
}

export function closedBy(
  state: CaseState,
  agent: string,
  reason: EndReason,
  resolution: string,
  now: number,
): CaseState {
  return { ...state, status: "closed", assignee: agent, closedAt: now, ended: reason, resolution };
}

/** The state once this agent has opened the case again. */
export function reopened(state: CaseState, agent: string): CaseState {
  return { ...assignedTo(state, agent), closedAt: null, ended: null, resolution: null, reopened: state.reopened + 1 };
}
