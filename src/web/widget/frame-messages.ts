/** What the widget in the customer's page and the chat page in its frame tell each other by `postMessage`. */

/** A message of the assistant or an agent that came while the page was there. */
export type ReportedMessage = { from: "assistant" | "agent"; name: string; text: string };

export type ToFrame =
  /** The first message. The frame opens the conversation only then, as the person that `jwt` names. */
  | {
      type: "hello";
      isShown: boolean;
      colour: string | null;
      locale: string | null;
      /** The page with the widget, as origin and path. */
      page: string;
      jwt: string | null;
      /** What the frame asked to keep, by key. */
      kept: Readonly<Record<string, string>>;
    }
  | { type: "shown"; isShown: boolean }
  /** `null`: the person signed out. */
  | { type: "identify"; jwt: string | null };

export type FromFrame =
  | { type: "loaded" }
  | { type: "unread"; count: number }
  | { type: "message"; message: ReportedMessage }
  /** The person wrote something: from now on the frame is loaded with every page, for the sake of unread messages. */
  | { type: "wrote" }
  /** The browser lets the frame keep nothing itself, as private windows do with frames of another site. `null` removes it. */
  | { type: "keep"; key: string; value: string | null }
  /** The person wants the chat closed. */
  | { type: "close" }
  /** The service did not accept the token of `identify`. */
  | { type: "refused" };

/** Marks our messages among those of other scripts. */
export const messageMark = "music-support";

/** What is sent: the message with its mark. */
export type Marked<Message> = Message & { source: typeof messageMark };
