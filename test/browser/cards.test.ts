import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { settledToActivity, toActivity } from "../../src/channel/to-activity.ts";
import { questionReply, stepReply, summaryReply } from "../support/replies.ts";
import { chromiumPath, launchChromium, needsChromium } from "./chromium.ts";

/** Microsoft's own renderer, the one that Web Chat brings along. It is older than Action.Execute, so that fallbacks are shown. */
const renderer = readFileSync(createRequire(import.meta.url).resolve("adaptivecards/dist/adaptivecards.min.js"), "utf8");

const cards = {
  step: toActivity({ ...stepReply, lead: "Then the next one." }, "msteams"),
  summary: toActivity(summaryReply, "msteams"),
  question: toActivity(questionReply, "msteams"),
  settled: settledToActivity({ title: "Restart Spotify", outcome: "Step 2 · still broken", text: "Then the next one." }),
};

/** Runs in the page: draws a card with fallbacks in the place of what this renderer does not know. */
const draw = `(card, ink, ground) => {
  const older = JSON.parse(JSON.stringify(card, (_, part) => (part && part.type === "Action.Execute" ? part.fallback : part)));
  const shown = new AdaptiveCards.AdaptiveCard();
  const looks = (backgroundColor) => ({ backgroundColor, foregroundColors: { default: { default: ink, subtle: ink } } });
  shown.hostConfig = new AdaptiveCards.HostConfig({ containerStyles: { default: looks(ground), emphasis: looks(ground) } });
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => { result.outputHtml = text; result.didProcess = true; };
  shown.parse({ ...older, version: "1.2" });
  document.body.style.background = ground;
  document.body.replaceChildren(shown.render());
}`;

describe.skipIf(!chromiumPath)(`cards as Microsoft draws them${needsChromium}`, () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 480, height: 900 } });
    await page.setContent("<body></body>");
    await page.addScriptTag({ content: renderer });
  });
  afterAll(() => browser.close());

  const drawn = async (name: keyof typeof cards, [ink, ground]: readonly [string, string]) => {
    await page.evaluate(`(${draw})(${JSON.stringify(cards[name].attachments?.[0]?.content)}, "${ink}", "${ground}")`);
    const words = (await page.locator("body").innerText()).replaceAll(/\s+/g, " ");
    return { words, buttons: await page.getByRole("button").allInnerTexts(), picture: await page.screenshot() };
  };
  const themes = { light: ["#242424", "#ffffff"], dark: ["#ffffff", "#292929"] } as const;

  test.each(["light", "dark"] as const)("say everything and offer every button, %s", async (theme) => {
    const step = await drawn("step", themes[theme]);
    for (const words of ["Then the next one.", "Step 3 of 10", "Restart router and modem", "Everybody at home", "Pull the plug.", "Did that fix it?"])
      expect(step.words).toContain(words);
    expect(step.buttons).toEqual(["It works now", "Still broken", "Can't do this", "Talk to a person"]);
    const summary = await drawn("summary", themes[theme]);
    expect(summary.words).toContain("Restart Spotify fixed it Step 2 did it. Anything else?");
    expect((await drawn("question", themes[theme])).buttons).toEqual(["iPhone or iPad", "Windows"]);
    const settled = await drawn("settled", themes[theme]);
    expect(settled.words).toContain("Step 2 · still broken");
    expect(settled.buttons).toEqual([]);
  });

  test("look different in the dark and in the light", async () => {
    const [light, dark] = [await drawn("step", themes.light), await drawn("step", themes.dark)];
    expect(light.picture.equals(dark.picture)).toBe(false);
  });
});
