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
  | { kind: "retry" };

/** The next state, the log entry and the event for the conversation. Null: nothing changes. */
export type Decision = { to: CaseState; what: CaseEventType; text: string; happened: SystemEvent | null } | null;

/** Pure. Throws `Conflict` with the assignee if `agent` may not do it. */
export function decideCommand(found: StoredCase, agent: string, command: CaseCommand, now: number): Decision {
  const state = caseStateOf(found);
  switch (command.kind) {
    case "redact":
      return { to: state, what: "redacted", text: command.also, happened: null };
    case "retry":
      return { to: state, what: "retried", text: "", happened: null };
    case "note":
      return { to: state, what: "note", text: command.text, happened: null };
    default:
      return decideChange(found, state, agent, command, now);
  }
}

type StateChange = Exclude<CaseCommand, { kind: "redact" | "retry" | "note" }>;

/** The commands that change who has the case, or whether it is open. */
function decideChange(found: StoredCase, state: CaseState, agent: string, command: StateChange, now: number): Decision {
  switch (command.kind) {
    case "claim":
      if (isMine(found, agent)) return null;
      requireAllowed(found.status === "waiting", found);
      return { to: assignedTo(state, agent), what: "claimed", text: "", happened: { type: "case.claimed", agent } };
    case "say":
      // Answering a waiting case claims it.
      requireAllowed(found.status === "waiting" || isMine(found, agent), found);
      return {
        to: assignedTo(state, agent),
        what: found.status === "waiting" ? "claimed" : "said",
        text: "",
        happened: { type: "case.said", agent, text: command.text },
      };
    case "transfer":
      requireAllowed(isMine(found, agent), found);
      if (command.to === agent) return null;
      return {
        to: assignedTo(state, command.to),
        what: "transferred",
        text: command.to,
        happened: { type: "case.transferred", agent, to: command.to },
      };
    case "release":
      requireAllowed(isMine(found, agent), found);
      // `waitingSince` stays: the case goes before newer ones.
      return {
        to: { ...state, status: "waiting", assignee: null },
        what: "released",
        text: "",
        happened: { type: "case.released", agent },
      };
    case "return":
      requireAllowed(isOpenTo(found, agent), found);
      return {
        to: closedBy(state, agent, "returned", "", now),
        what: "returned",
        text: "",
        happened: { type: "case.returned", agent },
      };
    case "close":
      requireAllowed(isOpenTo(found, agent), found);
      return {
        to: closedBy(state, agent, command.ended, command.resolution, now),
        what: "closed",
        text: command.resolution,
        happened: { type: "case.closed", agent, solved: command.ended === "resolved" },
      };
    case "reopen":
      if (isMine(found, agent)) return null;
      requireAllowed(found.status === "closed", found);
      return {
        to: reopened(state, agent),
        what: "reopened",
        text: "",
        happened: { type: "case.reopened", agent, number: found.number },
      };
  }
}

function isMine({ status, assignee }: StoredCase, agent: string): boolean {
  return status === "active" && assignee === agent;
}

/** Any agent may end a waiting case. */
function isOpenTo(found: StoredCase, agent: string): boolean {
  return found.status === "waiting" || isMine(found, agent);
}

function requireAllowed(allowed: boolean, { status, assignee }: StoredCase): void {
  if (allowed) return;
  const messages = {
    waiting: "Nobody has this case.",
    active: `${assignee} has this case.`,
    closed: "This case is closed.",
  };
  const remedies = { waiting: "Claim it first.", active: "Ask them to transfer it.", closed: "Open it again first." };
  throw new AppError("Conflict", messages[status], { remedy: remedies[status], facts: { status, assignee } });
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

function reopened(state: CaseState, agent: string): CaseState {
  return { ...assignedTo(state, agent), closedAt: null, ended: null, resolution: null, reopened: state.reopened + 1 };
}
