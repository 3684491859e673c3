import { describe, expect, onTestFinished, test } from "vitest";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import { waitFor } from "../desk/event-stream.ts";
import { useDeskApp } from "../support/desk-app.ts";
import { teamsPerson } from "../support/teams-person.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { agentAt, deed, openCase, reply, sees } from "./desk-page.ts";

const blocked = { status: 403, body: { error: { code: "ConversationBlockedByUser" } } };

describe.skipIf(!hasChromium)(
  `while a channel takes nothing, at the desk page${needsChromium}`,
  { timeout: 90_000 },
  () => {
    test("a banner names it, a failed line is sent by pressing Try again, and the banner goes by itself", async () => {
      const service = await useDeskApp();
      const ida = await teamsPerson(service);
      await ida.say("I want to talk to a person");
      const browser = await launchChromium();
      onTestFinished(() => browser.close());
      const { page, complaints } = await agentAt(browser, service, "ana");
      // The page asks for what fails every half minute; this lets it pass.
      await page.clock.install();
      await page.reload();
      await openCase(page, "Ida");
      await deed(page, words.claim);

      ida.teams.refuses = ({ activity }) => (JSON.stringify(activity).includes("lights") ? blocked : undefined);
      await reply(page, "Are the lights on?");
      const failed = page.locator(".delivery[data-delivery=failed]");
      await failed.getByText("(ConversationBlockedByUser)").waitFor();
      expect(await page.locator("#failing").innerText()).toBe("");

      ida.teams.refuses = () => ({ status: 502 });
      await reply(page, "I'm looking into it");
      await page.locator(".delivery[data-delivery=waiting]").getByText("502").waitFor();
      service.forward(10_000);
      await waitFor(async () => {
        await page.clock.runFor(30_000);
        return (await page.locator("#failing").innerText()) === "" ? undefined : true;
      });
      expect(await page.locator("#failing").innerText()).toMatch(/^Teams has taken no messages since .*\./);
      expect(await page.locator("#failing").getAttribute("role")).toBe("status");

      await failed.getByRole("button", { name: words.retry }).click();
      await failed.waitFor({ state: "detached" });
      ida.teams.refuses = () => undefined;
      const waiting = page.locator(".delivery[data-delivery=waiting]");
      await waitFor(async () => {
        await page.clock.runFor(30_000);
        return (await waiting.count()) === 0 && (await page.locator("#failing").innerText()) === "" ? true : undefined;
      });
      await sees(page, "I'm looking into it");
      const taken = ida.teams.posted.slice(-2).map(({ activity }) => activity["text"]);
      expect(taken).toEqual(["ana: I'm looking into it", "ana: Are the lights on?"]);
      expect(complaints).toEqual([]);
    });
  },
);
