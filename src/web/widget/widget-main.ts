import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import { isHexColour } from "../../common/brand-colours.ts";
import type { FromFrame } from "./frame-messages.ts";
import { linkFrame } from "./frame-link.ts";
import { createLauncher, elementName } from "./launcher.ts";
import { fullScreenQuery } from "./launcher-style.ts";
import { createWidgetListeners, type WidgetListeners } from "./widget-events.ts";
import { keepForFrame, recall, remember } from "./widget-memory.ts";

/** `window.MusicSupport`. */
type MusicSupport = {
  open(): void;
  close(): void;
  on: WidgetListeners["on"];
  /** Tells who the person is, by a token of the site's server; `null` when they sign out. */
  identify(jwt: string | null): void;
};

declare global {
  /** For the scripts of the page. */
  var MusicSupport: MusicSupport | undefined;
}

const settings = MUSIC_SUPPORT_SETTINGS;
const script =
  document.currentScript instanceof HTMLScriptElement
    ? document.currentScript
    : document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]');
const supportOrigin = new URL(script?.src ?? location.href).origin;

if (location.origin !== supportOrigin && !settings.origins.includes(location.origin))
  console.warn(words.originNotAllowed(location.origin));
else if (!globalThis.MusicSupport) {
  const { position, color, locale } = script?.dataset ?? {};
  const start = (): void =>
    startWidget({
      position: position === "left" ? "left" : "right",
      colour: color !== undefined && isHexColour(color) ? color : null,
      locale: locale ?? null,
    });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
}

function startWidget(look: { position: "left" | "right"; colour: string | null; locale: string | null }): void {
  const events = createWidgetListeners();
  let jwt: string | null = null;
  const launcher = createLauncher({
    name: settings.name,
    colour: look.colour ?? settings.colour,
    position: look.position,
    page: `${supportOrigin}/?widget`,
    onShown(isOpen) {
      remember({ isOpen });
      if (isOpen) {
        launcher.frame();
        launcher.setUnread(0);
      }
      send({ type: "shown", isShown: isOpen });
      events.emit(isOpen ? "open" : "close");
    },
  });
  let unread = 0;
  const onFrameMessage = (message: FromFrame): void => {
    if (message.type === "close") launcher.show(false);
    if (message.type === "wrote") remember({ wrote: true });
    if (message.type === "keep") keepForFrame(message.key, message.value);
    if (message.type === "refused") console.warn(words.identityRefused);
    if (message.type === "message") events.emit("message", message.message);
    if (message.type !== "unread" || message.count === unread) return;
    unread = message.count;
    launcher.setUnread(unread);
    events.emit("unread", unread);
  };
  const send = linkFrame({
    frame: () => launcher.frame(),
    origin: supportOrigin,
    hello: () => ({
      type: "hello",
      isShown: launcher.isOpen(),
      colour: look.colour,
      locale: look.locale,
      page: location.origin + location.pathname,
      jwt,
      kept: recall().kept,
    }),
    onMessage: onFrameMessage,
  });
  globalThis.MusicSupport = {
    open: () => launcher.show(true),
    close: () => launcher.show(false),
    on: events.on,
    identify(token) {
      jwt = token;
      send({ type: "identify", jwt });
    },
  };
  const { isOpen, wrote } = recall();
  // Opened over the whole screen, it would hide the page that the person just went to.
  if (isOpen && !matchMedia(fullScreenQuery).matches) launcher.show(true, { focus: false });
  else if (wrote || isOpen) launcher.frame();
  events.emit("ready");
  document.dispatchEvent(new CustomEvent(`${elementName}:ready`));
}
