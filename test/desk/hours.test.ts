import { describe, expect, test } from "vitest";

import { readConfig } from "../../src/config/settings.ts";
import { createBusinessHours } from "../../src/desk/business-hours.ts";

function hoursOf(env: Record<string, string>) {
  const read = readConfig(env);
  if (!read.ok) throw new Error(read.faults.join());
  return createBusinessHours(read.config.desk);
}

const berlin = {
  DESK_HOURS: "Mon-Fri 09:00-17:00, Sat 10:00-14:00",
  DESK_TIME_ZONE: "Europe/Berlin",
  DESK_HOLIDAYS: "2026-12-25",
};

describe("business hours", () => {
  test.each([
    ["2026-11-23T07:59:00Z", false],
    ["2026-11-23T08:00:00Z", true],
    ["2026-11-23T15:59:59Z", true],
    ["2026-11-23T16:00:00Z", false],
    ["2026-11-28T09:00:00Z", true],
    ["2026-11-29T09:00:00Z", false],
    ["2026-12-25T10:00:00Z", false],
    ["2026-07-06T07:00:00Z", true],
  ])("at %s the desk in Berlin is open: %s", (at, open) => {
    expect(hoursOf(berlin).isOpen(Date.parse(at))).toBe(open);
  });

  test.each([
    ["2026-11-23T06:00:00Z", "2026-11-23T08:00:00Z"],
    ["2026-11-23T12:00:00Z", "2026-11-24T08:00:00Z"],
    ["2026-11-27T18:00:00Z", "2026-11-28T09:00:00Z"],
    ["2026-11-28T18:00:00Z", "2026-11-30T08:00:00Z"],
    ["2026-12-24T18:00:00Z", "2026-12-26T09:00:00Z"],
    ["2026-03-28T20:00:00Z", "2026-03-30T07:00:00Z"],
  ])("after %s it opens at %s, over weekends, holidays and the change of the clocks", (at, opens) => {
    expect(hoursOf(berlin).nextOpening(Date.parse(at))).toBe(Date.parse(opens));
  });

  test("without settings it is always open", () => {
    expect(hoursOf({}).isOpen(0)).toBe(true);
  });

  test("holidays alone close it for these days", () => {
    const hours = hoursOf({ DESK_HOLIDAYS: "2026-12-25" });
    expect(hours.isOpen(Date.parse("2026-12-25T12:00:00Z"))).toBe(false);
    expect(hours.nextOpening(Date.parse("2026-12-25T12:00:00Z"))).toBe(Date.parse("2026-12-26T00:00:00Z"));
  });

  test.each([
    ["DESK_HOURS", "9-17"],
    ["DESK_HOURS", "Mon-Fri 17:00-09:00"],
    ["DESK_HOURS", "Xyz 09:00-17:00"],
    ["DESK_TIME_ZONE", "Mars/Olympus"],
    ["DESK_HOLIDAYS", "2026-02-30"],
    ["DESK_CLAIM_WITHIN", "0"],
  ])("refuses %s=%s in words", (name, value) => {
    const read = readConfig({ [name]: value });
    expect(read.ok ? [] : read.faults).toEqual([expect.stringMatching(new RegExp(`^${name} is not .*\\. Give `))]);
  });
});

/** Open on Sundays, from and until these minutes after midnight. */
const onSundays = (timeZone: string, from: number, to: number) =>
  createBusinessHours({ weekly: [{ day: 0, from, to }], timeZone, holidays: [] });

describe("on the Sunday of a daylight-saving change", () => {
  test.each([
    ["New York, spring, before the change", "America/New_York", 60, "2026-03-08T05:00:00Z", "2026-03-08T06:00:00Z"],
    ["New York, spring, after the change", "America/New_York", 180, "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z"],
    ["New York, spring, skipped time", "America/New_York", 150, "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z"],
    ["New York, autumn, before the change", "America/New_York", 30, "2026-11-01T04:00:00Z", "2026-11-01T04:30:00Z"],
    ["New York, autumn, repeated time", "America/New_York", 90, "2026-11-01T04:00:00Z", "2026-11-01T05:30:00Z"],
    ["New York, autumn, after the change", "America/New_York", 180, "2026-11-01T04:00:00Z", "2026-11-01T08:00:00Z"],
    ["Berlin, spring, skipped time", "Europe/Berlin", 150, "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z"],
    ["Berlin, autumn, repeated time", "Europe/Berlin", 150, "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z"],
  ])("the next opening is right: %s", (_, timeZone, from, at, opens) => {
    const hours = onSundays(timeZone, from, 360);
    expect(hours.nextOpening(Date.parse(at))).toBe(Date.parse(opens));
    expect([hours.isOpen(Date.parse(opens) - 1), hours.isOpen(Date.parse(opens))]).toEqual([false, true]);
  });

  test("hours within the repeated hour open twice", () => {
    const hours = onSundays("America/New_York", 60, 90);
    expect(hours.nextOpening(Date.parse("2026-11-01T05:45:00Z"))).toBe(Date.parse("2026-11-01T06:00:00Z"));
  });
});
