import { expect, test } from "vitest";

import { createReport } from "../../../src/desk/reports/report.ts";
import { reportCsv } from "../../../src/desk/reports/report-csv.ts";

test("texts that people wrote are quoted, and none is a formula to a spreadsheet", () => {
  const choices = { channel: [], article: [], device: [], language: [], status: [] };
  const texts = ['=HYPERLINK("http://x")', "+1", "-1", "@x", 'two,\n"lines"'];
  const unclear = texts.map((text) => ({ text, closest: null, at: 1 }));
  const csv = reportCsv(createReport({ days: [], incidents: [], facts: [], unclear, choices, order: [] }));
  expect(csv).toContain(`unclear,"'=HYPERLINK(""http://x"")",count,1\r\n`);
  for (const sign of ["'+1", "'-1", "'@x"]) expect(csv).toContain(`unclear,${sign},count,1\r\n`);
  expect(csv).toContain('unclear,"two,\n""lines""",count,1\r\n');
});
