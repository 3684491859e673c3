import { pino } from "pino";
import { expect, test } from "vitest";

import { hashOfToken } from "../../src/config/agent-settings.ts";
import { systemClock } from "../../src/common/clock.ts";
import { createAudit } from "../../src/desk/audit.ts";
import { openStore } from "../../src/storage/open-store.ts";
import { call, useDeskApp, visitor, type DeskApp } from "../support/desk-app.ts";

const settings = { DESK_LEADS: "ana" };
const entriesOf = async (service: DeskApp) => (await service.desk("ana", "GET", "/audit")).body;
const signIn = (service: DeskApp, token: string) =>
  call(`${service.base}/api/desk/session`, "POST", "", { token }).then(({ status }) => status);

test("who signed in, failed to, read and redacted is recorded for leads, newest first, and nobody's words with it", async () => {
  const service = await useDeskApp(settings);
  const kim = await visitor(service);
  for (const text of ["my number is 555-0199", "person", "yes"]) await kim.say(text);
  const id = (await service.desk("ben", "GET", "/cases")).body.cases[0]?.id ?? "";
  await signIn(service, "ben-token");
  await signIn(service, "wrong");
  for (let time = 0; time < 2; time++) await service.desk("ben", "GET", `/cases/${id}`);
  await service.desk("ben", "POST", `/cases/${id}/claim`, {});
  await service.desk("ben", "POST", `/cases/${id}/redact`, { words: "555-0199", confirm: true });
  const { entries, total, more } = await entriesOf(service);
  expect(entries).toMatchObject([
    { who: "ben", whoName: "ben", what: "redacted", subject: id, detail: expect.stringMatching(/^[1-9] places$/) },
    { who: "ben", what: "read", subject: id, address: "127.0.0.1" },
    { who: "", what: "sign-in-failed" },
    { who: "ben", what: "signed-in", at: expect.stringMatching(/^\d{4}-.*Z$/) },
  ]);
  expect([total, more]).toEqual([4, null]);
  expect(JSON.stringify(entries)).not.toContain("555-0199");
  const read = async (agent: string) => {
    const headers = { authorization: `Bearer ${agent}-token` };
    const answer = await fetch(`${service.base}/api/desk/audit.csv`, { headers });
    return { status: answer.status, lines: (await answer.text()).split("\r\n") };
  };
  expect((await read("ben")).status).toBe(403);
  const { lines } = await read("ana");
  expect(lines[0]).toBe("at,who,whoName,what,subject,address,detail");
  expect(lines[1]).toMatch(/^\d{4}-.*Z,ana,ana,exported,audit log,127\.0\.0\.1,$/);
  expect(lines[2]).toMatch(/^\d{4}-.*Z,ben,ben,refused,\/audit\.csv,127\.0\.0\.1,$/);
  expect(lines).toHaveLength(total + 4);
});

test("a lock-out is recorded once, and agents who are no leads read none of it", async () => {
  const service = await useDeskApp(settings);
  for (let guess = 0; guess < 12; guess++) await signIn(service, `guess-${guess}`);
  const { entries } = await entriesOf(service);
  expect(entries.map(({ what }) => what)).toEqual(["locked-out", ...Array.from({ length: 9 }, () => "sign-in-failed")]);
  expect(await service.desk("ben", "GET", "/audit")).toMatchObject({
    status: 403,
    body: { error: { code: "Forbidden" } },
  });
  expect((await service.desk("ana", "GET", "/audit?before=x")).status).toBe(400);
});

test("what an agent was refused is recorded with the place, but not what they wrote there", async () => {
  const service = await useDeskApp(settings);
  const kim = await visitor(service);
  for (const text of ["spotify says error 502", "person", "yes"]) await kim.say(text);
  const id = (await service.desk("ana", "GET", "/cases")).body.cases[0]?.id ?? "";
  await service.desk("ana", "POST", `/cases/${id}/claim`, {});
  const asked = await Promise.all([
    service.desk("ben", "GET", "/audit"),
    service.desk("ben", "GET", "/reports"),
    service.desk("ben", "POST", `/cases/${id}/redact`, { words: "spotify" }),
  ]);
  const files = ["/audit.csv", "/reports.csv"].map((path) =>
    fetch(`${service.base}/api/desk${path}`, { headers: { authorization: "Bearer ben-token" } }),
  );
  const statuses = [...asked, ...(await Promise.all(files))].map(({ status }) => status);
  expect(statuses).toEqual([403, 403, 403, 403, 403]);
  const { entries } = await entriesOf(service);
  const refused = entries.map((entry) => ({ ...entry, at: "", whoName: "" }));
  const ofBen = { who: "ben", what: "refused", address: "127.0.0.1", detail: "", at: "", whoName: "" };
  const places = ["/audit", "/audit.csv", "/cases/:id/redact", "/reports", "/reports.csv"];
  expect(refused).toHaveLength(places.length);
  expect(refused).toEqual(expect.arrayContaining(places.map((subject) => ({ ...ofBen, subject }))));
});

test("an earlier talk that is read after its case is recorded as well, each once in ten minutes", async () => {
  const service = await useDeskApp(settings);
  const audit = createAudit({
    auditLog: service.app.store.auditLog,
    clock: systemClock,
    log: pino({ level: "silent" }),
  });
  const read = { who: "ben", what: "read", subject: "C-1", address: "" } as const;
  for (const detail of ["", "an earlier talk", "", "an earlier talk"]) await audit({ ...read, detail });
  const { entries } = await entriesOf(service);
  // Both may be of the same millisecond, which says nothing about their order.
  expect(entries).toHaveLength(2);
  const details = ["", "an earlier talk"].map((detail) => expect.objectContaining({ detail }) as unknown);
  expect(entries).toEqual(expect.arrayContaining(details));
});

test("the log goes on page by page, and what is older than its retention goes", async () => {
  const store = await openStore({ url: "sqlite::memory:" });
  const entry = { who: "ana", what: "read", subject: "C-1", address: "", detail: "" } as const;
  for (let at = 1; at <= 5; at++) await store.auditLog.record({ ...entry, at });
  const newest = await store.auditLog.list(2);
  expect(newest.map(({ at }) => at)).toEqual([5, 4]);
  expect((await store.auditLog.list(9, newest[1]?.seq)).map(({ at }) => at)).toEqual([3, 2, 1]);
  await store.auditLog.prune(4);
  expect((await store.auditLog.list(9)).map(({ at }) => at)).toEqual([5, 4]);
  expect(await store.auditLog.count()).toBe(2);
  await store.close();
});

test("sessions hang on the agent's token: another token ends them", async () => {
  const url = "sqlite::memory:";
  const service = await useDeskApp({ DATABASE_URL: url });
  const { deskSessions } = service.app.store;
  await deskSessions.create("x".repeat(43), {
    idToken: null,
    login: "ana",
    credential: hashOfToken("of another token"),
    createdAt: Date.now(),
    seenAt: Date.now(),
  });
  const me = await fetch(`${service.base}/api/desk/me`, { headers: { cookie: `desk_session=${"x".repeat(43)}` } });
  expect(me.status).toBe(401);
});
