import { expect, test } from "vitest";

import { bestOrder } from "../../src/cli/simulation/best-order.ts";
import { simulateOrder } from "../../src/cli/simulation/simulate-order.ts";
import { loadArticles } from "../../knowledge/load.ts";

const article = loadArticles().find(({ id }) => id === "spotify-502")!;

test(
  "the learned order saves most of what can be saved, and never costs much more than the article's",
  { timeout: 240_000 },
  () => {
    for (const { world, fixed, learned, best, worst } of simulateOrder(article, 2)) {
      expect(best, world).toBeLessThanOrEqual(fixed * 1.001);
      expect(worst, world).toBeLessThan(1.05);
      if (best < 0.9 * fixed) expect((fixed - learned) / (fixed - best), world).toBeGreaterThan(0.7);
    }
  },
);

test("who knows the cause tries its cure first, as far as the rules for orders allow", () => {
  const cured = (step: string) => bestOrder(article, [{ chance: 1, cures: { [step]: 1 } }], "windows");
  expect(cured("flush-dns").find((id) => id !== "check-status")).toBe("flush-dns");
  const usual = article.steps.map(({ id }) => id);
  expect(cured("reinstall").indexOf("reinstall")).toBe(usual.indexOf("reinstall"));
});
