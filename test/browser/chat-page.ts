import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";

import { pageEn as ui } from "../../dialogs/wording/page-en.ts";
import { servePage } from "../../src/http/static-files.ts";
import { toActivity, textToActivity } from "../../src/channels/rendering/activity-renderer.ts";
import type { TranscriptLine } from "../../src/conversation/ports.ts";
import type { ScriptedTalk } from "../channels/directline/scripted-talk.ts";
import { makeTestTokens, startWebChat, type WebChatServer } from "../channels/directline/web-chat-server.ts";

/** Builds the page as it is now; gives its folder, which the caller removes. */
export async function buildChatPage(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), "chat-page-"));
  await build({ configFile: "src/web/chat/chat.vite.config.ts", logLevel: "error", build: { outDir } });
  return outDir;
}

/** A service that can be stopped and started again at the same address, its store kept. */
export type Site = { base: string; stop(): Promise<void>; start(): Promise<void>; chat(): WebChatServer };

export async function startSite(talk: ScriptedTalk, folder: string): Promise<Site> {
  const tokens = makeTestTokens(Date.now);
  const show = (line: TranscriptLine): Record<string, unknown> => ({
    ...(line.reply ? toActivity(line.reply, "directline") : textToActivity(line.text)),
  });
  const begin = (port: number): Promise<WebChatServer> =>
    startWebChat(talk, {
      port,
      tokens,
      toActivity: show,
      now: Date.now,
      mount: (server) => servePage({ server, folder, path: "/" }),
    });
  let chat = await begin(0);
  const port = Number(new URL(chat.base).port);
  return {
    base: chat.base,
    chat: () => chat,
    stop: () => chat.close(),
    start: async () => void (chat = await begin(port)),
  };
}

export type Visit = { page: Page; requested: string[]; complaints: string[] };

/** Opens the page in a browser of its own; notes every address asked for and everything the browser complains of. */
export async function visit(browser: Browser, base: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
  const page = await context.newPage();
  const requested: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requested.push(request.url()));
  page.on("websocket", (socket) => requested.push(socket.url()));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(base);
  return { page, requested, complaints };
}

/** Types and sends. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox").fill(text);
  await page.getByRole("textbox").press("Enter");
}

/** Presses the button below the conversation. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).last().click();
}

/** Chooses in the menu of the page. */
export async function chooseInMenu(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: ui.menu }).click();
  await page.getByRole("menu").getByText(name, { exact: true }).click();
}

/** Waits until a message says this. */
export async function chatUntil(page: Page, text: string): Promise<void> {
  await page.locator(".webchat__bubble__content").getByText(text).last().waitFor();
}

/**
 * What is to be seen in the conversation, message by message; Web Chat's hidden copies for screen readers are left out.
 */
export async function bubbles(page: Page): Promise<string[]> {
  return page.locator(".webchat__bubble__content").allInnerTexts();
}
