import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import { playTones } from "../play-tones.ts";
import type { Activity } from "./shown-activities.ts";
import { storedValue } from "./stored-value.ts";

/** How a person hears of a message while the page is hidden: by a sound, and by the system's notification if they want. */
export type HiddenAlerts = {
  /** Whether this browser can notify from this page. */
  canNotify: boolean;
  isOn(kind: AlertKind): boolean;
  /** Switches it; false if the browser does not allow it. */
  toggle(kind: AlertKind): Promise<boolean>;
  /** A message that came unseen. */
  receive(activity: Activity): void;
  /** The page is seen again. */
  seen(): void;
};
export type AlertKind = "sound" | "notification";

const kept = {
  sound: storedValue("local", "music-support-sound"),
  notification: storedValue("local", "music-support-notification"),
};
const longest = 140;

export function createHiddenAlerts(name: string): HiddenAlerts {
  let latest: Notification | null = null;
  const canNotify = mayNotify();
  const isOn = (kind: AlertKind): boolean =>
    kind === "sound"
      ? kept.sound.read() !== "off"
      : canNotify && kept.notification.read() === "on" && Notification.permission === "granted";
  const notify = ({ from, text = "" }: Activity): void => {
    // With one tag a newer notification takes the place of the one before, also when several tabs are open.
    latest = new Notification(words.unreadTitle(1, from?.name ?? words.agent, name), {
      body: text.replaceAll("**", "").slice(0, longest),
      tag: "music-support",
    });
    latest.addEventListener("click", () => window.focus());
  };
  return {
    canNotify,
    isOn,
    async toggle(kind) {
      const wanted = !isOn(kind);
      const allowed = !wanted || kind === "sound" || (await Notification.requestPermission()) === "granted";
      kept[kind].write(wanted && allowed ? "on" : "off");
      return allowed;
    },
    receive(activity) {
      if (isOn("sound")) playTones([660]);
      if (isOn("notification")) notify(activity);
    },
    seen() {
      latest?.close();
      latest = null;
    },
  };
}

/** Browsers do not let a frame of another site ask, and on Android only a service worker can notify. */
function mayNotify(): boolean {
  return "Notification" in window && window.parent === window && !/Android/.test(navigator.userAgent);
}
