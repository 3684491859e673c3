import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";

import { useDeskApp } from "../support/desk-app.ts";

/** What docs/operate gives to those who have Grafana and Prometheus, held to what `/metrics` says. */

const folder = fileURLToPath(new URL("../../docs/operate/", import.meta.url));

type Dashboard = { uid: string; panels: { id: number; title: string; targets: { expr: string }[] }[] };
type Rules = { groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[] };

const read = (file: string): string => readFileSync(folder + file, "utf8");
const files = readdirSync(folder);
const dashboards = files
  .filter((file) => file.endsWith(".dashboard.json"))
  .map((file) => ({ file, dashboard: JSON.parse(read(file)) as Dashboard }));
const rules = (parse(read("alerts.yaml")) as Rules).groups.flatMap((group) => group.rules);

/** Prometheus adds it by itself for whatever it scrapes. */
const ofPrometheus = new Set(["up"]);
const queries = [
  ...dashboards.flatMap(({ file, dashboard }) =>
    dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: `${file}: ${title}`, expr }))),
  ),
  ...rules.map(({ alert, expr }) => ({ where: `alerts.yaml: ${alert}`, expr })),
];

/** The metrics that a query names, with the labels that it asks for. */
function metricsIn(expr: string): { name: string; labels: string[] }[] {
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = ""]) => names.split(/,\s*/));
  const found = expr.matchAll(/\b((?:assistant|nodejs|process)_[a-z0-9_]+|up)(?:\{([^}]*)\})?(?=[[\s)]|$)/g);
  return [...found].map(([, name = "", selector = ""]) => ({
    name,
    labels: [...[...selector.matchAll(/(\w+)(?:=|!=|=~|!~)"/g)].map(([, label = ""]) => label), ...grouped],
  }));
}

/** Labels that Prometheus adds when it scrapes. */
const scraped = new Set(["instance", "job"]);

test("every query names metrics that the service has, with labels that they have", async () => {
  const { base } = await useDeskApp({ STATUS_FEED: "http://127.0.0.1:9/" });
  const text = await (await fetch(`${base}/metrics`)).text();
  const exposed = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
  const source = readFileSync(fileURLToPath(new URL("../../src/observability/metrics.ts", import.meta.url)), "utf8");
  const labelsOf = (name: string): string[] => {
    const names = new RegExp(`name: "${name}",[^}]*?labelNames: \\[([^\\]]*)\\]`, "s").exec(source)?.[1] ?? "";
    return [...names.matchAll(/"(\w+)"/g)].map(([, label = ""]) => label);
  };
  const wrong = queries.flatMap(({ where, expr }) => {
    const metrics = metricsIn(expr);
    if (metrics.length === 0) return [`${where}: names no metric`];
    return metrics.flatMap(({ name, labels }) => {
      const metric = name.replace(/_(bucket|sum|count)$/, "");
      if (!exposed.has(name) && !exposed.has(metric) && !ofPrometheus.has(name)) return [`${where}: no metric ${name}`];
      const known = [...labelsOf(metric), ...(name.endsWith("_bucket") ? ["le"] : [])];
      return labels
        .filter((label) => !known.includes(label) && !scraped.has(label))
        .map((label) => `${where}: ${name} has no label ${label}`);
    });
  });
  expect(wrong).toEqual([]);
  const used = new Set(
    queries.flatMap(({ expr }) => metricsIn(expr).map(({ name }) => name.replace(/_(bucket|sum|count)$/, ""))),
  );
  const ours = [...exposed].filter((name) => name?.startsWith("assistant_"));
  expect(ours.filter((name) => !used.has(name ?? ""))).toEqual([]);
});

test("every alert says in a sentence what is wrong, and no two panels of a dashboard share an id", () => {
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, annotations } of rules) expect(annotations.summary, alert).toMatch(/^[A-Z].+\.$/);
  expect(dashboards.length).toBe(2);
  for (const { dashboard } of dashboards) {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});
