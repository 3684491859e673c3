import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe calls serious or critical on the page as it is now, and where. */
export async function graveFaults(page: Page): Promise<{ id: string; at: string[] }[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return grave.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 200)) }));
}
