import type { PresenceState } from "./shapes.ts";

/** An agent who touches nothing for so long is away. */
const idleMs = 5 * 60_000;

/** Chooses by hand; `until`: when the agent is online again by itself. */
export type ChoosePresence = (state: PresenceState, until?: Date | null) => void;

/**
 * Keeps the presence: online when the page opens, away after a while without a touch, online again with the next; what
 * was chosen by hand stays.
 */
export function keepPresence(
  tell: (state: PresenceState, until: Date | null) => Promise<unknown>,
  awayUntil: Date | null,
): { choose: ChoosePresence; again: () => void } {
  let until = awayUntil;
  let chosen: PresenceState = until === null ? "online" : "away";
  let shown: PresenceState | null = null;
  let touched = Date.now();
  const show = (state: PresenceState): void => {
    if (state === shown) return;
    shown = state;
    tell(state, chosen === "away" ? until : null).catch(() => (shown = null));
  };
  const look = (): void => {
    if (until !== null && Date.now() >= until.getTime()) [chosen, until] = ["online", null];
    show(chosen === "online" && Date.now() - touched > idleMs ? "away" : chosen);
  };
  const touch = (): void => {
    touched = Date.now();
    look();
  };
  for (const sign of ["pointerdown", "keydown", "focus"]) addEventListener(sign, touch, { passive: true });
  setInterval(look, 10_000);
  look();
  return {
    choose(state, back = null) {
      chosen = state;
      until = back;
      // Another time is told too.
      shown = null;
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
