import { describe, expect, onTestFinished, test } from "vitest";

import { makeDatabase } from "../storage/support/postgres.ts";
import { startService } from "../support/service.ts";
import { startBalancer } from "../support/balancer.ts";
import { bubbles, chatUntil, press, say, visit } from "./chat-page.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";

describe.skipIf(!hasChromium)(`the chat page with two nodes${needsChromium}`, () => {
  test("continues without a reload when its node is killed", async () => {
    const settings = { DATABASE_URL: await makeDatabase(), RATE_LIMITS: "off", DESK_AGENTS: "ana:ana-token" };
    const [one, two] = await Promise.all([startService(settings), startService(settings)]);
    const base = await startBalancer([one.base, two.base]);
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const { page } = await visit(browser, base);
    let loads = 0;
    page.on("load", () => loads++);

    await say(page, "Spotify says error 502");
    await press(page, "Windows");
    await chatUntil(page, "Step 1 of");
    await press(page, "All fine, still 502");
    await chatUntil(page, "Step 2 of");
    const before = await bubbles(page);

    one.kill("SIGKILL");
    await one.ended;
    await press(page, "Still broken");
    await chatUntil(page, "Step 3 of");

    const after = await bubbles(page);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toHaveLength(before.length + 2);
    expect(loads).toBe(0);
  }, 120_000);
});
