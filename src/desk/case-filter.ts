import { z } from "zod";

import { caseReasons } from "../../dialogs/effects.ts";
import { type Calendar, isCalendarDay } from "../common/calendar-days.ts";
import { AppError } from "../common/errors.ts";
import type { CaseFilter } from "../conversation/case-ports.ts";

const day = z.string().refine(isCalendarDay);

/** The filters of the search in addition to the text; all of them are optional. Days are those of the desk, both included. */
const query = z.object({
  q: z
    .string()
    .trim()
    .transform((words) => words.slice(0, 200)),
  status: z.enum(["waiting", "active", "closed"]),
  agent: z.string().max(200),
  reason: z.enum(caseReasons),
  article: z.string().max(200),
  rating: z.coerce.number().int().min(1).max(5),
  from: day,
  to: day,
});

/**
 * Reads the filter of a search; null where it filters nothing. Throws `BadRequest`, which names the field.
 *
 * @param calendar That of the desk's time zone.
 */
export function caseFilterOf(asked: URLSearchParams, calendar: Calendar): CaseFilter | null {
  const given = Object.fromEntries(
    Object.keys(query.shape).flatMap((name) => {
      const value = asked.get(name)?.trim() ?? "";
      return value === "" ? [] : [[name, value]];
    }),
  );
  const read = query.partial().safeParse(given);
  if (!read.success) {
    const name = String(read.error.issues[0]?.path[0]);
    throw new AppError("BadRequest", `The search is not valid at "${name}".`, {
      remedy: "Give status, reason, rating 1 to 5, and days such as 2026-11-30.",
    });
  }
  if (Object.keys(given).length === 0) return null;
  const { q: words, agent: assignee, from, to, ...same } = read.data;
  return Object.fromEntries(
    Object.entries({
      ...same,
      words,
      assignee,
      openedFrom: from && calendar.startOf(from),
      openedBefore: to && calendar.startOf(calendar.dayAfter(to)),
    }).filter(([, value]) => value !== undefined),
  );
}
