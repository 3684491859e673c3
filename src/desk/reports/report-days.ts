import { type Calendar, isCalendarDay } from "../../common/calendar-days.ts";
import { AppError } from "../../common/errors.ts";

/** The longest span that one report covers. */
const mostDays = 3 * 366;

/** The days `from` to `to` of a request, both included. */
export function daysIn(query: URLSearchParams, calendar: Calendar): string[] {
  const dayOf = (name: string): string => {
    const day = query.get(name) ?? "";
    if (!isCalendarDay(day)) throw badDay(`"${name}" is not a day.`);
    return day;
  };
  const [from, to] = [dayOf("from"), dayOf("to")];
  if (from > to) throw badDay("The first day is after the last.");
  if ((Date.parse(to) - Date.parse(from)) / 86_400_000 >= mostDays) throw badDay("That is more than three years.");
  return calendar.daysBetween(from, to);
}

function badDay(message: string): AppError {
  return new AppError("BadRequest", message, { remedy: "Give from and to such as 2026-11-01 and 2026-11-30." });
}
