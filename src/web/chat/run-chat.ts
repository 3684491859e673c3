import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import { brandProperties } from "../../common/brand-colours.ts";
import { offerEarlierMessages } from "./earlier-messages.ts";
import { call, isBusy, retryAfterOf } from "./direct-line-call.ts";
import { openDirectLine, type ChatAdapter } from "./direct-line.ts";
import { openEmbedding } from "./embedding.ts";
import type { PreloadComposer } from "./preload-composer.ts";
import { styleOptionsFor, type ThemeContext } from "./style-options.ts";
import { renderMarkdown } from "./markdown.ts";
import { createNotice } from "./notice.ts";
import { createHiddenAlerts, type AlertKind } from "./hidden-alerts.ts";
import { openFilePicker, type FilePicker, type FileRules } from "./file-picker.ts";
import { openPageMenu } from "./page-menu.ts";
import { createBackoff, backoffMs } from "./reconnect-backoff.ts";
import { createSessions, type Session } from "./session.ts";
import { showUpload } from "./upload-progress.ts";
import { toShownActivity, type Activity } from "./shown-activities.ts";
import { offerStartOver } from "./start-over.ts";
import { showTalkPartner } from "./talk-partner.ts";
import { workThumbs } from "./thumbs.ts";
import { saveTranscript } from "./transcript-file.ts";
import { countUnread } from "./unread-messages.ts";
import { followQueue } from "./follow-queue.ts";
import { loadWebChat, createWebChat, groupBySpeaker, type WebChatView } from "./web-chat.ts";
import { emptyAfterErasure, sayWhatWasDeleted } from "./erased-page.ts";

const part = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const name = part("title").textContent;
const sessions = createSessions(call);
const startAnew = (): void => {
  sessions.forget();
  location.reload();
};

const notice = createNotice(part("notice"), words);
const logo = document.querySelector("header img") as HTMLImageElement;
const partner = showTalkPartner({ title: part("title"), tagline: part("tagline"), face: part("agent-face"), logo });

const widget = openEmbedding({
  sessions,
  closeButton: part("close-chat"),
  onShown: () => unread.look(),
  startAgain: () => location.reload(),
});
const latest = { speaker: name };
const isSeen = (): boolean => document.visibilityState === "visible" && (widget?.isShown() ?? document.hasFocus());
const alerts = createHiddenAlerts(name);
const unread = countUnread({
  isSeen,
  onCount(count) {
    document.title = count === 0 ? name : words.unreadTitle(count, latest.speaker, name);
    widget?.tell({ type: "unread", count });
    if (count === 0) alerts.seen();
  },
  onMessage(activity) {
    latest.speaker = activity.from?.name ?? name;
    widget?.tellMessage(activity);
    if (!isSeen()) alerts.receive(activity);
  },
});
for (const sign of ["focus", "visibilitychange"]) addEventListener(sign, unread.look, true);

const askStartOver = offerStartOver({
  button: part("menu-button"),
  question: part("start-over-question") as HTMLDialogElement,
  explained: partner.whatEnds,
  startAnew: () =>
    void sessions.startOver().then(
      () => location.reload(),
      () => notice.show("unreachable"),
    ),
});
const { wait } = createBackoff();
const webChatLoaded = loadWebChat((part("web-chat") as HTMLLinkElement).href, (attempt) => wait(backoffMs(attempt)));

/** Opens the conversation, and takes over from the box that worked until then. */
export async function runChat(firstBox: PreloadComposer): Promise<void> {
  const { locale, page } = await start();
  await draw({ session: await firstSession(), locale, page, firstBox });
}

/** Takes what the widget around this page says of it; gives the locale, and the page that the person writes from or came from. */
async function start(): Promise<{ locale: string; page: string }> {
  const hello = await widget?.hello;
  for (const [property, value] of Object.entries(hello?.colour ? brandProperties(hello.colour) : {}))
    document.documentElement.style.setProperty(property, value);
  return { locale: hello?.locale ?? navigator.language, page: hello?.page ?? pageBefore() };
}

/** The page of another site that led here. */
function pageBefore(): string {
  if (!URL.canParse(document.referrer)) return "";
  const { origin, pathname } = new URL(document.referrer);
  return origin === location.origin ? "" : origin + pathname;
}

type Drawn = { session: Session; locale: string; page: string; firstBox: PreloadComposer };

