import type { Browser, BrowserContextOptions, Page } from "playwright-core";

import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import { startDeskApp, type DeskApp } from "../support/desk-app.ts";

/** Starts the service with its pages, which `test/support/built-pages.ts` has built for the run. */
export async function startWithPages(env: Record<string, string> = {}): Promise<DeskApp> {
  return startDeskApp({ DESK_LEADS: "ana", ...env });
}

/** An agent's own browser with the desk open; what the browser complains of is noted. */
export type Agent = { name: string; page: Page; complaints: string[] };

export async function agentAt(
  browser: Browser,
  { base }: { base: string },
  name: string,
  options: BrowserContextOptions = {},
): Promise<Agent> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 820 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${base}/desk#token=${name}-token`);
  await page.getByRole("tab", { name: words.tabs.waiting }).waitFor();
  await page.locator(".dot[data-state=online]").waitFor();
  return { name, page, complaints };
}

/** Opens a case of the list by what its row says. */
export async function openCase(page: Page, text: string): Promise<void> {
  await page.locator(".case", { hasText: text }).first().click();
  await page.locator(".head .title").waitFor();
}

/** Presses one of the deeds of the case at hand. */
export async function deed(page: Page, label: string): Promise<void> {
  await page.locator(".deeds").getByRole("button", { name: label, exact: true }).click();
}

/** Writes and sends: the first Enter holds the reply for some seconds, the second sends it at once. */
export async function reply(page: Page, text: string): Promise<void> {
  await page.locator("#field").fill(text);
  await page.locator("#field").press("Enter");
  await page.locator("#field").press("Enter");
}

/** Passes the case at hand to another agent. */
export async function transfer(page: Page, to: string, note = ""): Promise<void> {
  await deed(page, words.transfer);
  await page.locator("#transfer-to").selectOption(to);
  await page.locator("#transfer-note").fill(note);
  await page.locator("#transfer-confirm").click();
}

/** Waits until the conversation shows this. */
export async function sees(page: Page, text: string): Promise<void> {
  await page.locator(".log").getByText(text).last().waitFor();
}

/** Keeps what the page shows, for people to look at, where a folder is named. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env["SCREENSHOTS"];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/desk-${name}.png` });
}
