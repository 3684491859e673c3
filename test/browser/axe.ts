import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** What axe calls serious or critical on the page as it is now, and where. */
export async function graveFaults(page: Page): Promise<{ id: string; at: string[] }[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return grave.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 200)) }));
}

/**
 * Fails where axe finds something grave on the page as it is now, or where it is wider than its window. `place` names
 * it in the message.
 */
export async function expectFitting(page: Page, place: string): Promise<void> {
  // Names what stands out, so that a failure says where to look.
  const wide =
    "document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.tagName + '.' + one.className).slice(-3).join(' ') || 'the page'";
  expect(await page.evaluate(wide), `${place} is too wide`).toBe("");
  expect(await graveFaults(page), place).toEqual([]);
}
