import { expect, test } from "vitest";

import { bestOrder } from "../../src/cli/simulation/best-order.ts";
import { simulateOrder } from "../../src/cli/simulation/simulate-order.ts";
import { loadArticles } from "../../knowledge/load.ts";

const article = loadArticles().find(({ id }) => id === "spotify-502")!;

test(
  "the learned order saves most of what can be saved, and never costs much more than the article's",
  { timeout: 240_000 },
  () => {
    const results = simulateOrder(article, 2);
    // The best order is the best on average: a few hundred people may still fare a little worse in it.
    for (const { world, fixed, best, worst } of results) {
      expect(best, world).toBeLessThan(fixed * 1.01);
      expect(worst, world).toBeLessThan(1.05);
    }
    const worthwhile = results.filter(({ fixed, best }) => best < 0.9 * fixed);
    expect(worthwhile.length).toBeGreaterThan(4);
    for (const { world, fixed, learned, best } of worthwhile)
      expect((fixed - learned) / (fixed - best), world).toBeGreaterThan(0.7);
  },
);

test("who knows the cause tries its cure first, as far as the rules for orders allow", () => {
  const cured = (step: string) => bestOrder(article, [{ chance: 1, cures: { [step]: 1 } }], "windows");
  expect(cured("flush-dns").find((id) => id !== "check-status")).toBe("flush-dns");
  const usual = article.steps.map(({ id }) => id);
  expect(cured("reinstall").indexOf("reinstall")).toBe(usual.indexOf("reinstall"));
});
