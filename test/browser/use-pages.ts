import { rmSync } from "node:fs";

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";

import { makeScriptedTalk, type ScriptedTalk } from "../channels/directline/scripted-talk.ts";
import type { DeskApp } from "../support/desk-app.ts";
import { buildChatPage, startSite, type Site } from "./chat-page.ts";
import { launchChromium } from "./chromium.ts";
import { startWithPages } from "./desk-page.ts";
import { scriptedGuide } from "./scripted-guide.ts";

/** Chromium for the tests of a file; each begins without pages. To be read in tests and hooks. */
function useBrowser(): { browser: Browser } {
  const used = {} as { browser: Browser };
  beforeAll(async () => void (used.browser = await launchChromium()), 120_000);
  afterEach(() => Promise.all(used.browser.contexts().map((context) => context.close())));
  afterAll(() => used.browser?.close());
  return used;
}

/** Chromium and the whole service with its pages, once for the tests of a file. */
export function useService(settings: Record<string, string> = {}): { browser: Browser; service: DeskApp } {
  const used = Object.assign(useBrowser(), {} as { service: DeskApp });
  beforeAll(async () => void (used.service = await startWithPages(settings)), 120_000);
  afterAll(() => used.service?.stop());
  return used;
}

/** Chromium and the chat page on a scripted conversation, which each test begins anew. */
export function useScriptedPage(): { browser: Browser; talk: ScriptedTalk; site: Site } {
  const used = Object.assign(useBrowser(), {} as { talk: ScriptedTalk; site: Site });
  let folder: string;
  beforeAll(async () => void (folder = await buildChatPage()), 60_000);
  beforeEach(async () => {
    used.talk = makeScriptedTalk(scriptedGuide);
    used.site = await startSite(used.talk, folder);
  });
  afterEach(() => used.site.stop());
  afterAll(() => folder && rmSync(folder, { recursive: true, force: true }));
  return used;
}
