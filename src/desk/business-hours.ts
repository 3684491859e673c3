import type { DeskHours } from "../config/settings.ts";

/** When the desk is open, in its own time zone. Times are milliseconds since 1970. */
export type BusinessHours = {
  isOpen(at: number): boolean;
  /** The next opening after `at`; null where there is none within a month. */
  nextOpening(at: number): number | null;
};

const dayMs = 24 * 60 * 60_000;

/**
 * Shows the time there. Making one takes longer than the rest of opening a desk, and one that is always open needs
 * none.
 */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}

/** Hours as the settings give them. */
export function createBusinessHours({ weekly, timeZone, holidays }: DeskHours): BusinessHours {
  let format: Intl.DateTimeFormat | null = null;
  /** The wall clock at this moment, as if it were UTC's. */
  const wallClock = (at: number): number => {
    const part = Object.fromEntries(
      (format ??= clockOf(timeZone)).formatToParts(at).map(({ type, value }) => [type, value]),
    );
    return Date.parse(
      `${part["year"]}-${part["month"]}-${part["day"]}T${part["hour"]}:${part["minute"]}:${part["second"]}Z`,
    );
  };
  /** The moment at which the wall clock shows this; twice corrected, because the clocks may change in between. */
  const momentOf = (wall: number): number => {
    const once = wall - (wallClock(wall) - wall);
    return once - (wallClock(once) - wall);
  };
  const rangesOn = (wall: number) => {
    const day = new Date(wall);
    return holidays.includes(day.toISOString().slice(0, 10))
      ? []
      : weekly.filter((range) => range.day === day.getUTCDay());
  };
  return {
    isOpen(at) {
      if (weekly.length === 0 && holidays.length === 0) return true;
      const wall = wallClock(at);
      if (weekly.length === 0) return !holidays.includes(new Date(wall).toISOString().slice(0, 10));
      const minute = Math.floor((wall % dayMs) / 60_000);
      return rangesOn(wall).some(({ from, to }) => from <= minute && minute < to);
    },
    nextOpening(at) {
      const midnight = Math.floor(wallClock(at) / dayMs) * dayMs;
      const openings = Array.from({ length: 31 }, (_, days) => midnight + days * dayMs).flatMap((day) =>
        (weekly.length === 0 && !holidays.includes(new Date(day).toISOString().slice(0, 10))
          ? [{ from: 0 }]
          : rangesOn(day)
        ).map(({ from }) => momentOf(day + from * 60_000)),
      );
      return openings.filter((opening) => opening > at).toSorted((one, other) => one - other)[0] ?? null;
    },
  };
}
