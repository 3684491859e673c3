import { readFileSync } from "node:fs";

import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { pageEn as ui } from "../../dialogs/wording/page-en.ts";
import { expectFitting } from "./axe.ts";
import { bubbles, chatUntil, chooseInMenu, press, say, visit } from "./chat-page.ts";
import { hasChromium, needsChromium } from "./chromium.ts";
import { deskEn as words } from "../../dialogs/wording/desk-en.ts";
import { agentAt, look, openCase, reply } from "./desk-page.ts";
import { useService } from "./use-pages.ts";

/** Who the person talks to on the chat page, and what they can do about it. */

/** A picture of one pixel. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** Notes what live regions say, as a screen reader would read it out. */
const listen = `window.announced = [];
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes)
      for (const node of addedNodes)
        if ((target.closest ?? target.parentElement.closest).call(target, "[aria-live], [role=log], [role=status]"))
          announced.push(node.textContent);
  }).observe(document.body, { subtree: true, childList: true })`;

/** Notes tones and notifications: nobody hears or sees those of a browser without a screen. */
const noteAlerts = `window.alerted = [];
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (at) { alerted.push("tone"); start.call(this, at); };
  window.Notification = class extends EventTarget {
    static permission = "granted";
    static requestPermission = async () => "granted";
    constructor(title, { body }) { super(); alerted.push(title + ": " + body); }
    close() {}
  };`;

