import { describe, expect, test } from "vitest";

import { decideCommand, type CaseCommand } from "../../src/desk/case-rules.ts";
import type { StoredCase } from "../../src/conversation/case-ports.ts";

const open = { waitingSince: 100, closedAt: null, ended: null, resolution: null, reopened: 1, remindedAt: 7 };
const states = {
  waiting: { ...open, status: "waiting", assignee: null },
  "with ana": { ...open, status: "active", assignee: "ana" },
  "with ben": { ...open, status: "active", assignee: "ben" },
  // Who closed it stands there still, and has it no more.
  closed: { ...open, status: "closed", assignee: "ana", closedAt: 500, ended: "resolved", resolution: "Restarted." },
} as const;
type State = keyof typeof states;

const caseIn = (state: State): StoredCase => ({
  ...states[state],
  number: "C-1",
  conversation: "talk",
  channel: "webchat",
  userName: "Kim",
  page: null,
  language: "en",
  contact: null,
  reason: "asked",
  subject: "Spotify error 502",
  article: null,
  device: null,
  tried: [],
  liveStatus: { kind: "unknown" },
  openedAt: 50,
  rating: null,
  changed: 3,
});

const rules = { now: 900, nameOf: (login: string) => login };

const commands = {
  claim: { kind: "claim" },
  say: { kind: "say", text: "Hello" },
  note: { kind: "note", text: "a note" },
  transfer: { kind: "transfer", to: "ben" },
  release: { kind: "release" },
  return: { kind: "return" },
  close: { kind: "close", resolution: "It works.", ended: "resolved" },
  reopen: { kind: "reopen" },
  redact: { kind: "redact", also: "Chatwoot" },
  retry: { kind: "retry" },
} as const satisfies Record<string, CaseCommand>;
type Name = keyof typeof commands;

const taken = { status: "active", assignee: "ana" };
const ended = { status: "closed", assignee: "ana", closedAt: 900 };
const closed = { ...ended, ended: "resolved", resolution: "It works." };
const returned = { ...ended, ended: "returned", resolution: "" };
const queued = { status: "waiting", assignee: null };
const again = { ...taken, closedAt: null, ended: null, resolution: null, reopened: 2 };
const given = { status: "active", assignee: "ben" };

type Allowed = [Name, State, change: object, what: string, text: string, systemEvent: object | null];

/** All that ana may do, what it changes, what is noted and what the person's conversation hears. */
const allowed: readonly Allowed[] = [
  ["claim", "waiting", taken, "claimed", "", { type: "case.claimed", agent: "ana" }],
  ["say", "waiting", taken, "claimed", "", { type: "case.said", agent: "ana", text: "Hello" }],
  ["say", "with ana", taken, "said", "", { type: "case.said", agent: "ana", text: "Hello" }],
  ["transfer", "with ana", given, "transferred", "ben", { type: "case.transferred", agent: "ana", to: "ben" }],
  ["release", "with ana", queued, "released", "", { type: "case.released", agent: "ana" }],
  ["return", "waiting", returned, "returned", "", { type: "case.returned", agent: "ana" }],
  ["return", "with ana", returned, "returned", "", { type: "case.returned", agent: "ana" }],
  ["close", "waiting", closed, "closed", "It works.", { type: "case.closed", agent: "ana", solved: true }],
  ["close", "with ana", closed, "closed", "It works.", { type: "case.closed", agent: "ana", solved: true }],
  ["reopen", "closed", again, "reopened", "", { type: "case.reopened", agent: "ana", number: "C-1" }],
  ...(["waiting", "with ana", "with ben", "closed"] as const).flatMap((state): Allowed[] => [
    ["note", state, {}, "note", "a note", null],
    ["redact", state, {}, "redacted", "Chatwoot", null],
    ["retry", state, {}, "retried", "", null],
  ]),
];
/** What is so already. */
const done: readonly [Name, State][] = [
  ["claim", "with ana"],
  ["reopen", "with ana"],
];
const refused = (Object.keys(commands) as Name[]).flatMap((name) =>
  (Object.keys(states) as State[])
    .filter((state) => ![...allowed, ...done].some(([command, of]) => command === name && of === state))
    .map((state): [Name, State] => [name, state]),
);

describe("an agent", () => {
  test.each(allowed)("may %s a case that is %s", (name, state, change, what, text, systemEvent) => {
    const { status, assignee, waitingSince, closedAt, ended: reason, resolution, reopened, remindedAt } = caseIn(state);
    const before = { status, assignee, waitingSince, closedAt, ended: reason, resolution, reopened, remindedAt };
    expect(decideCommand(caseIn(state), "ana", commands[name], rules)).toEqual({
      to: { ...before, ...change },
      what,
      text,
      systemEvent,
    });
  });

  test.each(done)("who asks to %s a case that is %s changes nothing", (name, state) => {
    expect(decideCommand(caseIn(state), "ana", commands[name], rules)).toBeNull();
  });

  test("who hands a case to themselves changes nothing", () => {
    expect(decideCommand(caseIn("with ben"), "ben", commands.transfer, rules)).toBeNull();
  });

  test("is called to the person by name, and known to the rules by login", () => {
    const named = { now: 900, nameOf: (login: string) => ({ ana: "Ana Ruiz", ben: "Ben" })[login] ?? login };
    const systemEvent = (state: State, name: Name) =>
      decideCommand(caseIn(state), "ana", commands[name], named)?.systemEvent;
    expect(systemEvent("waiting", "claim")).toEqual({ type: "case.claimed", agent: "Ana Ruiz" });
    expect(systemEvent("with ana", "say")).toEqual({ type: "case.said", agent: "Ana Ruiz", text: "Hello" });
    expect(systemEvent("with ana", "transfer")).toEqual({ type: "case.transferred", agent: "Ana Ruiz", to: "Ben" });
    expect(systemEvent("with ana", "close")).toEqual({
      type: "case.closed",
      agent: "Ana Ruiz",
      login: "ana",
      solved: true,
    });
    expect(decideCommand(caseIn("waiting"), "ana", commands.claim, named)?.to.assignee).toBe("ana");
    expect(() => decideCommand(caseIn("with ben"), "ana", commands.close, named)).toThrow("Ben has this case.");
  });

  test.each(refused)("may not %s a case that is %s, and is told why and what to do", (name, state) => {
    const said = {
      waiting: ["Nobody has this case.", "Claim it first."],
      "with ana": ["ana has this case.", "Ask them to transfer it."],
      "with ben": ["ben has this case.", "Ask them to transfer it."],
      closed: ["This case is closed.", "Open it again first."],
    }[state];
    const { status, assignee } = caseIn(state);
    const fault = {
      code: "Conflict",
      message: said[0],
      remedy: said[1],
      facts: { status, assignee, assigneeName: assignee },
    };
    expect(() => decideCommand(caseIn(state), "ana", commands[name], rules)).toThrow(
      expect.objectContaining(fault) as Error,
    );
  });

  test("is refused more than is allowed, so that the list above is not empty", () => {
    expect(refused.map(([name, state]) => `${name}, ${state}`)).toEqual([
      "claim, with ben",
      "claim, closed",
      "say, with ben",
      "say, closed",
      "transfer, waiting",
      "transfer, with ben",
      "transfer, closed",
      "release, waiting",
      "release, with ben",
      "release, closed",
      "return, with ben",
      "return, closed",
      "close, with ben",
      "close, closed",
      "reopen, waiting",
      "reopen, with ben",
    ]);
  });
});
