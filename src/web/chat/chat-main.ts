import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import { brandProperties } from "../../common/brand-colours.ts";
import { offerEarlierMessages } from "./earlier-messages.ts";
import { call, isBusy, retryAfterOf } from "./direct-line-call.ts";
import { openDirectLine } from "./direct-line.ts";
import { openPreloadComposer } from "./preload-composer.ts";
import { styleOptionsFor } from "./style-options.ts";
import { renderMarkdown } from "./markdown.ts";
import { createNotice } from "./notice.ts";
import { createBackoff, backoffMs } from "./reconnect-backoff.ts";
import { createSessions, type Session } from "./session.ts";
import { toShownActivity } from "./shown-activities.ts";
import { offerStartOver } from "./start-over.ts";
import { countUnread } from "./unread-messages.ts";
import { loadWebChat, createWebChat } from "./web-chat.ts";
import { openEmbedding } from "./embedding.ts";

const part = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const sessions = createSessions(call);
const startAnew = (): void => {
  sessions.forget();
  location.reload();
};

const onState = createNotice(part("notice"), words);

const widget = openEmbedding({
  sessions,
  closeButton: part("close-chat"),
  onShown: () => unread.look(),
  startAgain: () => location.reload(),
});
const isSeen = (): boolean => document.visibilityState === "visible" && (widget?.isShown() ?? document.hasFocus());
const unread = countUnread({
  isSeen,
  onCount: (count) => widget?.tell({ type: "unread", count }),
  onMessage: (activity) => widget?.tellMessage(activity),
});
for (const sign of ["focus", "visibilitychange"]) addEventListener(sign, unread.look, true);

offerStartOver({ button: part("start-over"), question: part("start-over-question") as HTMLDialogElement, startAnew });
const firstBox = openPreloadComposer(part("first"));
const { wait } = createBackoff();
const webChatLoaded = loadWebChat((part("web-chat") as HTMLLinkElement).href, (attempt) => wait(backoffMs(attempt)));
const locale = await start();
await draw(await firstSession());

/** Takes what the widget around this page says of it; gives the locale. */
async function start(): Promise<string> {
  const hello = await widget?.hello;
  for (const [name, value] of Object.entries(hello?.colour ? brandProperties(hello.colour) : {}))
    document.documentElement.style.setProperty(name, value);
  return hello?.locale ?? navigator.language;
}

async function draw(session: Session): Promise<void> {
  const isDark = matchMedia("(prefers-color-scheme: dark)");
  const isNarrow = matchMedia("(max-width: 36rem)");
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  const directLine = openDirectLine({
    sessions,
    session,
    locale,
    show: toShownActivity,
    onReceived: unread.hear,
    onSent: () => widget?.tell({ type: "wrote" }),
    onState,
    onEarlier: (place) => earlier.offer(place),
    onLost: startAnew,
  });
  const earlier = offerEarlierMessages(part("earlier") as HTMLButtonElement, directLine.showEarlier);
  await webChatLoaded;
  const avatar = document.querySelector<HTMLImageElement>("header img")?.src ?? "";
  const chat = createWebChat(part("chat"));
  const drawNow = (): void =>
    chat.draw({
      directLine,
      locale: "en-US",
      styleOptions: styleOptionsFor({ isNarrow: isNarrow.matches, reducedMotion: isStill.matches, avatar }),
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
      return await (widget ? widget.openSession() : sessions.open());
    } catch (cause) {
      onState(isBusy(cause) ? "busy" : "away");
      await wait(retryAfterOf(cause) ?? backoffMs(attempt));
    }
  }
}