describe.skipIf(!hasChromium)(`talking on the chat page${needsChromium}`, { timeout: 90_000 }, () => {
  const pages = useService({
    BRAND_NAME: "Tune Help",
    BRAND_COLOR: "#f5c518",
    BRAND_WELCOME: "Hello from Tune.",
  });

  async function start(options: BrowserContextOptions = {}): Promise<Page> {
    const { page } = await visit(pages.browser, pages.service.base, options);
    await chatUntil(page, "Hello from Tune.");
    return page;
  }

  async function askForPerson(page: Page): Promise<string> {
    await say(page, "person");
    await chatUntil(page, "I've asked for a person: case");
    const { body } = await pages.service.desk("ana", "GET", "/cases?status=waiting");
    return body.cases.at(-1)!.id;
  }

  async function talkToAna(page: Page): Promise<string> {
    const id = await askForPerson(page);
    await pages.service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await page.getByRole("heading", { name: ui.talkingTo("ana") }).waitFor();
    return id;
  }
  const agentSays = (id: string, text: string) => pages.service.desk("ana", "POST", `/cases/${id}/messages`, { text });
  const sentence = async (page: Page): Promise<string> => page.locator("#start-over-question p").innerText();

  test("an agent is shown and announced as somebody else, and the header says to whom one talks", async () => {
    const page = await start();
    const id = await askForPerson(page);
    await page.getByText(ui.waitingForPerson(id)).waitFor();
    await pages.service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await page.getByRole("heading", { name: ui.talkingTo("ana") }).waitFor();
    await page.evaluate(listen);
    await agentSays(id, "See status.spotify.com and https://support.spotify.com/us/\nThen:\n1. Close it\n2. Open it");
    await chatUntil(page, "Close it");
    const bubble = page.locator(".webchat__bubble__content").last();
    expect(await bubble.locator(".speaker").innerText()).toBe("ana");
    expect(await bubble.getByRole("link").allInnerTexts()).toEqual([
      "status.spotify.com",
      "https://support.spotify.com/us/",
    ]);
    expect(await bubble.getByRole("listitem").allInnerTexts()).toEqual(["Close it", "Open it"]);
    await expect
      .poll(() => page.evaluate<string>("announced.join(' | ')"))
      .toContain("ana said: See status.spotify.com");
    expect(await page.evaluate<string>("announced.join(' | ')")).not.toContain(ui.assistantSaid);
    // Web Chat's own labels call nobody a bot.
    expect(await page.evaluate<string>("document.querySelector('#chat').textContent")).not.toMatch(/Bot\b.* said/);
    const tint = "getComputedStyle(document.querySelectorAll('.webchat__bubble__content')[NUMBER]).backgroundColor";
    const last = (await bubbles(page)).length - 1;
    expect(await page.evaluate(tint.replace("NUMBER", String(last)))).not.toBe(
      await page.evaluate(tint.replace("NUMBER", "0")),
    );
    // The assistant's picture is not beside what an agent says.
    const second = page.locator(".webchat__stacked-layout:has(.speaker) .webchat__stacked-layout__avatar-gutter");
    expect(await second.first().isVisible()).toBe(false);
    await expectFitting(page, "with an agent");
    await look(page, "chat-agent");
    await page.reload();
    await page.getByRole("heading", { name: ui.talkingTo("ana") }).waitFor();
    await pages.service.desk("ana", "POST", `/cases/${id}/close`, {});
    await page.getByRole("heading", { name: "Tune Help" }).waitFor();
  });

  test("a picture goes to the agent and one comes back, what is no picture is refused in words, and both outlive a reload", async () => {
    const page = await start();
    const id = await talkToAna(page);
    const choose = (name: string, mimeType: string, content: Buffer) =>
      page.locator("#file-input").setInputFiles({ name, mimeType, buffer: content });
    await choose("setup.exe", "application/x-msdownload", Buffer.from("MZ\0"));
    await page.getByText(ui.fileType).waitFor();
    await choose("dot.png", "image/png", dot);
    await page.getByRole("button", { name: ui.removeFile("dot.png") }).waitFor();
    await expectFitting(page, "with a file to send");
    await say(page, "This is what I see");
    await page.locator("#chat img[alt='dot.png']").waitFor();
    expect(await page.locator("#files").isHidden()).toBe(true);
    const ana = await agentAt(pages.browser, pages.service, "ana");
    await ana.page.getByRole("tab", { name: words.tabs.mine }).click();
    await openCase(ana.page, id);
    await ana.page.getByRole("img", { name: words.pictureOf("dot.png") }).waitFor();
    const input = ana.page.locator(".attachment input");
    await input.setInputFiles({ name: "press-here.png", mimeType: "image/png", buffer: dot });
    await ana.page.getByRole("button", { name: words.detach("press-here.png") }).waitFor();
    await reply(ana.page, "Press here");
    await ana.page.getByRole("img", { name: words.pictureOf("press-here.png") }).waitFor();
    await look(ana.page, "pictures");
    await chatUntil(page, "Press here");
    await page.reload();
    // What is seen is the picture itself, not only its place.
    const seen = "[...document.querySelectorAll('#chat img[alt$=png]')].map((one) => one.alt + ' ' + one.naturalWidth)";
    await expect.poll(() => page.evaluate(seen), { timeout: 20_000 }).toEqual(["dot.png 1", "press-here.png 1"]);
    await look(page, "chat-pictures");
    expect(ana.complaints).toEqual([]);
  });

  test("a picture that grows to its size leaves the end in view", async () => {
    const page = await start({ viewport: { width: 390, height: 844 } });
    await say(page, "Spotify says error 502 on my iPhone");
    await chatUntil(page, "Step 1 of 10");
    const gap =
      "(({ scrollHeight, scrollTop, clientHeight }) => Math.round(scrollHeight - scrollTop - clientHeight))(document.querySelector('.webchat__basic-transcript__scrollable'))";
    await say(page, "how long does this take?");
    await page.getByRole("button", { name: ui.helpful, exact: true }).last().waitFor();
    await expect.poll(() => page.evaluate<number>(gap)).toBeLessThan(2);
    // As where a picture comes while the page is still scrolling: Web Chat has stopped following.
    await page.evaluate(`document.querySelector('.webchat__basic-transcript__scrollable').scrollTop -= 60`);
    await expect.poll(() => page.evaluate<number>(gap)).toBeGreaterThan(0);
    await page.evaluate(
      `document.querySelector('article:last-of-type .webchat__bubble__content').append(Object.assign(new Image(), { src: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='200' height='120'/>" }))`,
    );
    await expect.poll(() => page.evaluate<number>(gap)).toBeLessThan(2);
  });

  test("name, colour and first words are those of the settings", async () => {
    const page = await start();
    expect(await page.title()).toBe("Tune Help");
    expect((await bubbles(page))[0]).toMatch(/^Hello from Tune\./);
    const band = await page.evaluate("getComputedStyle(document.querySelector('header')).backgroundColor");
    expect(band).toBe("rgb(245, 197, 24)");
    await expectFitting(page, "in a light colour of a brand");
    await look(page, "chat-brand");
  });

  test("the title says who answered while the page is in the background", async () => {
    const page = await start();
    const id = await talkToAna(page);
    const other = await page.context().newPage();
    await page.evaluate("Object.defineProperty(document, 'visibilityState', { get: () => window.seen ?? 'hidden' })");
    await agentSays(id, "Are you there?");
    await expect.poll(() => page.title()).toBe(ui.unreadTitle(1, "ana", "Tune Help"));
    await agentSays(id, "Hello?");
    await expect.poll(() => page.title()).toBe(ui.unreadTitle(2, "ana", "Tune Help"));
    await other.close();
    await page.evaluate(
      "window.seen = 'visible'; document.hasFocus = () => true; window.dispatchEvent(new Event('focus'))",
    );
    await expect.poll(() => page.title()).toBe("Tune Help");
  });

  test("the place in the queue changes in the header by itself, and is read out", async () => {
    const { body } = await pages.service.desk("ana", "GET", "/cases?status=waiting");
    for (const { id } of body.cases) await pages.service.desk("ana", "POST", `/cases/${id}/claim`, {});
    const earlier = await start();
    const first = await askForPerson(earlier);
    const page = await start();
    await page.evaluate(listen);
    const id = await askForPerson(page);
    await page.getByText(ui.waitingPlace(1, null, id)).waitFor();
    await pages.service.desk("ana", "POST", `/cases/${first}/claim`, {});
    await page.getByText(ui.waitingPlace(0, null, id)).waitFor();
    const announced = await page.evaluate<string[]>("announced");
    expect(announced.filter((text) => text === ui.waitingPlace(1, null, id))).toHaveLength(1);
    expect(announced).toContain(ui.waitingPlace(0, null, id));
    await pages.service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await page.getByRole("heading", { name: ui.talkingTo("ana") }).waitFor();
    await page.locator("#tagline", { hasText: "Tune Help" }).waitFor();
  });

  test("while the page is hidden a message plays a sound, and shows a notification if that was chosen; each can be switched off", async () => {
    const context = await pages.browser.newContext({ permissions: ["notifications"] });
    await context.addInitScript(noteAlerts);
    const page = await context.newPage();
    await page.goto(pages.service.base);
    await chatUntil(page, "Hello from Tune.");
    const id = await talkToAna(page);
    const noted = () => page.evaluate<string[]>("window.alerted");
    await agentSays(id, "While you look");
    await chatUntil(page, "While you look");
    expect(await noted()).toEqual([]);

    await page.evaluate("Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })");
    await agentSays(id, "Are you there?");
    await chatUntil(page, "Are you there?");
    expect(await noted()).toEqual(["tone"]);
    await chooseInMenu(page, ui.notification);
    await page.getByRole("button", { name: ui.menu }).click();
    expect(await page.getByRole("menuitemcheckbox", { checked: true }).allInnerTexts()).toEqual([
      ui.sound,
      ui.notification,
    ]);
    await expectFitting(page, "menu with switches");
    await page.keyboard.press("Escape");
    await agentSays(id, "Please **look**");
    await chatUntil(page, "Please **look**");
    expect(await noted()).toEqual(["tone", "tone", `${ui.unreadTitle(1, "ana", "Tune Help")}: Please look`]);
    await chooseInMenu(page, ui.sound);
    await chooseInMenu(page, ui.notification);
    await page.reload();
    await page.getByRole("heading", { name: ui.talkingTo("ana") }).waitFor();
    await agentSays(id, "Once more");
    await chatUntil(page, "Once more");
    expect(await noted()).toEqual([]);
  });

  test("a browser that allows no notification is explained in words", async () => {
    const page = await start();
    await page.evaluate("Notification.requestPermission = async () => 'denied'");
    await chooseInMenu(page, ui.notification);
    await page.locator("#notice").getByText(ui.notificationDenied).waitFor();
    await page.getByRole("button", { name: ui.menu }).click();
    expect(await page.getByRole("menuitemcheckbox", { checked: true }).allInnerTexts()).toEqual([ui.sound]);
  });

  test("starting over says which case ends, tells the desk, and what was written before can still be deleted", async () => {
    const page = await start();
    await page.getByRole("button", { name: ui.menu }).click();
    await look(page, "chat-menu");
    await page.keyboard.press("Escape");
    await chooseInMenu(page, ui.startOver);
    expect(await sentence(page)).toBe(ui.startOverExplained);
    await page.getByRole("button", { name: ui.startOverNo }).click();
    const id = await askForPerson(page);
    await chooseInMenu(page, ui.startOver);
    expect(await sentence(page)).toBe(ui.startOverEndsCase(id));
    await page.getByRole("button", { name: ui.startOverNo }).click();
    await pages.service.desk("ana", "POST", `/cases/${id}/claim`, {});
    await page.getByRole("heading", { name: ui.talkingTo("ana") }).waitFor();
    await chooseInMenu(page, ui.startOver);
    expect(await sentence(page)).toBe(ui.startOverEndsTalk("ana", id));
    await look(page, "chat-start-over");
    await Promise.all([
      page.waitForEvent("load"),
      page.getByRole("dialog").getByRole("button", { name: ui.startOverYes }).click(),
    ]);
    await chatUntil(page, "Hello from Tune.");
    expect(await bubbles(page)).toHaveLength(1);
    const { body } = await pages.service.desk("ana", "GET", `/cases/${id}`);
    expect(body).toMatchObject({ status: "closed", ended: "withdrawn" });
    expect(body.history.at(-1)).toMatchObject({ who: "user", what: "withdrawn" });

    await chooseInMenu(page, ui.deleteData);
    await chatUntil(page, "can't be undone");
    await Promise.all([page.waitForEvent("load"), press(page, "Yes, delete everything")]);
    expect((await pages.service.desk("ana", "GET", `/cases/${id}`)).status).toBe(404);
  });

  test("the page empties itself after everything was deleted, and says so", async () => {
    const page = await start();
    await say(page, "my secret words");
    await chatUntil(page, "my secret words");
    let loads = 0;
    page.on("load", () => (loads += 1));
    // The new conversation opens only after the page is drawn, and must not take the notice away.
    await page.route("**/v3/directline/conversations", async (route) => {
      await page.locator("#notice").getByText(ui.allDeleted).waitFor();
      await route.continue();
    });
    await chooseInMenu(page, ui.deleteData);
    await chatUntil(page, "can't be undone");
    await Promise.all([page.waitForEvent("load"), press(page, "Yes, delete everything")]);
    await page.locator("#notice").getByText(ui.allDeleted).waitFor();
    await chatUntil(page, "Hello from Tune.");
    expect(await bubbles(page)).toHaveLength(1);
    expect(await page.locator("#notice").innerText()).toBe(ui.allDeleted);
    expect(loads).toBe(1);
    expect(await page.locator("body").innerText()).not.toContain("my secret words");
    await look(page, "chat-erased");
  });

  test("thumbs under an answer are sent once, stay as they were given, and are no message", async () => {
    const page = await start();
    await say(page, "Spotify says error 502 on my iPhone");
    await chatUntil(page, "Step 1 of 10");
    await say(page, "how long does this take?");
    const up = page.getByRole("button", { name: ui.helpful, exact: true }).last();
    await up.waitFor();
    await look(page, "chat-thumbs");
    const count = (await bubbles(page)).length;
    const sent = page.waitForResponse((response) => response.request().method() === "POST");
    await up.click();
    expect((await sent).status()).toBe(200);
    await page.getByText(ui.thanksForThumb).waitFor();
    await page.reload();
    await page.locator('.thumbs button[data-good="true"][aria-pressed="true"]').waitFor();
    expect(await bubbles(page)).toHaveLength(count);
    await expectFitting(page, "thumbs");
  });

  test("the conversation can be downloaded as text", async () => {
    const page = await start();
    await say(page, "hello from me");
    await chatUntil(page, "hello from me");
    const download = page.waitForEvent("download");
    await chooseInMenu(page, ui.download);
    const text = readFileSync(await (await download).path(), "utf8");
    expect(text).toMatch(/Tune Help:\nHello from Tune\./);
    expect(text).toMatch(/You:\nhello from me/);
  });

  test.each([
    ["small", { width: 320, height: 568 }],
    ["usual", { width: 390, height: 664 }],
    ["with its keyboard open", { width: 390, height: 400 }],
  ])("on a phone (%s) the question and at least three lines of text are to be seen", async (name, viewport) => {
    const page = await start({ viewport, isMobile: true, hasTouch: true, colorScheme: "dark" });
    await say(page, "Spotify says error 502");
    await page
      .getByRole("button", { name: /iPhone/ })
      .last()
      .waitFor();
    await look(page, `chat-phone-${name.replaceAll(" ", "-")}`);
    const question = page
      .locator(".webchat__bubble__content")
      .getByText(/Which device/)
      .last();
    await expect
      .poll(async () => {
        const [text, list] = await Promise.all([
          question.boundingBox(),
          page.locator(".webchat__basic-transcript__scrollable").boundingBox(),
        ]);
        if (!text || !list) return "not there";
        return text.y >= list.y && text.y + text.height <= list.y + list.height ? "in view" : `${text.y} in ${list.y}`;
      })
      .toBe("in view");
    const list = await page.locator(".webchat__basic-transcript__scrollable").boundingBox();
    expect(list!.height).toBeGreaterThan(3 * 24 + 40);
    await expectFitting(page, name);
  });

  test("on a phone the device that one holds is offered first", async () => {
    const page = await start({
      viewport: { width: 390, height: 664 },
      isMobile: true,
      userAgent: "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/140 Mobile Safari/537.36",
    });
    await say(page, "Spotify says error 502");
    await page
      .getByRole("button", { name: /iPhone/ })
      .last()
      .waitFor();
    expect(
      await page
        .getByRole("button", { name: /iPhone|Android/ })
        .first()
        .innerText(),
    ).toMatch(/Android/);
  });
});
