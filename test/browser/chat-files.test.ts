import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import { pageEn as ui } from "../../dialogs/wording/page-en.ts";
import { expectFitting } from "./axe.ts";
import { chatUntil, say, visit } from "./chat-page.ts";
import { hasChromium, needsChromium } from "./chromium.ts";
import { agentAt, openCase } from "./desk-page.ts";
import { useService } from "./use-pages.ts";

/** Pictures and files that a person pastes into the chat page or drops on it. */

/** A picture of one pixel. What follows its end makes it as large as is needed. */
const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

type Given = { name: string; type: string; more?: number };

/** Pastes files, or drops them on the conversation, as a browser tells a page of it. */
async function give(page: Page, how: "paste" | "drop", ...files: readonly Given[]): Promise<void> {
  await page.evaluate(
    `(({ how, files, dot }) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(dot), (one) => one.charCodeAt(0));
      for (const { name, type, more = 0 } of files)
        transfer.items.add(new File([bytes, new Uint8Array(more)], name, { type }));
      const options = { bubbles: true, cancelable: true };
      const event = how === "paste"
        ? new ClipboardEvent("paste", { ...options, clipboardData: transfer })
        : new DragEvent("drop", { ...options, dataTransfer: transfer });
      (how === "paste" ? document.querySelector("#chat textarea") : document.querySelector("#chat")).dispatchEvent(event);
    })(${JSON.stringify({ how, files, dot })})`,
  );
}

const png = (name: string, more = 0): Given => ({ name, type: "image/png", more });

describe.skipIf(!hasChromium)(`files on the chat page${needsChromium}`, { timeout: 90_000 }, () => {
  const pages = useService({ ATTACHMENTS_MAX_MB: "2" });

  async function start(): Promise<Page> {
    const { page } = await visit(pages.browser, pages.service.base, { viewport: { width: 390, height: 664 } });
    await chatUntil(page, "I'm the Music Support Assistant");
    await page.locator("#attach").waitFor();
    return page;
  }

  test.each(["paste", "drop"] as const)(
    "by %s a picture waits to be sent with words of its own, and the agent sees it",
    async (how) => {
      const page = await start();
      await say(page, "person");
      await chatUntil(page, "I've asked for a person: case");
      const { body } = await pages.service.desk("ana", "GET", "/cases?status=waiting");
      await give(page, how, png(`${how}.png`));
      await page.getByRole("button", { name: ui.removeFile(`${how}.png`) }).waitFor();
      await expectFitting(page, `a picture by ${how}`);
      await say(page, "This is what I see");
      await page.locator(`#chat img[alt='${how}.png']`).waitFor();
      const ana = await agentAt(pages.browser, pages.service, "ana");
      await openCase(ana.page, body.cases.at(-1)!.id);
      await ana.page.getByRole("img", { name: words.pictureOf(`${how}.png`) }).waitFor();
    },
  );

  test("several files can be dropped at once, and one taken away again", async () => {
    const page = await start();
    await give(page, "drop", png("one.png"), png("two.png"));
    await page.getByRole("button", { name: ui.removeFile("one.png") }).click();
    expect(await page.locator("#files li").allInnerTexts()).toEqual([expect.stringContaining("two.png")]);
    await page.locator("#files").getByRole("button", { name: ui.send }).click();
    await page.locator("#chat img[alt='two.png']").waitFor();
    expect(await page.locator("#chat img[alt='one.png']").count()).toBe(0);
  });

  test.each(["paste", "drop"] as const)("by %s what is of no kind or too large is refused in words", async (how) => {
    const page = await start();
    await give(page, how, { name: "setup.exe", type: "application/x-msdownload" });
    await page.locator("#notice").getByText(ui.fileType).waitFor();
    await give(page, how, { name: "long.txt", type: "text/plain", more: 3_000_000 });
    await page.locator("#notice").getByText(ui.fileTooLarge(2)).waitFor();
    await expectFitting(page, `refused by ${how}`);
    expect(await page.locator("#files").isHidden()).toBe(true);
    await give(page, how, png("small.png"));
    await page.getByRole("button", { name: ui.removeFile("small.png") }).waitFor();
    expect(await page.locator("#notice").innerText()).toBe("");
  });

  test("while a file is on its way a bar says how far it has come, and is gone once it is there", async () => {
    const page = await start();
    const bar = page.getByRole("progressbar", { name: ui.uploading });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 300_000,
    });
    await page.evaluate(`window.parts = [];
      new MutationObserver(() => parts.push(document.querySelector("#upload").getAttribute("value")))
        .observe(document.querySelector("#upload"), { attributes: true, attributeFilter: ["value"] })`);
    await give(page, "paste", png("large.png", 1_000_000));
    await page.getByRole("button", { name: ui.removeFile("large.png") }).waitFor();
    await page.locator("#files").getByRole("button", { name: ui.send }).click();
    await bar.waitFor();
    await page.locator("#chat img[alt='large.png']").waitFor();
    await bar.waitFor({ state: "hidden" });
    const parts = (await page.evaluate<(string | null)[]>("parts")).filter((part) => part !== null).map(Number);
    expect(parts.some((part) => part > 0 && part < 1)).toBe(true);
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
  });

  test("a question whose buttons are shown is in view after a picture was sent, and who reads further up stays there", async () => {
    const page = await start();
    const inView = async (text: string | RegExp): Promise<void> => {
      await expect
        .poll(async () => {
          const [said, list] = await Promise.all([
            page.locator(".webchat__bubble__content").getByText(text).last().boundingBox(),
            page.locator(".webchat__basic-transcript__scrollable").boundingBox(),
          ]);
          return said && list ? said.y + said.height <= list.y + list.height && said.y >= list.y : "not there";
        })
        .toBe(true);
    };
    await say(page, "Spotify says error 502 on my iPhone");
    await chatUntil(page, "Step 1 of");
    await say(page, "person");
    await chatUntil(page, "I've asked for a person: case");
    const { body } = await pages.service.desk("ana", "GET", "/cases?status=waiting");
    const id = body.cases.at(-1)!.id;
    await pages.service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await give(page, "paste", png("seen.png"));
    await page.locator("#files").getByRole("button", { name: ui.send }).click();
    await page.locator("#chat img[alt='seen.png']").waitFor();
    await pages.service.desk("ana", "POST", `/cases/${id}/close`, {});
    await inView(/How was the help from/);
    const list = page.locator(".webchat__basic-transcript__scrollable");
    await list.hover();
    await page.mouse.wheel(0, -2_000);
    const top = "document.querySelector('.webchat__basic-transcript__scrollable').scrollTop";
    await expect.poll(() => page.evaluate<number>(top)).toBe(0);
    await inView("I'm the Music Support Assistant");
    await pages.service.desk("ana", "POST", `/cases/${id}/reopen`, {});
    await pages.service.desk("ana", "POST", `/cases/${id}/messages`, { text: "One more thing." });
    await chatUntil(page, "One more thing.");
    await inView("I'm the Music Support Assistant");
    await say(page, "Yes?");
    await inView("Yes?");
  });
});
