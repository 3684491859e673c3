import type { ChatAdapter } from "./direct-line.ts";

/** Web Chat's names for colours and measures. */
export type StyleOptions = Record<string, string | number | boolean>;

type Options = {
  directLine: ChatAdapter;
  locale: string;
  styleOptions: StyleOptions;
  renderMarkdown: (text: string) => string;
  overrideLocalizedStrings: Record<string, string>;
  /** A person at the desk sees that somebody types. */
  sendTypingIndicator: boolean;
};

declare global {
  /** Set by Microsoft's bundle, which is loaded before `main.ts`. */
  var WebChat: {
    renderWebChat(options: Options & { store: unknown }, element: Element): void;
    createStore(state: object, ...middleware: ((store: unknown) => (next: (action: Action) => unknown) => (action: Action) => unknown)[]): unknown;
  };
}
type Action = { type: string; payload?: { id?: string } };

/** Gives the function that draws the conversation, and draws it anew with other looks. */
export function makeWebChat(element: Element): (options: Options) => void {
  const store = WebChat.createStore({}, () => (next) => (action) => (isConnectionNotice(action) ? undefined : next(action)));
  return (options) => WebChat.renderWebChat({ ...options, store }, element);
}

/** How the connection stands is said by our own state line, once. */
function isConnectionNotice({ type, payload }: Action): boolean {
  return type === "WEB_CHAT/SET_NOTIFICATION" && payload?.id === "connectivitystatus";
}
