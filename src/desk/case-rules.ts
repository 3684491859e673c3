import type { SystemEvent } from "../../dialogs/events.ts";
import { AppError } from "../common/errors.ts";
import type { CaseEventType, CaseState, EndReason, StoredCase } from "../conversation/case-ports.ts";

/** What an agent can do with a case. */
export type Deed =
  | { kind: "claim" }
  | { kind: "say"; text: string }
  | { kind: "note"; text: string }
  | { kind: "transfer"; to: string }
  | { kind: "release" }
  | { kind: "return" }
  | { kind: "close"; resolution: string; ended: EndReason }
  | { kind: "reopen" }
  /** `also`: the other systems that were told of the case, and may hold the words as well. */
  | { kind: "redact"; also: string }
  | { kind: "retry" };

/** What becomes of the case, what is noted, and what its conversation hears. Null: it is so already. */
export type Decision = { to: CaseState; what: CaseEventType; text: string; happened: SystemEvent | null } | null;

/** Decides; throws `Conflict` with who has the case where `agent` may not do it. Pure. */
export function decide(found: StoredCase, agent: string, deed: Deed, now: number): Decision {
  const state = stateOf(found);
  switch (deed.kind) {
    case "claim":
      if (isMine(found, agent)) return null;
      refuseUnless(found.status === "waiting", found);
      return { to: taken(state, agent), what: "claimed", text: "", happened: { type: "case.claimed", agent } };
    case "say":
      // A person's word is ownership: who answers a waiting case has it.
      refuseUnless(found.status === "waiting" || isMine(found, agent), found);
      return {
        to: taken(state, agent),
        what: found.status === "waiting" ? "claimed" : "said",
        text: "",
        happened: { type: "case.said", agent, text: deed.text },
      };
    case "redact":
      return { to: state, what: "redacted", text: deed.also, happened: null };
    case "retry":
      return { to: state, what: "retried", text: "", happened: null };
    case "note":
      return { to: state, what: "note", text: deed.text, happened: null };
    case "transfer":
      refuseUnless(isMine(found, agent), found);
      if (deed.to === agent) return null;
      return {
        to: taken(state, deed.to),
        what: "transferred",
        text: deed.to,
        happened: { type: "case.transferred", agent, to: deed.to },
      };
    case "release":
      refuseUnless(isMine(found, agent), found);
      // `waitingSince` stays: the case goes before newer ones.
      return {
        to: { ...state, status: "waiting", assignee: null },
        what: "released",
        text: "",
        happened: { type: "case.released", agent },
      };
    case "return":
      refuseUnless(isOpenTo(found, agent), found);
      return {
        to: ended(state, agent, "returned", "", now),
        what: "returned",
        text: "",
        happened: { type: "case.returned", agent },
      };
    case "close":
      refuseUnless(isOpenTo(found, agent), found);
      return {
        to: ended(state, agent, deed.ended, deed.resolution, now),
        what: "closed",
        text: deed.resolution,
        happened: { type: "case.closed", agent },
      };
    case "reopen":
      if (isMine(found, agent)) return null;
      refuseUnless(found.status === "closed", found);
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

/** A case that nobody has may be ended by whoever looks after the queue. */
function isOpenTo(found: StoredCase, agent: string): boolean {
  return found.status === "waiting" || isMine(found, agent);
}

function refuseUnless(allowed: boolean, { status, assignee }: StoredCase): void {
  if (allowed) return;
  const messages = {
    waiting: "Nobody has this case.",
    active: `${assignee} has this case.`,
    closed: "This case is closed.",
  };
  const remedies = { waiting: "Claim it first.", active: "Ask them to transfer it.", closed: "Open it again first." };
  throw new AppError("Conflict", messages[status], { remedy: remedies[status], facts: { status, assignee } });
}

/** What of a case changes at the desk. */
export function stateOf({
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

/** The same in an agent's hands. */
export function taken(state: CaseState, agent: string): CaseState {
  return { ...state, status: "active", assignee: agent };
}

/** The same at its end. */
export function ended(state: CaseState, agent: string, reason: EndReason, resolution: string, now: number): CaseState {
  return { ...state, status: "closed", assignee: agent, closedAt: now, ended: reason, resolution };
}

function reopened(state: CaseState, agent: string): CaseState {
  return { ...taken(state, agent), closedAt: null, ended: null, resolution: null, reopened: state.reopened + 1 };
}
