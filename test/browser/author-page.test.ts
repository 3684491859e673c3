import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";

import { type AuthorServer, serveAuthorPage } from "../../src/cli/article/try-page.ts";
import { copyOfKnowledge, type KnowledgeCopy } from "../support/knowledge-directory.ts";
import { expectFitting } from "./axe.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";

const file = "articles/spotify-16.yaml";
let copy: KnowledgeCopy;
let served: AuthorServer;
let browser: Browser;

describe.skipIf(!hasChromium)(`the page of an article in a browser${needsChromium}`, { timeout: 120_000 }, () => {
  beforeAll(async () => {
    copy = copyOfKnowledge();
    served = await serveAuthorPage({
      id: "spotify-16",
      score: () => Promise.resolve(null),
      directory: copy.directory,
    });
    browser = await launchChromium();
    return async () => {
      await browser.close();
      await served.close();
      copy[Symbol.dispose]();
    };
  }, 120_000);

  it.each([
    ["a wide screen", 1280, "light"],
    ["a wide dark one", 1280, "dark"],
    ["a phone", 390, "light"],
  ] as const)(
    "is fit for %s, with everything open and a conversation, by keyboard alone",
    async (place, width, colorScheme) => {
      const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
      await page.goto(served.url);
      await page.getByText("are understood").waitFor();
      await page.locator("summary").first().focus();
      await page.keyboard.press("Enter");
      await page.getByText("Step 1 of 7").first().waitFor();
      await page.getByLabel("Message").focus();
      await page.keyboard.type("spotify error 16");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Windows computer" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("log").getByText("Step 1 of 7").waitFor();
      await page.getByRole("log").locator("summary").first().click();
      await expectFitting(page, place);
      expect(await page.getByRole("button", { name: "Windows computer" }).isDisabled()).toBe(true);
      await page.close();
    },
  );

  it("keeps what is open when a file is saved, and names a fault until it is mended", async () => {
    const page = await browser.newPage();
    await page.goto(served.url);
    await page.locator("summary").first().click();
    const before = readFileSync(join(copy.directory, file), "utf8");
    copy.change(file, "Let Spotify through the firewall", "Let Spotify pass the firewall");
    await page.getByText("Let Spotify pass the firewall").first().waitFor();
    copy.write(file, before.replace("  severity:", "\tseverity:"));
    await page.getByText("is indented with a tab").waitFor();
    await page.getByText("They are read as soon as no file has a fault.").waitFor();
    copy.write(file, before);
    await page.getByText("No faults.").waitFor();
    expect(await page.getByText("Step 1 of 7").first().isVisible()).toBe(true);
    await page.close();
  });

  it("begins a new conversation when it is loaded anew", async () => {
    const page = await browser.newPage();
    const say = async (text: string): Promise<void> => {
      await page.getByLabel("Message").fill(text);
      await page.keyboard.press("Enter");
    };
    await page.goto(served.url);
    await say("spotify error 16 on my mac");
    await page.getByRole("log").getByText("Step 1 of 7").waitFor();
    await page.reload();
    await say("which device did I say");
    await page.getByRole("log").locator(".said").nth(1).waitFor();
    expect(await page.getByRole("log").innerText()).not.toContain("Mac");
    await page.close();
  });

  it("says when it is no longer served", async () => {
    const page = await browser.newPage();
    const other = await serveAuthorPage({
      id: "spotify-16",
      score: () => Promise.resolve(null),
      directory: copy.directory,
    });
    await page.goto(other.url);
    await page.getByText("No faults.").waitFor();
    await other.close();
    const alert = page.getByRole("alert").getByText("no longer served");
    await alert.waitFor();
    expect(await alert.isVisible()).toBe(true);
    await page.close();
  });
});
