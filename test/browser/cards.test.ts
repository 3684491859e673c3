import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Reply } from "../../dialogs/replies/reply.ts";
import { answeredCardToActivity, toActivity } from "../../src/channels/rendering/activity-renderer.ts";
import { expertsCard } from "../../src/desk/integrations/teams/expert-card.ts";
import { waitingCase } from "../support/case-view.ts";
import { everyReply } from "../support/every-reply.ts";
import { rendererPath } from "../support/microsoft-card.ts";
import { stepReply, summaryReply } from "../support/replies.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";

const replies = everyReply();
const inTeams = (reply: Reply): unknown => toActivity(reply, "msteams").attachments?.[0]?.content;
const real = (fits: (name: string, reply: Reply) => boolean): unknown =>
  inTeams(replies.find(({ name, reply }) => fits(name, reply))!.reply);

const cards = {
  step: real((name, { step }) => name.startsWith("ios") && step?.warning === undefined && (step?.number ?? 0) > 1),
  warning: real((name, { step }) => name.startsWith("android") && step?.warning !== undefined),
  scripted: inTeams({ ...stepReply, lead: "Then the next one." }),
  summary: inTeams(summaryReply),
  summaryOfAll: real((name) => name === "ios all tried"),
  question: real((name) => name === "ask device"),
  meant: real((name) => name === "did you mean"),
  answer: real((name) => name.startsWith("answer")),
  case: real((name) => name === "case opened"),
  settled: answeredCardToActivity({
    title: "Restart Spotify",
    outcome: "Step 2 · still broken",
    text: "Then the next one.",
  }).attachments?.[0]?.content,
  experts: expertsCard(waitingCase, (login) => login),
};

/** As near to Teams' looks as its published colours go: ink, quieter ink, accent, good, ground, ground of a warning. */
const themes = {
  light: ["#242424", "#616161", "#5b5fc7", "#237b4b", "#ffffff", "#fbf6d9"],
  dark: ["#ffffff", "#adadad", "#9299f7", "#92c353", "#292929", "#463100"],
} as const;

/** Runs in the page: draws a card. Numbered lists are told from lines as Markdown does it. */
const draw = `(card, [ink, quiet, accent, good, ground, warned]) => {
  const shown = new AdaptiveCards.AdaptiveCard();
  const tone = (color) => ({ default: color, subtle: quiet });
  const foregroundColors = { default: tone(ink), accent: { default: accent, subtle: accent }, good: { default: good, subtle: good } };
  const looks = (backgroundColor) => ({ backgroundColor, foregroundColors });
  const containerStyles = { default: looks(ground), emphasis: looks(ground), warning: looks(warned) };
  const spacing = { none: 0, small: 4, default: 8, medium: 16, large: 24, extraLarge: 32, padding: 12 };
  const fontFamily = "'Segoe UI', 'DejaVu Sans', sans-serif";
  shown.hostConfig = new AdaptiveCards.HostConfig({ containerStyles, spacing, fontFamily, actions: { buttonSpacing: 8, maxActions: 6 } });
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    const lines = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replace(/[*][*](.+?)[*][*]/g, "<b>$1</b>").split("\\n");
    const listed = lines.every((line) => /^[0-9]+[.] /.test(line));
    result.outputHtml = listed ? "<ol>" + lines.map((line) => "<li>" + line.replace(/^[0-9]+[.] /, "")).join("") + "</ol>" : "<p>" + lines.join("<br>") + "</p>";
    result.didProcess = true;
  };
  shown.parse(card);
  document.body.style.cssText = "margin: 16px; background: " + ground + "; color-scheme: " + (ground === "#ffffff" ? "light" : "dark");
  document.body.replaceChildren(shown.render());
}`;

describe.skipIf(!hasChromium)(`cards in Microsoft's renderer${needsChromium}`, () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 480, height: 600 } });
    // What Web Chat's own style sheet does: lists within their width, buttons in as many rows as they need.
    await page.setContent(
      "<style>ol, p { box-sizing: border-box; margin: 0 } .ac-actionSet { flex-wrap: wrap; row-gap: 8px }</style><body></body>",
    );
    await page.addScriptTag({ content: readFileSync(rendererPath, "utf8") });
  });
  afterAll(() => browser.close());

  const drawn = async (name: keyof typeof cards, theme: keyof typeof themes) => {
    await page.evaluate(`(${draw})(${JSON.stringify(cards[name])}, ${JSON.stringify(themes[theme])})`);
    const words = (await page.locator("body").innerText()).replaceAll(/\s+/g, " ");
    const picture = await page.screenshot({ fullPage: true });
    return { words, buttons: await page.getByRole("button").allInnerTexts(), picture };
  };

  test.each(["light", "dark"] as const)("show all text and every button, %s", async (theme) => {
    const step = await drawn("scripted", theme);
    for (const words of [
      "Then the next one.",
      "Step 3 of 10",
      "Restart router and modem",
      "Everybody at home",
      "Pull the plug.",
      "Did that fix it?",
    ])
      expect(step.words).toContain(words);
    expect(step.buttons).toEqual(["It works now", "Still broken", "Skip this step", "Talk to a person"]);
    expect(await page.getByRole("heading").innerText()).toBe("Restart router and modem");
    const summary = await drawn("summary", theme);
    expect(summary.words).toContain("Restart Spotify fixed it Step 2 did it. Anything else?");
    const settled = await drawn("settled", theme);
    expect(settled.words).toContain("Step 2 · still broken");
    expect(settled.buttons).toEqual([]);
    const experts = await drawn("experts", theme);
    expect(experts.words).toContain("Spotify error 502 on an iPhone or iPad");
    expect(experts.words).toMatch(/Opened [^{]*2026/);
    expect(experts.buttons).toEqual(["Claim", "Close"]);
  });

  test.each(Object.keys(cards) as (keyof typeof cards)[])(
    "%s is drawn whole in the light and in the dark, and nothing sticks out",
    async (name) => {
      const light = await drawn(name, "light");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(480);
      const dark = await drawn(name, "dark");
      expect(dark.words).toBe(light.words);
      expect(dark.picture.equals(light.picture)).toBe(false);
    },
  );

  test("the progress bar is one line that grows with the guide", async () => {
    await drawn("scripted", "light");
    const bar = page.locator("span", { hasText: /^━+$/ });
    expect((await bar.allInnerTexts()).map((signs) => signs.length)).toEqual([6, 14]);
    const [done, open] = [await bar.first().boundingBox(), await bar.last().boundingBox()];
    expect(done?.y).toBe(open?.y);
  });
});
