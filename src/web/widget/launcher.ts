import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import { textOn } from "../../common/brand-colours.ts";
import { fullScreenQuery, launcherStyle } from "./launcher-style.ts";

export const elementName = "music-support";

/** The button in the corner and the panel above it, in the shadow of the element `music-support`. */
export type Launcher = {
  isOpen(): boolean;
  /** `focus`: what opens by itself leaves the focus where it is. */
  show(isOpen: boolean, options?: { focus: boolean }): void;
  setUnread(count: number): void;
  /** The frame, put into the panel when it is first asked for. */
  frame(): HTMLIFrameElement;
};

export type LauncherOptions = {
  name: string;
  colour: string;
  position: "left" | "right";
  /** The address of the chat page. */
  page: string;
  onShown: (isOpen: boolean) => void;
};

/** Adds it to the page. */
export function createLauncher({ name, colour, position, page, onShown }: LauncherOptions): Launcher {
  const host = document.createElement(elementName);
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(launcherStyle);
  shadow.adoptedStyleSheets = [sheet];
  host.style.setProperty("--colour", colour);
  host.style.setProperty("--on-colour", textOn(colour));
  host.dataset["position"] = position;
  const badge = make("span", { class: "badge", id: "unread", role: "status" });
  const button = make("button", { class: "launcher", type: "button", "aria-controls": "panel" });
  const panel = make("div", { id: "panel", class: "panel", role: "dialog", "aria-label": name });
  const frame = make("iframe", { title: name, allow: "clipboard-write", referrerpolicy: "origin" });
  shadow.append(panel, button);
  panel.hidden = badge.hidden = true;
  const fullScreen = matchMedia(fullScreenQuery);
  let before: Element | null = null;
  const isOpen = (): boolean => !panel.hidden;
  const show: Launcher["show"] = (open, { focus } = { focus: true }) => {
    if (open === isOpen()) return;
    if (open) before = document.activeElement;
    panel.hidden = !open;
    host.toggleAttribute("open", open);
    drawButton(button, badge, open);
    lockScrolling(open && fullScreen.matches);
    onShown(open);
    if (!focus) return;
    if (open) frame.focus();
    else giveFocusBack(before === host ? null : before, button);
  };
  drawButton(button, badge, false);
  button.addEventListener("click", () => show(!isOpen()));
  host.addEventListener("keydown", ({ key }) => key === "Escape" && show(false));
  fullScreen.addEventListener("change", () => lockScrolling(isOpen() && fullScreen.matches));
  fitToKeyboard(panel);
  document.body.append(host);
  return {
    isOpen,
    show,
    setUnread(count) {
      badge.hidden = count === 0 || isOpen();
      badge.textContent = count > 99 ? "99+" : String(count);
      badge.setAttribute("aria-label", words.unread(count));
      button.toggleAttribute("data-unread", !badge.hidden);
      if (badge.hidden) button.removeAttribute("aria-describedby");
      else button.setAttribute("aria-describedby", "unread");
    },
    frame() {
      if (!frame.isConnected) {
        frame.src = page;
        panel.append(frame);
      }
      return frame;
    },
  };
}

function drawButton(button: HTMLElement, badge: HTMLElement, isOpen: boolean): void {
  button.setAttribute("aria-label", isOpen ? words.closeChat : words.openChat);
  button.setAttribute("aria-expanded", String(isOpen));
  button.replaceChildren(
    icon(isOpen ? "M6 9l6 6 6-6" : "M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5zM9 10v4M12.5 9v6M16 11v2"),
  );
  button.append(badge);
}

/** To what had it before the chat was opened, or else to the button. */
function giveFocusBack(before: Element | null, button: HTMLElement): void {
  if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus();
  if (before === null || document.activeElement !== before) button.focus();
}

/** The page behind the chat must not scroll while the chat covers it. */
function lockScrolling(locked: boolean): void {
  document.documentElement.style.overflow = locked ? "hidden" : "";
}

/** Where the keyboard of a phone only covers the page, the panel ends above it. */
function fitToKeyboard(panel: HTMLElement): void {
  const { visualViewport } = window;
  const fit = (): void => {
    if (!visualViewport) return;
    panel.style.setProperty("--top", `${visualViewport.offsetTop}px`);
    panel.style.setProperty("--height", `${visualViewport.height}px`);
  };
  for (const change of ["resize", "scroll"]) visualViewport?.addEventListener(change, fit);
}

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function icon(path: string): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
