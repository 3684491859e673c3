import type { Browser, Page } from "playwright-core";

import { startDeskApp } from "../support/desk-app.ts";
import { newCase, referenceOf, said, turnOf } from "../storage/support/turns.ts";
import { agentAt } from "./desk-page.ts";

/**
 * Milliseconds until all cases are there, for a step of scrolling, and until a change is seen; how many rows are drawn.
 * `cpuMs`: the processor time of the page's main thread for a step and a change, which says more on a busy machine.
 */
type Measured = {
  loadedMs: number;
  rows: number;
  frames: number;
  frameMs: number;
  changeMs: number;
  cpuMs: { frame: number; change: number };
};

/** Counts the processor time that the main thread of a page uses: between two calls, in milliseconds. */
async function stopwatchOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  let last = 0;
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const now = 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
    const used = now - last;
    last = now;
    return used;
  };
}

const oneDecimal = (ms: number): number => Math.round(10 * ms) / 10;

/** A desk with so many waiting cases, opened by an agent, scrolled through, and told of a change. */
export async function measureQueue(browser: Browser, count: number): Promise<Measured> {
  const service = await startDeskApp();
  const { turnStore } = service.app.store;
  for (let at = 0; at < count; at++) {
    const talk = `many ${at}`;
    const met = await turnStore.loadForFastPath(referenceOf(talk, { userName: `Guest ${at}` }));
    if (!met) throw new Error("a message of the conversation waits");
    const opened = turnOf(talk, 0, "m1", { newCase: { ...newCase, number: `M${at}` } });
    await turnStore.acceptAndCommit(met, { incoming: said(talk, "m1", `words of ${at}`) }, opened);
  }
  const began = performance.now();
  const { page } = await agentAt(browser, service, "ana");
  const stopwatch = await stopwatchOf(page);
  await page.locator('[data-key="tab-all"]').click();
  await page.locator(`[aria-setsize="${count}"]`).first().waitFor();
  const loadedMs = Math.round(performance.now() - began);
  await stopwatch();
  const frames = 50;
  // In the page, a step waits until the browser has drawn the one before.
  const scrolled = await page.evaluate<number>(`(async () => {
    const list = document.getElementById("cases");
    const began = performance.now();
    for (let at = 1; at <= ${frames}; at++) {
      list.scrollTop = (list.scrollHeight * at) / ${frames};
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
    return performance.now() - began;
  })()`);
  const scrolling = await stopwatch();
  const rows = await page.locator(".case").count();
  const changing = performance.now();
  await service.desk("ben", "POST", "/cases/M0/claim", {});
  await page.locator('[data-key="tab-waiting"] .count', { hasText: String(count - 1) }).waitFor();
  const changeMs = Math.round(performance.now() - changing);
  const change = await stopwatch();
  await page.context().close();
  await service.stop();
  const cpuMs = { frame: oneDecimal(scrolling / frames), change: oneDecimal(change) };
  return { loadedMs, rows, frames, frameMs: Math.round(scrolled / frames), changeMs, cpuMs };
}
