import { describe, expect, test } from "vitest";

import { sqliteMemory } from "./support/databases.ts";
import { postgresPlace } from "./support/postgres.ts";

const minute = 60_000;
const begin = Date.parse("2026-11-03T10:00:00Z");
const moments = Array.from({ length: 60 }, (_, at) => begin + at * minute);
const range = { from: begin - 86_400_000, before: begin + 86_400_000 };

describe.each([sqliteMemory, postgresPlace])("incidents of a status feed on $name", ({ make }) => {
  const noted = async (times: readonly number[], articles = ["one"]) => {
    const { incidents } = await (await make())();
    await Promise.all(times.map((at) => incidents.reported(articles, at)));
    return incidents;
  };
  const whole = { since: begin, until: moments.at(-1) };

  test("are one from the first moment to the last, in whatever order and how many at once nodes note them", async () => {
    const shuffled = moments.map((_, at) => moments[(at * 37) % moments.length]!);
    for (const times of [moments, moments.toReversed(), shuffled]) {
      const incidents = await noted([...times, ...times]);
      expect(await incidents.incidents(range)).toEqual([{ article: "one", ...whole }]);
    }
  });

  test("are two where more than half an hour lies between them, and each article has its own", async () => {
    const later = moments.map((at) => at + 2 * 60 * minute);
    const incidents = await noted([...moments, ...later], ["one", "two"]);
    const found = await incidents.incidents(range);
    const both = [whole, { since: later[0], until: later.at(-1) }];
    for (const name of ["one", "two"])
      expect(found.filter(({ article }) => article === name)).toEqual(both.map((one) => ({ article: name, ...one })));
  });
});
