import { DateTime } from "luxon";

import type { DeskHours } from "../config/desk-settings.ts";

/** When the desk is open, in its own time zone. Times are milliseconds since 1970. */
export type BusinessHours = {
  isOpen(at: number): boolean;
  /** The next opening after `at`; null if there is none within a month. */
  nextOpening(at: number): number | null;
};

type Range = { from: number; to: number };

const daysAhead = 31;
const wholeDay: Range = { from: 0, to: 24 * 60 };

/** Hours as in the settings: weekly ranges in minutes since midnight, and holidays as ISO dates. */
export function createBusinessHours({ weekly, timeZone, holidays }: DeskHours): BusinessHours {
  const localTime = (at: number): DateTime => DateTime.fromMillis(at, { zone: timeZone });
  const rangesOn = (day: DateTime): readonly Range[] => {
    if (holidays.includes(day.toISODate() ?? "")) return [];
    // luxon counts from Monday as 1 to Sunday as 7, the settings from Sunday as 0.
    return weekly.length === 0 ? [wholeDay] : weekly.filter((range) => range.day === day.weekday % 7);
  };
  const isOpen = (at: number): boolean => {
    if (weekly.length === 0 && holidays.length === 0) return true;
    const local = localTime(at);
    const minute = local.hour * 60 + local.minute;
    return rangesOn(local).some(({ from, to }) => from <= minute && minute < to);
  };
  return {
    isOpen,
    nextOpening(at) {
      const today = localTime(at);
      const openings = Array.from({ length: daysAhead }, (_, days) => today.plus({ days }))
        .flatMap((day) => rangesOn(day).flatMap(({ from }) => instantsOf(day, from)))
        // Where the clock shows a time twice, the second is an opening only if the desk was closed in between.
        .filter(({ isRepeated, instant }) => instant > at && !(isRepeated && isOpen(instant - 1)));
      return openings.length === 0 ? null : Math.min(...openings.map(({ instant }) => instant));
    },
  };
}

/**
 * The instants at which the clock shows this minute of the day: two when it is set back over it. A minute skipped when the
 * clock is set forward begins at the change.
 */
function instantsOf(day: DateTime, minute: number): readonly { instant: number; isRepeated: boolean }[] {
  const { year, month, day: dayOfMonth } = day;
  const [hour, minuteOfHour] = [Math.floor(minute / 60), minute % 60];
  const local = DateTime.fromObject({ year, month, day: dayOfMonth, hour, minute: minuteOfHour }, { zone: day.zone });
  if (local.hour !== hour || local.minute !== minuteOfHour)
    return [{ instant: offsetChangeBefore(local), isRepeated: false }];
  return local
    .getPossibleOffsets()
    .map((one) => one.toMillis())
    .toSorted((a, b) => a - b)
    .map((instant, index) => ({ instant, isRepeated: index > 0 }));
}

/** The latest change of the zone's offset within the three hours before this time, by bisection. */
function offsetChangeBefore(local: DateTime): number {
  let before = local.minus({ hours: 3 }).toMillis();
  let after = local.toMillis();
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (local.zone.offset(middle) === local.offset) after = middle;
    else before = middle;
  }
  return after;
}
