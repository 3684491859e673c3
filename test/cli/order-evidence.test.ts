import { expect, test } from "vitest";

import { evidenceOf } from "../../src/desk/reports/order-evidence.ts";
import { factOf, type ReportFact } from "../../src/conversation/report-facts.ts";
import { loadArticles } from "../../knowledge/load.ts";

const article = loadArticles().find(({ id }) => id === "spotify-502")!;

function fact(kind: ReportFact["kind"], item: string, n: number, more: Partial<ReportFact> = {}): ReportFact {
  return factOf({ day: "2026-11-29", kind, article: article.id, item, n, status: "no-incident", ...more });
}

test("tries are those who answered, with the time they took and the steps that the article has before", () => {
  const facts = [
    fact("fixed", "restart-router", 3),
    fact("not-fixed", "restart-router", 7),
    fact("skipped", "restart-router", 20),
    fact("seconds", "restart-router", 1, { value: 120, status: "" }),
    fact("seconds", "restart-router", 1, { value: 240, status: "" }),
  ];
  expect(evidenceOf(article, facts).rows).toEqual([
    { step: "restart-router", before: ["restart-app"], tries: 10, cures: 3, minutes: 30 },
  ]);
});

test("what happened during an incident, and to other articles, is left out", () => {
  const facts = [
    fact("fixed", "restart-app", 5, { status: "incident" }),
    fact("fixed", "restart-app", 5, { article: "another" }),
  ];
  expect(evidenceOf(article, facts)).toEqual({ rows: [], waited: { healed: 0, minutes: 0 } });
});

test("what was solved while a step only looked at something measures what waiting does", () => {
  const facts = [fact("healed", "check-status", 2), fact("not-fixed", "check-status", 8)];
  expect(evidenceOf(article, facts).waited).toEqual({ healed: 2, minutes: 30 });
});
