import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import { call, isBusy, retryMs } from "./direct-line-call.ts";
import { openDirectLine } from "./direct-line.ts";
import { openFirstBox } from "./preload-composer.ts";
import { looksFor } from "./style-options.ts";
import { renderMarkdown } from "./markdown.ts";
import { makeNotice } from "./notice.ts";
import { makePauses, waitMs } from "./reconnect-backoff.ts";
import { makeSessions, type Session } from "./session.ts";
import { asShown } from "./shown-activities.ts";
import { offerStartOver } from "./start-over.ts";
import { loadWebChat, makeWebChat } from "./web-chat.ts";

const part = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const sessions = makeSessions(call);
const startAnew = (): void => {
  sessions.forget();
  location.reload();
};

const onState = makeNotice(part("notice"), words);

offerStartOver({ button: part("start-over"), question: part("start-over-question") as HTMLDialogElement, startAnew });
const firstBox = openFirstBox(part("first"));
const { wait } = makePauses();
const webChatLoaded = loadWebChat((part("web-chat") as HTMLLinkElement).href, (attempt) => wait(waitMs(attempt)));
await draw(await firstSession());

async function draw(session: Session): Promise<void> {
  const isDark = matchMedia("(prefers-color-scheme: dark)");
  const isNarrow = matchMedia("(max-width: 36rem)");
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  const directLine = openDirectLine({ sessions, session, show: asShown, onState, onLost: startAnew });
  await webChatLoaded;
  const avatar = document.querySelector<HTMLImageElement>("header img")?.src ?? "";
  const chat = makeWebChat(part("chat"));
  const drawNow = (): void =>
    chat.draw({
      directLine,
      locale: "en-US",
      styleOptions: looksFor({ isDark: isDark.matches, isNarrow: isNarrow.matches, isStill: isStill.matches, avatar }),
      renderMarkdown,
      sendTypingIndicator: true,
      overrideLocalizedStrings: {
        TEXT_INPUT_PLACEHOLDER: words.messagePlaceholder,
        ACTIVITY_BOT_SAID_ALT: words.assistantSaid,
        TRANSCRIPT_MORE_MESSAGES: words.moreBelow,
      },
    });
  for (const change of [isDark, isNarrow, isStill]) change.addEventListener("change", drawNow);
  drawNow();
  await chat.ready();
  const written = firstBox.take();
  part("chat").classList.remove("not-yet");
  chat.takeOver(written);
}

/** Retries until the service answers. */
async function firstSession(): Promise<Session> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await sessions.open();
    } catch (cause) {
      onState(isBusy(cause) ? "busy" : "away");
      await wait(retryMs(cause) ?? waitMs(attempt));
    }
  }
}