async function draw({ session, locale, page, firstBox }: Drawn): Promise<void> {
  // What follows the page must not load it again while it is being loaded.
  const emptying = emptyAfterErasure(() => {
    directLine.end();
    startAnew();
  });
  const directLine: ChatAdapter = openDirectLine({
    sessions,
    session,
    locale,
    page,
    show: toShownActivity,
    onReceived: (activities) => receive([partner, queue, thumbs, unread, emptying], activities),
    onEarlierReceived: (activities) => thumbs.receive(activities),
    onSent: () => widget?.tell({ type: "wrote" }),
    onState: notice.show,
    onUpload: showUpload(part("upload") as HTMLProgressElement),
    onEarlier: (place) => earlier.offer(place),
    onLost: startAnew,
  });
  const queue = followQueue({
    // Another Direct Line service knows nothing of the queue.
    ask: async () => (session.domain ? null : directLine.readQueuePlace()),
    show: partner.showPlace,
    isWaiting: partner.isWaiting,
  });
  const earlier = offerEarlierMessages(
    { button: part("earlier") as HTMLButtonElement, talk: part("chat") },
    directLine.showEarlier,
  );
  const thumbs = workThumbs(part("chat"), directLine.sendUnseen);
  await webChatLoaded;
  const chat = createWebChat(part("chat"), () => files?.clear());
  const files = session.files && pickFiles(session.files, chat);
  openMenu(directLine, chat);
  drawAgainOnChange((context) =>
    chat.draw({
      directLine,
      locale: "en-US",
      styleOptions: styleOptionsFor({ ...context, avatar: logo.src }),
      renderMarkdown,
      groupActivitiesMiddleware: groupBySpeaker,
      sendTypingIndicator: true,
      overrideLocalizedStrings: {
        TEXT_INPUT_PLACEHOLDER: words.messagePlaceholder,
        // Each message says itself who speaks. An empty text would count as none, so it is a space without width.
        ACTIVITY_BOT_SAID_ALT: "\u200B",
        ACTIVITY_BOT_ATTACHED_ALT: words.attached,
        TRANSCRIPT_MORE_MESSAGES: words.moreBelow,
      },
    }),
  );
  await chat.ready();
  const written = firstBox.take();
  part("chat").classList.remove("not-yet");
  chat.takeOver(written);
  sayWhatWasDeleted(notice.say);
}

function openMenu(directLine: ChatAdapter, chat: WebChatView): void {
  part("notification").hidden = !alerts.canNotify;
  openPageMenu({
    button: part("menu-button"),
    menu: part("menu"),
    actions: {
      startOver: askStartOver,
      sound: () => switchAlert("sound"),
      notification: () => switchAlert("notification"),
      download: () => void directLine.readAll().then(saveTranscript, () => notice.show("unreachable")),
      deleteData: () => chat.press(words.deleteData, { event: { type: "privacy.delete" }, asked: 0 }),
    },
    switches: { sound: () => alerts.isOn("sound"), notification: () => alerts.isOn("notification") },
  });
}

function switchAlert(kind: AlertKind): void {
  void alerts.toggle(kind).then((isAllowed) => isAllowed || notice.say(words.notificationDenied));
}

function pickFiles(rules: FileRules, chat: WebChatView): FilePicker {
  return openFilePicker({
    parts: { button: part("attach"), input: part("file-input") as HTMLInputElement, preview: part("files") },
    rules,
    onChosen: chat.setFiles,
    onSend: chat.submit,
    say: notice.say,
  });
}

function receive(
  listeners: readonly { receive(activities: readonly Activity[]): void }[],
  activities: readonly Activity[],
): void {
  for (const listener of listeners) listener.receive(activities);
}

/** Draws now, and again when the window or the settings of the device change what is drawn. */
function drawAgainOnChange(drawNow: (context: Omit<ThemeContext, "avatar">) => void): void {
  const isDark = matchMedia("(prefers-color-scheme: dark)");
  const isNarrow = matchMedia("(max-width: 36rem)");
  const isLow = matchMedia("(max-height: 40rem)");
  const isTouch = matchMedia("(pointer: coarse)");
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  const change = (): void =>
    drawNow({
      isNarrow: isNarrow.matches,
      isLow: isLow.matches,
      isTouch: isTouch.matches,
      reducedMotion: isStill.matches,
    });
  for (const query of [isDark, isNarrow, isLow, isTouch, isStill]) query.addEventListener("change", change);
  change();
}

/** Retries until the service answers. */
async function firstSession(): Promise<Session> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await (widget ? widget.openSession() : sessions.open());
    } catch (cause) {
      notice.show(isBusy(cause) ? "busy" : "away");
      await wait(retryAfterOf(cause) ?? backoffMs(attempt));
    }
  }
}
