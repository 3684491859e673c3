import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { playTones } from "../play-tones.ts";
import type { Case } from "./shapes.ts";

/** How an agent hears of a new case: a sound, and a note of the system's own where they allowed it. */
export type Alerts = {
  sound(): boolean;
  setSound(on: boolean): void;
  /** Whether the agent can still be asked to allow notes. */
  mayAsk(): boolean;
  ask(): Promise<unknown>;
  newCase(found: Case, show: () => void): void;
  newWords(): void;
};

const key = "desk-sound";

/** The browser's own means. */
export function createAlerts(): Alerts {
  const canNotify = "Notification" in window;
  const isOn = (): boolean => localStorage.getItem(key) !== "off";
  return {
    sound: isOn,
    setSound: (on) => localStorage.setItem(key, on ? "on" : "off"),
    mayAsk: () => canNotify && Notification.permission === "default",
    ask: () => Notification.requestPermission(),
    newCase(found, show) {
      if (isOn()) playTones([660, 880]);
      if (!canNotify || Notification.permission !== "granted" || document.hasFocus()) return;
      // One note a case, also when several tabs are open.
      const note = new Notification(words.newCase(found.id), {
        body: `${found.subject} · ${words.reasons[found.reason]}`,
        tag: found.id,
      });
      note.addEventListener("click", () => {
        window.focus();
        show();
      });
    },
    newWords: () => void (isOn() && !document.hasFocus() && playTones([520])),
  };
}
