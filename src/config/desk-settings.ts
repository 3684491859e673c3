import { z } from "zod";

import { isDay, isTimeZone, readList, readWeek } from "./setting-parsers.ts";

/**
 * When the desk is open. Empty `weekly`: always. `day` counts from Sunday, 0; minutes from midnight; `holidays` such as
 * 2026-12-25.
 */
export type DeskHours = {
  weekly: readonly { day: number; from: number; to: number }[];
  timeZone: string;
  holidays: readonly string[];
};

/** `claimWithinMs`: when a waiting person is notified that nobody is free yet. `answerWithinMs`: the desk's aim for an answer. */
export type DeskSettings = DeskHours & { claimWithinMs: number; answerWithinMs: number };

const minutes = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, "is not a number of minutes. Give 1 to 9999.")
  .transform(Number);

/** When the desk is staffed, and how soon it answers. */
export const deskShape = {
  DESK_HOURS: z
    .string()
    .transform(readWeek)
    .refine(
      (week) => week !== null,
      "is not a list of hours. Give such as Mon-Fri 09:00-17:00, Sat 10:00-14:00; each range within one day.",
    )
    .transform((week) => week ?? [])
    .default([]),
  DESK_TIME_ZONE: z
    .string()
    .refine(isTimeZone, "is not a time zone. Give one such as Europe/Berlin or UTC.")
    .default("UTC"),
  DESK_HOLIDAYS: z
    .string()
    .transform(readList)
    .refine((days) => days.every(isDay), "is not a list of days. Give such as 2026-12-25,2026-12-26.")
    .default([]),
  DESK_CLAIM_WITHIN: minutes.default(5),
  DESK_ANSWER_WITHIN: minutes.default(5),
};

export function toDeskSettings(given: z.infer<z.ZodObject<typeof deskShape>>): DeskSettings {
  return {
    weekly: given.DESK_HOURS,
    timeZone: given.DESK_TIME_ZONE,
    holidays: given.DESK_HOLIDAYS,
    claimWithinMs: given.DESK_CLAIM_WITHIN * 60_000,
    answerWithinMs: given.DESK_ANSWER_WITHIN * 60_000,
  };
}
