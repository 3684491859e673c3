import { describe, expect, test } from "vitest";

import { call, useDeskApp, visitor } from "../../support/desk-app.ts";
import { databases, dayIn, readReport, withProblem } from "./report-reader.ts";
import { countsOf, middle, ninth } from "./simulated-truth.ts";
import { firstDay, lastDay, simulateWeek } from "./simulated-week.ts";

const minute = 60_000;
const noOutcomes = { fixedByGuide: 0, fixedByPerson: 0, escalated: 0, leftOpen: 0, other: 0 };

describe.each(databases)("reports on %s", (_name, makeUrl) => {
  const start = async (env: Record<string, string> = {}) =>
    useDeskApp({ DATABASE_URL: await makeUrl(), DESK_TIME_ZONE: "UTC", DESK_LEADS: "ana", ...env });
  const today = dayIn("UTC");
  /** Two days ahead, so that what a test moves forward is in the report at any time of day. */
  const later = dayIn("UTC", Date.now() + 2 * 86_400_000);

  test("without data have every day with 0, outcomes of 0 and no medians", async () => {
    const report = await readReport(await start(), "2026-02-27", "2026-03-02");
    expect(report).toMatchObject({
      conversations: {
        total: 0,
        byChannel: {},
        perDay: ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"].map((day) => ({ day, count: 0 })),
      },
      outcomes: noOutcomes,
      steps: [],
      questions: [],
      unclear: [],
      cases: { opened: 0, closed: 0, waitingP50Seconds: null, waitingP90Seconds: null, ratingMean: null, ratings: 0 },
    });
  });

  test("count each conversation by how it ended, and the outcomes add up", async () => {
    const service = await start();
    const fixed = await withProblem(service);
    await fixed.say("still broken");
    await fixed.say("yes it works now");
    await withProblem(service);
    const greeting = await visitor(service);
    await greeting.say("hello");
    const asking = await withProblem(service);
    await asking.say("person");
    const helped = await withProblem(service);
    await helped.say("I want to talk to a person");
    const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
    const number = body.cases.at(-1)!.id;
    await service.desk("ana", "POST", `/cases/${number}/claim`);
    expect((await readReport(service, today)).outcomes).toEqual({
      fixedByGuide: 1,
      fixedByPerson: 0,
      escalated: 2,
      leftOpen: 1,
      other: 1,
    });
    await service.desk("ana", "POST", `/cases/${number}/close`, { resolution: "Signed in again." });
    const report = await readReport(service, today);
    expect(report.outcomes).toEqual({ fixedByGuide: 1, fixedByPerson: 1, escalated: 1, leftOpen: 1, other: 1 });
    expect(report.conversations).toEqual({
      total: 5,
      byChannel: { webchat: 5 },
      perDay: [{ day: today, count: 5 }],
    });
    expect(report.cases).toMatchObject({ opened: 2, closed: 1, waitingP50Seconds: expect.any(Number) });
  });

  test("take back a cure that did not last, and a case that was withdrawn", async () => {
    const service = await start();
    const person = await withProblem(service);
    await person.say("yes it works now");
    expect((await readReport(service, today)).outcomes).toEqual({ ...noOutcomes, fixedByGuide: 1 });
    await person.say("no wait, still broken");
    expect((await readReport(service, today)).outcomes).toEqual({ ...noOutcomes, leftOpen: 1 });
    await person.say("person");
    expect((await readReport(service, today)).outcomes).toEqual({ ...noOutcomes, escalated: 1 });
    await person.say("cancel that, no person please");
    const report = await readReport(service, today);
    expect(report.outcomes).toEqual({ ...noOutcomes, leftOpen: 1 });
    expect(report.cases).toMatchObject({ opened: 1, closed: 1, waitingP50Seconds: null });
  });

  test("count a step when it is shown, how it went and after how long, and who left at it", async () => {
    const service = await start();
    const person = await withProblem(service);
    const steps = async () => (await readReport(service, today, later)).steps;
    const [first] = await steps();
    expect(first).toMatchObject({
      article: "spotify-502",
      shown: 1,
      fixed: 0,
      notFixed: 0,
      left: 0,
      medianSeconds: null,
    });
    service.forward(40_000);
    await person.say("what is this error?");
    await person.say("still broken");
    const [answered, second] = await steps();
    expect(answered).toMatchObject({ step: first!.step, shown: 1, notFixed: 1, left: 0 });
    expect(answered!.medianSeconds).toBeGreaterThanOrEqual(40);
    expect(answered!.medianSeconds).toBeLessThan(60);
    expect(second).toMatchObject({ shown: 1, left: 0, medianSeconds: null });
    service.forward(31 * minute);
    expect((await steps())[1]).toMatchObject({ shown: 1, left: 1 });
    await person.say("still broken");
    expect((await steps())[1]).toMatchObject({ shown: 2, left: 1, notFixed: 1, medianSeconds: null });
    expect((await readReport(service, today, later)).conversations.total).toBe(2);
  });

  test("count a step that was done before as that, in whatever words, and not as skipped", async () => {
    const service = await start();
    const person = await withProblem(service);
    const said = ["I already did that", "already done", "did that already", "already tried this one", "skip"];
    for (const text of said) await person.say(text);
    const { steps } = await readReport(service, today);
    const sumOf = (name: "already" | "skipped"): number => steps.reduce((sum, one) => sum + one[name], 0);
    expect([sumOf("already"), sumOf("skipped")]).toEqual([4, 1]);
  });

  test("count within half an hour once, and after that again", async () => {
    const service = await start();
    const person = await visitor(service);
    await person.say("hello");
    service.forward(29 * minute);
    await person.say("hello again");
    service.forward(29 * minute);
    await person.say("and again");
    const total = async () => (await readReport(service, today, later)).conversations.total;
    expect(await total()).toBe(1);
    service.forward(31 * minute);
    await person.say("hello");
    expect(await total()).toBe(2);
  });

  test("count questions with their label, and thumbs on their answers", async () => {
    const service = await start();
    const person = await withProblem(service);
    await person.say("what does 502 mean?");
    await person.send({ value: { event: { type: "feedback", good: true, about: "answer:what-it-means" }, asked: 0 } });
    await person.send({ value: { event: { type: "feedback", good: false, about: "answer:what-it-means" }, asked: 0 } });
    expect((await readReport(service, today)).questions).toEqual([
      { label: "faq:what-it-means", count: 1, up: 1, down: 1 },
    ]);
  });

  test("stay the same when facts become daily sums, more than once", async () => {
    const service = await start();
    const person = await withProblem(service);
    await person.say("still broken");
    await person.say("person");
    service.forward(40 * minute);
    const before = await readReport(service, today, later);
    const cutoff = Date.now() + 39 * minute;
    const [one, two] = await Promise.all([
      service.app.store.reports.addUp(cutoff),
      service.app.store.reports.addUp(cutoff),
    ]);
    expect(one + two).toBeGreaterThan(0);
    expect(await service.app.store.reports.addUp(cutoff)).toBe(0);
    expect(await readReport(service, today, later)).toEqual(before);
    await person.say("it works again");
    expect((await readReport(service, today, later)).conversations.total).toBe(before.conversations.total + 1);
  });

  test("list what was not understood while it is stored: redaction, erasure and retention reach it, sums stay", async () => {
    const service = await start();
    const kim = await withProblem(service);
    const lee = await visitor(service);
    for (const person of [kim, lee]) await person.say("my hovercraft Eelbert is full of eels");
    await lee.say("My hovercraft Eelbert is  full of EELS");
    await kim.say("person");
    const unclear = async () => (await readReport(service, today)).unclear;
    expect(await unclear()).toEqual([
      {
        text: "My hovercraft Eelbert is  full of EELS",
        count: 3,
        closest: expect.toBeOneOf([null, expect.any(String)]),
      },
    ]);
    const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
    await service.desk("ana", "POST", `/cases/${body.cases[0]!.id}/redact`, {
      words: "Eelbert",
      confirm: true,
    });
    expect((await unclear()).map(({ text, count }) => [text, count])).toEqual([
      ["My hovercraft Eelbert is  full of EELS", 2],
      ["my hovercraft [removed] is full of eels", 1],
    ]);
    await lee.say("delete my data");
    await lee.say("yes, delete it");
    expect((await unclear()).map(({ count }) => count)).toEqual([1]);
    service.forward(32 * minute);
    const before = await readReport(service, today);
    expect(before.conversations.total).toBe(2);
    const { reports, retention } = service.app.store;
    const nextDay = Date.now() + 86_400_000;
    await reports.addUp(nextDay);
    await retention.sweep({ before: nextDay, casesBefore: nextDay });
    expect(await readReport(service, today)).toEqual({ ...before, unclear: [] });
  });

  test(
    "of a simulated week say what those know who took part, also as daily sums after retention",
    { timeout: 240_000 },
    async () => {
      const { service, truth } = await simulateWeek({ DATABASE_URL: await makeUrl() });
      const report = await readReport(service, firstDay, lastDay);
      expect(report.conversations.perDay).toEqual(
        Object.entries(truth.count(({ day }) => day)).map(([day, count]) => ({ day, count })),
      );
      expect(report.conversations.total).toBe(truth.sessions.length);
      expect(report.outcomes).toEqual(truth.count(({ outcome }) => outcome));
      const known = [...truth.steps].map(([step, { seconds: _seconds, ...counts }]) => [step, counts] as const);
      expect(Object.fromEntries(report.steps.map((step) => [step.step, countsOf(step)]))).toEqual(
        Object.fromEntries(known),
      );
      expect(report.questions.map(({ label, count }) => [label, count])).toEqual([...truth.asked]);
      expect(report.unclear.reduce((sum, { count }) => sum + count, 0)).toBe(truth.unclear.length);
      const { waits, answers, handled, ratings, opened, closed } = truth.cases;
      const alone = truth.sessions.filter(({ outcome }) => outcome !== "escalated" && outcome !== "fixedByPerson");
      expect(report.contained).toBe(alone.filter(({ returned }) => !returned).length);
      const bands = report.trend.flatMap(({ day, incidents }) => incidents.map((band) => ({ day, ...band })));
      expect(bands.map(({ day }) => day)).toEqual(truth.incidents.map(({ since }) => dayIn("America/New_York", since)));
      // The feed is read every minute or so: a band may be a quarter of an hour shorter.
      const hours = bands.map(({ from, to }) => 24 * (to - from));
      for (const [at, { since, until }] of truth.incidents.entries())
        expect(Math.abs((hours[at] ?? 0) - (until - since) / 3_600_000)).toBeLessThan(0.25);
      expect(report.cases).toMatchObject({ opened, closed, ratings: ratings.length });
      expect(report.cases.ratingMean).toBeCloseTo(ratings.reduce((sum, one) => sum + one, 0) / ratings.length);
      // Times are exact up to a minute, then within ten in a hundred.
      const times: [number | null, number | null][] = [
        [report.cases.waitingP50Seconds, middle(waits)],
        [report.cases.waitingP90Seconds, ninth(waits)],
        [report.cases.firstAnswerP50Seconds, middle(answers)],
        [report.cases.firstAnswerP90Seconds, ninth(answers)],
        [report.cases.handlingP50Seconds, middle(handled)],
        ...report.steps.map(({ step, medianSeconds }): [number | null, number | null] => [
          medianSeconds,
          middle(truth.steps.get(step)?.seconds ?? []),
        ]),
      ];
      expect(times.map(([reported]) => reported === null)).toEqual(times.map(([, actual]) => actual === null));
      const errors = times.map(([reported, actual]) => Math.abs((reported ?? 1) / (actual ?? 1) - 1));
      expect(Math.max(...errors)).toBeLessThan(0.1);
      const nextYear = Date.parse("2027-11-29");
      await service.app.store.reports.addUp(nextYear);
      const { agents } = await service.app.store.reports.desk({ from: 0, before: nextYear });
      expect(agents.reduce((sum, { closed: cases }) => sum + cases, 0)).toBe(closed);
      await service.app.store.retention.sweep({ before: nextYear, casesBefore: nextYear });
      const after = await readReport(service, firstDay, lastDay);
      expect({ ...after, agents: [] }).toEqual({ ...report, unclear: [], agents: [] });
    },
  );

  test("have the same figures as CSV, where no text is taken for a formula", async () => {
    const service = await start();
    const person = await withProblem(service);
    await person.say("still broken");
    const { conversations, steps } = await readReport(service, today);
    const response = await fetch(`${service.base}/api/desk/reports.csv?from=${today}&to=${today}`, {
      headers: { authorization: "Bearer ana-token" },
    });
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const lines = (await response.text()).split("\r\n");
    expect(lines[0]).toBe("section,item,measure,value");
    expect(lines).toContain(`conversations,,total,${conversations.total}`);
    expect(lines).toContain(`day,${today},count,1`);
    for (const { article, step, shown } of steps) expect(lines).toContain(`step,${article}/${step},shown,${shown}`);
  });

  test("count days in the desk's own time zone", async () => {
    const [west, east] = ["Etc/GMT+12", "Etc/GMT-14"].map((timeZone) => start({ DESK_TIME_ZONE: timeZone }));
    for (const [service, zone] of [
      [await west!, "Etc/GMT+12"],
      [await east!, "Etc/GMT-14"],
    ] as const) {
      await withProblem(service);
      expect((await readReport(service, dayIn(zone))).conversations.total).toBe(1);
    }
    expect((await readReport(await west!, dayIn("Etc/GMT-14"))).conversations.total).toBe(0);
  });

  test("are of leads alone, and refuse days that are none with a JSON error", async () => {
    const service = await start();
    for (const query of [
      "",
      "?from=2026-11-01",
      "?from=2026-02-30&to=2026-03-01",
      "?from=x&to=y",
      "?from=2026-12-01&to=2026-11-01",
      "?from=1000-01-01&to=2026-01-01",
    ])
      for (const path of ["reports", "reports.csv"]) {
        const { status, body } = await call(`${service.base}/api/desk/${path}${query}`, "GET", "ana-token");
        expect([status, body.error.code], query).toEqual([400, "BadRequest"]);
      }
    const statusFor = async (token: string) =>
      (await call(`${service.base}/api/desk/reports?from=${today}&to=${today}`, "GET", token)).status;
    expect([await statusFor("nobody"), await statusFor("ben-token")]).toEqual([401, 403]);
  });
});
