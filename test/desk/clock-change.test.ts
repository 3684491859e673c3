import { describe, expect, test } from "vitest";

import { createBusinessHours } from "../../src/desk/business-hours.ts";

const hour = 60;
const halfHourMs = 30 * 60_000;
const sunday = 0;

/** A desk that is open on Sundays, from and until so many hours after midnight. */
const onSundays = (timeZone: string, from: number, to: number) =>
  createBusinessHours({ weekly: [{ day: sunday, from: from * hour, to: to * hour }], timeZone, holidays: [] });

describe("on the Sunday on which the clocks change", () => {
  test.each([
    ["in New York in spring, after the change", "America/New_York", 3, "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z"],
    ["in New York in spring, before the change", "America/New_York", 1, "2026-03-08T05:00:00Z", "2026-03-08T06:00:00Z"],
    ["in New York in autumn, after the change", "America/New_York", 3, "2026-11-01T04:00:00Z", "2026-11-01T08:00:00Z"],
    [
      "in New York in autumn, before the change",
      "America/New_York",
      0.5,
      "2026-11-01T04:00:00Z",
      "2026-11-01T04:30:00Z",
    ],
    ["in Berlin in spring, before the change", "Europe/Berlin", 1.5, "2026-03-28T22:00:00Z", "2026-03-29T00:30:00Z"],
    ["in Berlin in spring, after the change", "Europe/Berlin", 3, "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z"],
    ["in Berlin in autumn, before the change", "Europe/Berlin", 1, "2026-10-24T22:00:00Z", "2026-10-24T23:00:00Z"],
    ["in Berlin in autumn, after the change", "Europe/Berlin", 3, "2026-10-24T22:00:00Z", "2026-10-25T02:00:00Z"],
  ])("the desk opens when the clock on its wall says so: %s", (_where, timeZone, from, asked, opens) => {
    expect(onSundays(timeZone, from, 6).nextOpening(Date.parse(asked))).toBe(Date.parse(opens));
  });

  // The last column: the hour that the clock leaves out or shows twice that night. No desk opens in it, so nothing is held of it here.
  test.each([
    ["America/New_York", "2026-03-07T17:00:00Z", 2],
    ["America/New_York", "2026-10-31T16:00:00Z", 1],
    ["America/St_Johns", "2026-03-07T15:30:00Z", 2],
    ["Europe/Berlin", "2026-03-28T11:00:00Z", 2],
    ["Europe/Berlin", "2026-10-24T10:00:00Z", 2],
    ["Australia/Lord_Howe", "2026-04-04T01:00:00Z", 1],
    ["Pacific/Auckland", "2026-04-04T00:00:00Z", 2],
    ["Pacific/Auckland", "2026-09-26T00:00:00Z", 2],
  ])(
    "in %s, asked at %s, whatever hour it opens: the opening told is the first moment at which it is open",
    (timeZone, asked, odd) => {
      const at = Date.parse(asked);
      const others = Array.from({ length: 24 }, (_, from) => from).filter((from) => from !== odd);
      const wrong = others.filter((from) => {
        const hours = onSundays(timeZone, from, from + 1);
        const halfHours = Array.from({ length: 72 }, (_, count) => at + (count + 1) * halfHourMs);
        return hours.nextOpening(at) !== halfHours.find((moment) => hours.isOpen(moment));
      });
      expect(wrong).toEqual([]);
    },
  );
});

describe("the next opening", () => {
  const daily = {
    weekly: Array.from({ length: 7 }, (_, day) => ({ day, from: 9 * hour, to: 17 * hour })),
    timeZone: "UTC",
  };

  test("is a later one where the desk opens at this very moment", () => {
    expect(createBusinessHours({ ...daily, holidays: [] }).nextOpening(Date.parse("2026-11-23T09:00:00Z"))).toBe(
      Date.parse("2026-11-24T09:00:00Z"),
    );
  });

  test("is the earlier of two on the same day, in whatever order they are given", () => {
    const weekly = [
      { day: 1, from: 13 * hour, to: 17 * hour },
      { day: 1, from: 9 * hour, to: 12 * hour },
    ];
    const hours = createBusinessHours({ weekly, timeZone: "UTC", holidays: [] });
    expect(hours.nextOpening(Date.parse("2026-11-23T06:00:00Z"))).toBe(Date.parse("2026-11-23T09:00:00Z"));
    expect(hours.nextOpening(Date.parse("2026-11-23T10:00:00Z"))).toBe(Date.parse("2026-11-23T13:00:00Z"));
  });

  test("is looked for a month ahead, and not beyond", () => {
    const days = Array.from({ length: 31 }, (_, day) =>
      new Date(Date.UTC(2026, 10, 1 + day)).toISOString().slice(0, 10),
    );
    const at = Date.parse("2026-11-01T00:00:00Z");
    expect(createBusinessHours({ ...daily, holidays: days.slice(0, 30) }).nextOpening(at)).toBe(
      Date.parse("2026-12-01T09:00:00Z"),
    );
    expect(createBusinessHours({ ...daily, holidays: days }).nextOpening(at)).toBeNull();
  });
});
