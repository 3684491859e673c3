import { mkdirSync } from "node:fs";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

import { pageEn as ui } from "../../dialogs/wording/page-en.ts";
import { startPinned } from "../bench/start-pinned.ts";
import { benchFolder } from "../bench/start-service.ts";
import { setup as buildPages } from "../support/built-pages.ts";
import { call } from "../support/desk-app.ts";
import { chatUntil, chooseInMenu, press, say, visit } from "./chat-page.ts";
import { launchChromium } from "./chromium.ts";
import { startWidgetSite } from "./widget-site.ts";

/**
 * `node test/browser/screenshots-command.ts FOLDER [WIDTH …]`: pictures of the chat page and the widget for people to look at,
 * at four widths, in the light and in the dark.
 */

const [into, ...onlyWidths] = process.argv.slice(2);
if (into === undefined)
  throw new Error("Name a folder for the pictures: node test/browser/screenshots-command.ts FOLDER");
mkdirSync(into, { recursive: true });

const heights = { 320: 568, 390: 664, 768: 1024, 1280: 800 };
const widths = onlyWidths.length > 0 ? onlyWidths.map(Number) : Object.keys(heights).map(Number);

/** The conversation has stopped scrolling, and all is sent. */
const settled = `new Promise((resolve) => {
  const list = document.querySelector(".webchat__basic-transcript__scrollable");
  const before = list.scrollTop;
  setTimeout(() => resolve(list.scrollTop === before && !document.body.innerText.includes("Sending")), 400);
})`;

/** As large as a screenshot of a phone usually is. */
async function drawPicture(page: Page): Promise<Buffer> {
  await page.setContent(
    `<body style="margin:0;background:#121212;color:#fff;font:28px sans-serif;display:grid;place-items:center;height:100vh"><p>Error 502<br>Bad Gateway</p>`,
  );
  const picture = await page.screenshot();
  await page.close();
  return picture;
}

async function lookAtPage(browser: Browser, base: string, name: string, options: BrowserContextOptions): Promise<void> {
  const picture = await drawPicture(await browser.newPage({ viewport: { width: 390, height: 664 } }));
  const { page } = await visit(browser, base, options);
  const look = async (view: string): Promise<void> => {
    await page.waitForFunction(settled);
    await page.screenshot({ path: `${into}/${name}-${view}.png`, animations: "disabled" });
  };
  const desk = (method: string, path: string, body?: unknown) =>
    call(`${base}/api/desk${path}`, method, "ana-token", body);
  await chatUntil(page, "I'm the Music Support Assistant");
  await look("1-first");
  await say(page, "Spotify says error 502");
  await press(page, "Windows");
  await chatUntil(page, "Step 1 of");
  await look("2-step");
  await say(page, "how long does this take?");
  await page.getByRole("button", { name: ui.helpful, exact: true }).last().waitFor();
  await look("3-answer");
  await say(page, "person");
  await chatUntil(page, "I've asked for a person: case");
  await look("4-handoff");
  const waiting = await desk("GET", "/cases?status=waiting");
  const id = waiting.body.cases.at(-1)?.id ?? "";
  await desk("POST", `/cases/${id}/claim`, {});
  await desk("POST", `/cases/${id}/messages`, {
    text: "Hello, I'm Ana.\nPlease look at status.spotify.com and tell me:\n1. Is it green?\n2. Since when?",
  });
  await chatUntil(page, "Since when?");
  await look("5-agent");
  await page.locator("#file-input").setInputFiles({ name: "screen.png", mimeType: "image/png", buffer: picture });
  await page.getByRole("button", { name: ui.removeFile("screen.png") }).waitFor();
  await look("6-picture-chosen");
  await say(page, "This is what I see");
  await page.locator("#chat img[alt='screen.png']").waitFor();
  await look("7-picture-sent");
  await page.getByRole("button", { name: ui.menu }).click();
  await look("8-menu");
  await page.keyboard.press("Escape");
  await chooseInMenu(page, ui.startOver);
  await look("9-start-over");
  await page.getByRole("button", { name: ui.startOverNo }).click();
  await desk("POST", `/cases/${id}/close`, {});
  await chatUntil(page, "How was the help from");
  await look("10-rating");
  await chooseInMenu(page, ui.deleteData);
  await chatUntil(page, "can't be undone");
  await look("11-delete-asked");
  await Promise.all([page.waitForEvent("load"), press(page, "Yes, delete everything")]);
  await page.locator("#notice").getByText(ui.allDeleted).waitFor();
  await chatUntil(page, "I'm the Music Support Assistant");
  await look("12-deleted");
  await page.context().close();
}

async function lookAtWidget(
  browser: Browser,
  shop: string,
  name: string,
  options: BrowserContextOptions,
): Promise<void> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${shop}/first`);
  await page.getByRole("button", { name: ui.openChat }).waitFor();
  await page.screenshot({ path: `${into}/${name}-widget-1-closed.png` });
  await page.getByRole("button", { name: ui.openChat }).click();
  const chat = page.frameLocator("music-support iframe");
  await chat.locator(".webchat__bubble__content").getByText("I'm the Music Support Assistant").last().waitFor();
  await page.screenshot({ path: `${into}/${name}-widget-2-open.png` });
  await page.context().close();
}

await buildPages();
const folder = benchFolder();
const shop = await startWidgetSite();
const service = await startPinned({
  script: "src/main.ts",
  core: 0,
  env: {
    PORT: "0",
    STATUS_FEED: "off",
    DATABASE_URL: `sqlite:${folder.path}/pictures.db`,
    RATE_LIMITS: "off",
    DESK_AGENTS: "Ana Ruiz <ana>:ana-token",
    WEBCHAT_ALLOWED_ORIGINS: shop.origin,
  },
});
shop.showChatOf(service.url);
const browser = await launchChromium({ framesLocal: true });
for (const width of widths)
  for (const colorScheme of ["light", "dark"] as const) {
    const isPhone = width < 600;
    const options = {
      viewport: { width, height: heights[width as keyof typeof heights] ?? 800 },
      colorScheme,
      ...(isPhone && { isMobile: true, hasTouch: true }),
    };
    await lookAtPage(browser, service.url, `${width}-${colorScheme}`, options);
    await lookAtWidget(browser, shop.origin, `${width}-${colorScheme}`, options);
  }
await browser.close();
await service.stop();
await shop.close();
folder.remove();
