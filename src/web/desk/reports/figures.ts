import { reportsEn as words } from "../../../../dialogs/wording/reports-en.ts";

/** Figures as people read them. */

export function spanOf(seconds: number | null): string {
  if (seconds === null) return words.none;
  if (seconds < 90) return words.seconds(seconds);
  return seconds < 5_400 ? words.minutes(seconds / 60) : words.hours(seconds / 3_600);
}

export function partOf(count: number, all: number): string {
  return all === 0 ? words.none : `${Math.round((100 * count) / all)} %`;
}

export function numberOf(count: number): string {
  return count.toLocaleString(words.language);
}

/** The day as it is written, without a time zone getting at it. */
export function dayName(day: string): string {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString(words.language, {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
  });
}
