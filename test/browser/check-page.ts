import type { CDPSession, Page } from "playwright-core";

import { benchFolder, startService } from "../bench/start-service.ts";
import { launchChromium } from "./chromium.ts";

/**
 * `npm run check:page`: how soon a person can write on a slow phone line, and what that costs; ends with 1 where it
 * takes longer than it may.
 */

type Line = { name: string; kilobits: number; latencyMs: number; slowness: number };
const lines: readonly Line[] = [
  { name: "slow phone (1.6 Mbit/s, 150 ms, processor 4x slower)", kilobits: 1_600, latencyMs: 150, slowness: 4 },
  { name: "this machine", kilobits: 100_000, latencyMs: 0, slowness: 1 },
];
const mayTakeMs = 2_000;
const writable = "#first button:enabled, #chat:not(.not-yet) textarea";
const whole = "#chat:not(.not-yet) .webchat__bubble__content";

async function measure(page: Page, base: string, { kilobits, latencyMs, slowness }: Line) {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  const cost = { requests: 0, bytes: 0 };
  cdp.on("Network.requestWillBeSent", () => (cost.requests += 1));
  cdp.on("Network.loadingFinished", ({ encodedDataLength }) => (cost.bytes += encodedDataLength));
  await cdp.send("Network.enable");
  const throughput = (kilobits * 1_000) / 8;
  await cdp.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: latencyMs,
    downloadThroughput: throughput,
    uploadThroughput: throughput / 2,
  });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowness });
  const began = performance.now();
  await page.goto(base, { waitUntil: "commit" });
  await page.locator(writable).first().waitFor({ timeout: 60_000 });
  const writableMs = Math.round(performance.now() - began);
  const before = { ...cost };
  await page.locator(whole).first().waitFor({ timeout: 60_000 });
  return { writableMs, wholeMs: Math.round(performance.now() - began), before, cost };
}

const folder = benchFolder();
const service = await startService({ databaseUrl: `sqlite:${folder.path}/page.db` });
const browser = await launchChromium();
const results = [];
for (const line of lines) {
  const page = await (
    await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  ).newPage();
  const { writableMs, wholeMs, before, cost } = await measure(page, service.url, line);
  process.stdout.write(
    `${line.name}: can be written in after ${writableMs} ms (${before.requests} requests begun, ${Math.round(before.bytes / 1_000)} kB come), ` +
      `first words of the assistant after ${wholeMs} ms (${cost.requests} requests, ${Math.round(cost.bytes / 1_000)} kB)\n`,
  );
  results.push({ line: line.name, writableMs, wholeMs, ...cost });
}
process.stdout.write(`${JSON.stringify({ mayTakeMs, results })}\n`);
await browser.close();
await service.stop();
folder.remove();
process.exitCode = (results[0]?.writableMs ?? Infinity) > mayTakeMs ? 1 : 0;
