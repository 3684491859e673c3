import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isSummary, readSummary } from "../../src/status-feed/parse-summary.ts";
import { allGood, broken, incident } from "./support/status-page.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const begin = Date.parse(incident.created_at);
const maintenance = {
  name: "Database work",
  status: "in_progress",
  impact: "maintenance",
  created_at: "2026-11-01T00:00:00Z",
  scheduled_for: "2026-11-22T11:45:00Z",
};

describe("a summary", () => {
  test("without incidents is no incident, as of now", () => {
    expect(readSummary(allGood(), now)).toEqual({ kind: "no-incident", checkedAt: now });
  });

  test("with an open incident tells its name and since when", () => {
    expect(readSummary(broken(), now)).toEqual({
      kind: "incident",
      title: "Playback errors",
      since: begin,
      checkedAt: now,
    });
  });

  test("tells of the worst of several incidents, and among equals of the newest", () => {
    const incidents = [
      { ...incident, name: "small", impact: "minor" },
      { ...incident, name: "newer" },
      { ...incident, name: "older" },
    ];
    expect(readSummary({ ...broken(), incidents }, now)).toMatchObject({ title: "newer" });
  });

  test("with an incident of no impact is still an incident", () => {
    expect(readSummary({ ...broken({ impact: "none" }), status: { indicator: "none" } }, now)).toMatchObject({
      kind: "incident",
    });
  });

  test.each([{ status: "resolved" }, { status: "postmortem" }, { resolved_at: "2026-11-22T11:59:00Z" }])(
    "passes over an incident that is over: %o",
    (change) => {
      expect(readSummary({ ...allGood(), incidents: [{ ...incident, ...change }] }, now)).toMatchObject({
        kind: "no-incident",
      });
    },
  );

  test.each(["minor", "major", "critical"])(
    "that calls itself %s is an incident even where none is listed",
    (indicator) => {
      const body = { status: { indicator, description: "Partial System Outage" } };
      expect(readSummary(body, now)).toEqual({
        kind: "incident",
        title: "Partial System Outage",
        since: now,
        checkedAt: now,
      });
    },
  );
});

describe("an oddly written incident", () => {
  test("without a date keeps the day on which it was first seen", () => {
    expect(readSummary(broken({ created_at: undefined }), now, begin)).toMatchObject({ since: begin });
    expect(readSummary(broken({ created_at: "soon" }), now)).toMatchObject({ since: now });
  });

  test("from the future begins now", () => {
    expect(readSummary(broken({ created_at: "2030-01-01T00:00:00Z" }), now)).toMatchObject({ since: now });
  });

  test("with a name and a time of the wrong kind is still an incident", () => {
    expect(readSummary(broken({ name: 7, created_at: {} }), now)).toMatchObject({
      kind: "incident",
      title: "Partial System Outage",
      since: now,
    });
  });

  test("without a name, on a page that is well otherwise, is not called 'All Systems Operational'", () => {
    expect(readSummary({ ...broken({ name: null }), status: allGood().status }, now)).toMatchObject({
      kind: "incident",
      title: "",
    });
  });
});

describe("maintenance", () => {
  const during = (change: object, indicator = "none") =>
    readSummary({ ...allGood(), status: { indicator }, scheduled_maintenances: [{ ...maintenance, ...change }] }, now);

  test("is no incident while it is only planned, whatever its impact", () => {
    expect(during({ status: "scheduled", impact: "critical" })).toMatchObject({ kind: "no-incident" });
  });

  test("is no incident while it is under way without an impact", () => {
    expect(during({})).toMatchObject({ kind: "no-incident" });
  });

  test("is an incident while it is under way and has an impact, since its planned beginning", () => {
    expect(during({ impact: "minor" })).toMatchObject({
      kind: "incident",
      title: "Database work",
      since: Date.parse(maintenance.scheduled_for),
    });
  });

  test("makes the status unknown where the whole page is under maintenance: that is neither well nor broken", () => {
    expect(during({}, "maintenance")).toEqual({ kind: "unknown" });
  });

  test("that is listed among the incidents is no incident", () => {
    expect(readSummary({ ...allGood(), incidents: [{ ...incident, impact: "maintenance" }] }, now)).toMatchObject({
      kind: "no-incident",
    });
  });
});

describe("what is no summary", () => {
  const noSummaries = [
    null,
    "ok",
    [],
    {},
    { message: "rate limit" },
    { incidents: [] },
    { status: "none" },
    { status: { indicator: 0 } },
    { status: { indicator: "none" }, incidents: "none" },
  ];

  test.each(noSummaries)("is unknown, never an all-clear: %j", (body) => {
    expect(isSummary(body)).toBe(false);
    expect(readSummary(body, now)).toEqual({ kind: "unknown" });
  });

  test("is a body with more incidents than any page lists", () => {
    expect(isSummary({ ...allGood(), incidents: Array(501).fill(incident) })).toBe(false);
  });
});

const word = (...words: string[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, fc.jsonValue({ maxDepth: 1 }));
const entries = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(
      fc.record(
        {
          name: word("Playback"),
          status: word("investigating", "resolved", "in_progress", "postmortem"),
          impact: word("none", "minor", "maintenance"),
          resolved_at: word("2026-11-22T11:59:00Z", ""),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 3 },
    ),
  },
  fc.jsonValue({ maxDepth: 2 }),
);
const nearly = fc.record(
  {
    status: fc.record(
      { indicator: word("none", "minor", "maintenance"), description: word("fine") },
      { requiredKeys: [] },
    ),
    incidents: entries,
    scheduled_maintenances: entries,
  },
  { requiredKeys: [] },
);

/** Told apart from the code under test: what a person would still call open. */
const isOpen = (one: { status?: unknown; impact?: unknown; resolved_at?: unknown }) =>
  one.impact !== "maintenance" &&
  !["resolved", "postmortem", "completed"].includes(String(one.status)) &&
  !one.resolved_at;

test("any JSON is read without a throw, and is no incident only where the page says none and lists none", () => {
  let clear = 0;
  fc.assert(
    fc.property(fc.oneof(nearly, fc.jsonValue()), (body) => {
      if (readSummary(body, now).kind !== "no-incident") return;
      clear += 1;
      const { status, incidents } = body as {
        status: { indicator: unknown };
        incidents?: { status?: unknown }[] | null;
      };
      expect(status.indicator).toBe("none");
      expect((incidents ?? []).filter(isOpen)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
  expect(clear).toBeGreaterThan(0);
});
