import { DateTime } from "luxon";

/** The days of one time zone, written as 2026-11-29. Times are milliseconds since 1970. */
export type Calendar = {
  dayOf(at: number): string;
  /** When the day begins; where the clocks change at midnight, its first instant. */
  startOf(day: string): number;
  /** Both ends included; in order. */
  daysBetween(from: string, to: string): string[];
  dayAfter(day: string): string;
};

/** `timeZone` as `Intl` takes it, such as `Europe/Berlin`. */
export function createCalendar(timeZone: string): Calendar {
  const startOf = (day: string): number => DateTime.fromISO(day, { zone: timeZone }).startOf("day").toMillis();
  // The day of a moment is asked for with every turn, and is nearly always the same.
  let known = { day: "", from: 0, until: 0 };
  return {
    dayOf(at) {
      if (at < known.from || at >= known.until) {
        const start = DateTime.fromMillis(at, { zone: timeZone }).startOf("day");
        const until = start.plus({ days: 1 }).startOf("day").toMillis();
        known = { day: start.toFormat("yyyy-MM-dd"), from: start.toMillis(), until };
      }
      return known.day;
    },
    startOf,
    dayAfter: nextDay,
    daysBetween(from, to) {
      const days: string[] = [];
      for (let day = from; day <= to; day = nextDay(day)) days.push(day);
      return days;
    },
  };
}

/** Days of the calendar follow each other the same way in every zone. */
function nextDay(day: string): string {
  return daysLater(day, 1);
}

/** The Monday of the day's week, in every zone the same. */
export function weekOf(day: string): string {
  return DateTime.fromISO(day, { zone: "UTC" }).startOf("week").toFormat("yyyy-MM-dd");
}

/** The Monday on which the day's four weeks begin, counted from January 1970 on, in every zone the same. */
export function fourWeeksOf(day: string): string {
  const days = Math.floor((Date.parse(day) - Date.parse("1970-01-05")) / 86_400_000);
  return daysLater(day, -(((days % 28) + 28) % 28));
}

/** The day so many days later, or earlier where negative. */
export function daysLater(day: string, days: number): string {
  return DateTime.fromISO(day, { zone: "UTC" }).plus({ days }).toFormat("yyyy-MM-dd");
}

/** Whether this is a day of the calendar: 2026-02-30 is none. */
export function isCalendarDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: "UTC" }).isValid;
}
