import type { PresenceState } from "./shapes.ts";

/** An agent who touches nothing for so long is away. */
const idleMs = 5 * 60_000;

/**
 * Keeps the presence: online when the page opens, away after a while without a touch, online again with the next; what
 * was chosen by hand stays.
 */
export function keepPresence(tell: (state: PresenceState) => Promise<unknown>): {
  choose: (state: PresenceState) => void;
  again: () => void;
} {
  let chosen: PresenceState = "online";
  let shown: PresenceState | null = null;
  let touched = Date.now();
  const show = (state: PresenceState): void => {
    if (state === shown) return;
    shown = state;
    tell(state).catch(() => (shown = null));
  };
  const look = (): void => show(chosen === "online" && Date.now() - touched > idleMs ? "away" : chosen);
  const touch = (): void => {
    touched = Date.now();
    look();
  };
  for (const sign of ["pointerdown", "keydown", "focus"]) addEventListener(sign, touch, { passive: true });
  setInterval(look, 10_000);
  look();
  return {
    choose(state) {
      chosen = state;
      touched = Date.now();
      look();
    },
    /** After a break the service may have forgotten. */
    again() {
      shown = null;
      look();
    },
  };
}
