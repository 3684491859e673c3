import type { LineChange } from "./line-ports.ts";
import type { InboundMessage } from "./ports.ts";

/**
 * Something that came in a thread, which may belong to a case rather than to a person's own conversation. `change`: it
 * is a message that was there before, and has other words now or is gone.
 */
export type InThread = {
  thread: string;
  who: string;
  id: string;
  input: InboundMessage["input"];
  change?: { id: string; change: LineChange };
};

/** Takes what belongs to a case. Null: it does not. `card`: what the pressed card shows from now on. */
export type ThreadInterceptor = (came: InThread) => Promise<{ card: unknown } | null>;

/** A team's channel, and where its service is. */
export type TeamChannel = { serviceUrl: string; channel: string };
/** A thread in it. */
export type TeamThread = { serviceUrl: string; thread: string };

/**
 * The way to a team's channel of experts. Each call throws a `DeliveryError` that says whether trying again can help.
 */
export type ExpertsChannel = {
  /** Begins a thread with this card. */
  begin(to: TeamChannel, card: unknown): Promise<{ thread: string; activity: string }>;
  say(to: TeamThread, text: string): Promise<void>;
  /** Shows another card in place of the one that the thread began with. */
  update(to: TeamThread, activity: string, card: unknown): Promise<void>;
  /**
   * The same, where it is not known whose message that is: only who wrote one can change it. False: somebody else did.
   */
  updateOwn(to: TeamThread, activity: string, card: unknown): Promise<boolean>;
  /** Whether the app can speak there; sends nothing. */
  check(to: TeamChannel): Promise<void>;
};
