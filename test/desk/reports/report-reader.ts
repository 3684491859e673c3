import type { Report } from "../../../src/desk/reports/report.ts";
import { makeDatabase } from "../../storage/support/postgres.ts";
import { call, type DeskApp, visitor, type Visitor } from "../../support/desk-app.ts";

/** The report of these days as a lead gets it; `more` are further query parameters. */
export async function readReport({ base }: DeskApp, from: string, to = from, more = ""): Promise<Report> {
  const { status, body } = await call(`${base}/api/desk/reports?from=${from}&to=${to}${more}`, "GET", "ana-token");
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body as unknown as Report;
}

/** The day, as people in this zone write it. */
export function dayIn(timeZone: string, at = Date.now()): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone }).format(at);
}

export const databases = [
  ["SQLite", async () => "sqlite::memory:"],
  ["PostgreSQL", makeDatabase],
] as const;

/** Somebody with error 502 on an iPhone, at the first step. */
export async function withProblem(service: DeskApp): Promise<Visitor> {
  const person = await visitor(service);
  await person.say("Spotify says error 502 on my iPhone");
  return person;
}
