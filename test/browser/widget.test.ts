import { gzipSync } from "node:zlib";
import { SignJWT } from "jose";
import type { Browser, BrowserContext, BrowserContextOptions, FrameLocator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { pageEn as ui } from "../../dialogs/wording/page-en.ts";
import type { DeskApp } from "../support/desk-app.ts";
import { graveFaults } from "./axe.ts";
import { hasChromium, launchChromium, needsChromium } from "./chromium.ts";
import { look, startWithPages } from "./desk-page.ts";
import { startWidgetSite, type WidgetSite } from "./widget-site.ts";

const secret = "the secret of the shop, long enough";

/** Events of the widget, noted in the page. */
type Noted = [event: string, value: unknown][];

describe.skipIf(!hasChromium)(`the widget in a page of another site${needsChromium}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  let shop: WidgetSite;
  let stranger: WidgetSite;
  let service: DeskApp;

  beforeAll(async () => {
    [shop, stranger] = await Promise.all([
      startWidgetSite('data-color="#7a2e8f" data-locale="de-AT"'),
      startWidgetSite(),
    ]);
    service = await startWithPages({ WEBCHAT_ALLOWED_ORIGINS: shop.origin, WIDGET_SECRET: secret });
    for (const site of [shop, stranger]) site.showChatOf(service.base);
    browser = await launchChromium();
  }, 120_000);
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(async () => {
    await browser?.close();
    await Promise.all([service?.stop(), shop?.close(), stranger?.close()]);
  });

  type Shopper = { page: Page; context: BrowserContext; complaints: string[] };

  async function shopper(options: BrowserContextOptions = {}, at = shop): Promise<Shopper> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${at.origin}/first`);
    return { page, context, complaints };
  }

  const openChat = (page: Page) => page.getByRole("button", { name: ui.openChat });
  const chatOf = (page: Page): FrameLocator => page.frameLocator("music-support iframe");
  const saysIn = (page: Page, text: string) =>
    chatOf(page).locator(".webchat__bubble__content").getByText(text).last().waitFor();
  const write = async (page: Page, text: string): Promise<void> => {
    const box = chatOf(page).getByRole("textbox");
    await box.fill(text);
    await box.press("Enter");
  };
  const call = (page: Page, deed: string) => page.evaluate(`window.MusicSupport.${deed}`);
  const focusIn = (page: Page) =>
    page.evaluate<string>("document.activeElement.shadowRoot?.activeElement?.tagName ?? document.activeElement.id");
  const noteEvents = (page: Page) =>
    page.evaluate(
      "window.noted = []; for (const name of ['ready', 'open', 'close', 'unread', 'message']) MusicSupport.on(name, (value) => noted.push([name, value]))",
    );
  const noted = (page: Page) => page.evaluate<Noted>("window.noted");

  async function askForPerson(page: Page): Promise<string> {
    await write(page, "person");
    await saysIn(page, "I've asked for a person: case");
    const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
    return body.cases.at(-1)!.id;
  }

  /** Asks for a person, whom ana is then. */
  async function talkToAna(page: Page): Promise<string> {
    await openChat(page).click();
    await saysIn(page, "I'm the Music Support Assistant");
    const id = await askForPerson(page);
    await service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await saysIn(page, "You're now talking to");
    return id;
  }

  const tokenFor = (claims: Record<string, string>, key = secret, expires = "5m") =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("customer 7")
      .setExpirationTime(expires)
      .sign(new TextEncoder().encode(key));

  test("is one script of at most 12 kB gzipped, for pages of every site", async () => {
    const response = await fetch(`${service.base}/widget.js`, { headers: { "accept-encoding": "gzip" } });
    const script = await response.text();
    expect(response.headers.get("content-type")).toContain("text/javascript");
    expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(gzipSync(script).length).toBeLessThan(12_000);
  });

  test("opens the chat in a frame, closes it by button, Escape and call, and the focus goes where it was", async () => {
    const { page, complaints } = await shopper();
    await openChat(page).waitFor();
    await noteEvents(page);
    expect(await page.locator("iframe").count()).toBe(0);
    await look(page, "widget-closed");

    await openChat(page).click();
    await saysIn(page, "I'm the Music Support Assistant");
    await chatOf(page).locator("#chat textarea:focus").waitFor();
    await look(page, "widget-open");
    await chatOf(page).getByRole("textbox").press("Escape");
    await openChat(page).waitFor();
    expect(await focusIn(page)).toBe("BUTTON");

    await page.locator("#help").focus();
    await call(page, "open()");
    await chatOf(page).locator("#chat textarea:focus").waitFor();
    await call(page, "close()");
    await openChat(page).waitFor();
    expect(await focusIn(page)).toBe("help");

    await openChat(page).click();
    await page.locator("music-support").getByRole("button", { name: ui.closeChat }).click();
    expect((await noted(page)).map(([event]) => event)).toEqual([
      "ready",
      "open",
      "close",
      "open",
      "close",
      "open",
      "close",
    ]);
    expect(complaints).toEqual([]);
  });

  test("counts what came while it was closed, on the next page too, and no longer once it was seen", async () => {
    const { page } = await shopper();
    await openChat(page).waitFor();
    const id = await talkToAna(page);
    await chatOf(page).getByRole("button", { name: ui.closeChat }).click();
    // The frame asks the page to close it: what comes before that is seen, and not counted.
    await openChat(page).waitFor();
    await noteEvents(page);
    await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "Which router is it?" });
    await page.locator("music-support").getByText("1", { exact: true }).waitFor();
    expect(await openChat(page).getAttribute("aria-describedby")).toBe("unread");
    expect(await page.getByLabel(ui.unread(1)).textContent()).toBe("1");
    expect(await noted(page)).toEqual([
      ["ready", undefined],
      ["message", { from: "agent", name: "ana", text: "Which router is it?" }],
      ["unread", 1],
    ]);
    await look(page, "widget-unread");

    await page.getByRole("link", { name: "Next page" }).click();
    await page.getByLabel(ui.unread(1)).waitFor();
    await openChat(page).click();
    await saysIn(page, "Which router is it?");
    await chatOf(page).getByRole("button", { name: ui.closeChat }).click();
    await page.getByRole("link", { name: "Next page" }).click();
    await chatOf(page).locator(".webchat__bubble__content").getByText("Which router is it?").waitFor({
      state: "attached",
    });
    expect(await page.getByLabel(ui.unread(1)).count()).toBe(0);
  });

  test("stays open with its conversation from page to page, in the colour and language of the script element", async () => {
    const { page } = await shopper();
    await openChat(page).click();
    await write(page, "hello there");
    await saysIn(page, "hello there");
    await page.getByRole("link", { name: "Next page" }).click();
    await page.getByRole("heading", { name: "Shop /next" }).waitFor();
    await saysIn(page, "hello there");
    const chat = page.frames().find((frame) => frame !== page.mainFrame());
    const band = "getComputedStyle(document.querySelector('body > header')).backgroundColor";
    expect(await chat?.evaluate(band)).toBe("rgb(122, 46, 143)");
    const id = await askForPerson(page);
    expect((await service.desk("ana", "GET", `/cases/${id}`)).body).toMatchObject({ language: "de-AT" });
  });

  test("says who the person is: the desk sees name and e-mail, and another browser has the same conversation", async () => {
    const { page } = await shopper();
    await openChat(page).waitFor();
    await call(page, `identify(${JSON.stringify(await tokenFor({ name: "Kim Lee", email: "kim@example.com" }))})`);
    const id = await talkToAna(page);
    const { body } = await service.desk("ana", "GET", `/cases/${id}`);
    expect(body).toMatchObject({
      person: "Kim Lee",
      contact: "kim@example.com",
      page: `${new URL(page.url()).origin}/first`,
    });

    const other = await shopper();
    await openChat(other.page).click();
    await saysIn(other.page, "I'm the Music Support Assistant");
    await call(other.page, `identify(${JSON.stringify(await tokenFor({ name: "Kim Lee" }))})`);
    await saysIn(other.page, "You're now talking to");
    await call(other.page, "identify(null)");
    await chatOf(other.page).locator(".webchat__bubble__content").getByText("You're now talking to").waitFor({
      state: "detached",
    });
  });

  test.each([
    ["of another secret", () => tokenFor({ name: "Kim" }, "some other secret, long enough")],
    ["that has expired", () => tokenFor({ name: "Kim" }, secret, "-1m")],
    ["that is none", async () => "kim"],
  ])("refuses a token %s and goes on without a name", async (_, token) => {
    const { page, complaints } = await shopper();
    await openChat(page).waitFor();
    await call(page, `identify(${JSON.stringify(await token())})`);
    const warned = page.waitForEvent("console", { predicate: (message) => message.text() === ui.identityRefused });
    await openChat(page).click();
    await saysIn(page, "I'm the Music Support Assistant");
    await warned;
    expect(complaints.filter((text) => !text.includes("401"))).toEqual([ui.identityRefused]);
  });

  test("warns in a page of any other site, shows no launcher there, and cannot be framed", async () => {
    const { page, complaints } = await shopper({}, stranger);
    await expect.poll(() => complaints).toEqual([ui.originNotAllowed(stranger.origin)]);
    expect(await page.locator("music-support").count()).toBe(0);
    expect(await page.evaluate("typeof window.MusicSupport")).toBe("undefined");
    const { headers } = await fetch(`${service.base}/?widget`);
    expect(headers.get("content-security-policy")).toContain(`frame-ancestors 'self' ${shop.origin}`);
  });

  test.each<[string, BrowserContextOptions]>([
    ["a phone", { viewport: { width: 390, height: 664 }, isMobile: true, hasTouch: true }],
    [
      "a small phone, dark",
      { viewport: { width: 320, height: 568 }, isMobile: true, hasTouch: true, colorScheme: "dark" },
    ],
  ])("covers the whole screen of %s and gives it back", async (name, options) => {
    const { page } = await shopper(options);
    await openChat(page).tap();
    await saysIn(page, "I'm the Music Support Assistant");
    await look(page, `widget-${name.replaceAll(/\W+/g, "-")}`);
    const frame = await page.locator("music-support iframe").boundingBox();
    expect(frame).toEqual({ x: 0, y: 0, ...options.viewport });
    expect(await graveFaults(page)).toEqual([]);
    await chatOf(page).getByRole("button", { name: ui.closeChat }).tap();
    await openChat(page).waitFor();
    expect(await page.evaluate("getComputedStyle(document.documentElement).overflowY")).toBe("visible");
  });

  test("the demo page of docs/embed shows it, in development", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${service.base}/docs/embed/`);
    await page.getByRole("button", { name: "Ask for help" }).click();
    await saysIn(page, "I'm the Music Support Assistant");
    await page.locator("#events li", { hasText: "open" }).waitFor();
    expect(await page.locator("#events li").allInnerTexts()).toEqual(["ready", "open"]);
    await page.goto(`${service.base}/docs/embed/basket.html`);
    const panel = await page.locator("music-support iframe").boundingBox();
    expect(panel?.x, "the second page has it on the left").toBeLessThan(100);
  });
});
