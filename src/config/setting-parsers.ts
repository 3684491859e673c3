import { z } from "zod";

import { areHostsValid } from "../common/database-hosts.ts";

/** How settings are written: forms that a text may have, and what is read from it. */

/** Whether a text names a port; 0 is any free one. */
export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

/** Whether a text is an address that HTTP reaches. */
export function isHttp(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "");
}

/** Whether a text is a site without any path. */
export function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.origin === text && /^https?:$/.test(url.protocol);
}

/** The parts between commas. */
export function readList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** "Mon-Fri 09:00-17:00, Sat 10:00-14:00" as ranges of single days; null where it cannot be read. */
export function readWeek(text: string): { day: number; from: number; to: number }[] | null {
  const ranges = readList(text).map((part) => {
    const read = /^([a-z]{3})(?:-([a-z]{3}))? (\d{2}):([0-5]\d)-(\d{2}):([0-5]\d)$/i.exec(part.replaceAll(/\s+/g, " "));
    const first = days.indexOf(read?.[1]?.toLowerCase() ?? "");
    const last = days.indexOf((read?.[2] ?? read?.[1])?.toLowerCase() ?? "");
    const [from, to] = [Number(read?.[3]) * 60 + Number(read?.[4]), Number(read?.[5]) * 60 + Number(read?.[6])];
    if (first < 0 || last < 0 || !(from < to && to <= 1440)) return null;
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, at) => ({ day: (first + at) % 7, from, to }));
  });
  return ranges.includes(null) ? null : ranges.flatMap((range) => range ?? []);
}

/** Whether a text names a time zone. */
export function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
  );
}

/** Whether only this machine can reach what listens on `host`. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether a text is the address of a site, without a path; over HTTP only on this machine. */
export function isSite(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || `${url.origin}/` !== url.href) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** Whether a text is where somebody can be written to. */
export function isContact(text: string): boolean {
  return /^mailto:[^\s@]+@[^\s@]+$/.test(text) || URL.parse(text)?.protocol === "https:";
}

/** Whether a text says where the status comes from. */
export function isFeed(text: string): boolean {
  if (text === "on" || text === "off") return true;
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && isLoopback(url.hostname);
}

/** A number of days that a setting gives. */
export const dayCount = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, "is not a number of days. Give a whole number from 1 to 9999.")
  .transform(Number);

const manyHosts = "is not a list of hosts. Give such as postgres://user:password@one:5432,two:5432/database.";

/** The database; with several hosts, the one of them is used that takes writes. */
export const databaseUrl = z
  .string()
  .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, "is not a database. Give sqlite:PATH, sqlite::memory: or postgres://….")
  .refine(areHostsValid, manyHosts);

/** The server itself, where the database is reached through a pooler. */
export const databaseListenUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/.+$/, "is not a PostgreSQL. Give postgres://… of the server itself, not of the pooler.")
  .refine(areHostsValid, manyHosts);
