import type { SpokenEvent } from "../events.ts";

/**
 * What the assistant says, free of any channel: `src/channels/rendering/activity-renderer.ts` alone knows how each
 * channel shows it. Texts are our own Markdown: paragraphs separated by an empty line, numbered lists, plain addresses;
 * never a user's words.
 */
export type Reply = {
  /** All of it in words, complete without buttons or cards; what a channel that can show nothing else prints. */
  text: string;
  /** `text` without the step or the summary, when one is set: cards show those themselves. */
  lead?: string;
  /** What can be pressed or typed next, most likely first; empty when nothing is asked. */
  choices: readonly Choice[];
  /** Set when the reply is a step of the guide: the same content as `text`, in parts, for cards. */
  step?: StepCard;
  /** Set at the end of a guide: what was tried and what helped, for cards; `text` says what matters of it. */
  summary?: SummaryCard;
  /** Set on answers and endings: thumbs are welcome here. `about` names what is judged, such as `answer:how-long`. */
  feedback?: { about: string };
  /**
   * Where an answer's facts come from: `answer` is the piece of `text` that it vouches for, `checked` when that was
   * last compared with it.
   */
  source?: { name: string; url?: string; answer?: string; checked?: string };
  /** The open case of this conversation, and the agent who has it, where this reply says so. */
  desk?: { case: string; agent?: string };
  /** Everything stored of the person was deleted: what a page still shows has to go. */
  erased?: boolean;
};

/** A step in parts, for channels that can show more than text. */
export type StepCard = {
  article: string;
  step: string;
  number: number;
  of: number;
  /** Such as "Step 3 of 10". */
  progress: string;
  title: string;
  /** Such as "about 3 minutes". */
  duration: string;
  warning?: string;
  instructions: readonly string[];
  /** A line under the instructions, such as what to do where the screen looks different. */
  note?: string;
  /** Such as "Did that fix it?". */
  question: string;
};

/** What a guide came to, in parts. */
export type SummaryCard = {
  /** Such as "What we tried". */
  title: string;
  /** Each step in the order it was tried, and in a word how it went. */
  tried: readonly { title: string; result: string; helped: boolean }[];
  /** Such as "Step 3, "Restart router and modem", did it."; empty where nothing helped. */
  outcome: string;
  /** Who helps further; empty where nothing more is needed. */
  advice: string;
  /** Such as "Anything else?". */
  question: string;
};

/** A button, and the words that mean the same. */
export type Choice = {
  /** The button's words; typed back, they mean the same. */
  label: string;
  press: Press;
  /** Set where a bare "yes" or "no" means this choice. */
  means?: "yes" | "no" | undefined;
};

/**
 * What a button carries. `asked` is the number of the question it belongs to: a button of an older question has no
 * effect when its event only makes sense there.
 */
export type Press = { event: SpokenEvent; asked: number };
