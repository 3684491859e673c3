import type { ChosenFile } from "./file-picker.ts";
import type { ChatAdapter } from "./direct-line.ts";
import { keepAtEnd } from "./keep-at-end.ts";
import type { Activity } from "./shown-activities.ts";
import type { PreloadedInput } from "./preload-composer.ts";

/** Web Chat's style options. */
export type StyleOptions = Record<string, string | number | boolean>;

type Options = {
  directLine: ChatAdapter;
  locale: string;
  styleOptions: StyleOptions;
  renderMarkdown: (text: string) => string;
  overrideLocalizedStrings: Record<string, string>;
  groupActivitiesMiddleware: () => (next: GroupActivities) => GroupActivities;
  /** Typing indicators are sent to the desk. */
  sendTypingIndicator: boolean;
};

/** Web Chat's grouping: by sender, under one avatar, and by status. */
type GroupActivities = (options: { activities: readonly Activity[] }) => {
  sender: readonly (readonly Activity[])[];
  status: readonly (readonly Activity[])[];
};

/** Web Chat takes all that is not the person's for one speaker: an agent and the assistant are two. */
export const groupBySpeaker: Options["groupActivitiesMiddleware"] = () => (next) => (options) => {
  const grouped = next(options);
  return { ...grouped, sender: grouped.sender.flatMap(splitBySpeaker) };
};

function splitBySpeaker(activities: readonly Activity[]): Activity[][] {
  const groups: Activity[][] = [];
  for (const activity of activities) {
    const last = groups.at(-1)?.at(-1)?.from;
    if (last && last.id === activity.from?.id && last.name === activity.from?.name) groups.at(-1)?.push(activity);
    else groups.push([activity]);
  }
  return groups;
}

declare global {
  /** Set by Web Chat's bundle, which loads after the page's script. */
  var WebChat: {
    renderWebChat(options: Options & { store: unknown }, element: Element): void;
    createStore(
      state: object,
      ...middleware: ((store: unknown) => (next: (action: Action) => unknown) => (action: Action) => unknown)[]
    ): Store;
  };
}
type Action = {
  type: string;
  payload?: {
    id?: string;
    text?: string;
    displayText?: string;
    value?: unknown;
    method?: string;
    attachments?: readonly ChosenFile[];
  };
};
type Store = { dispatch(action: Action): void };

/** Web Chat in an element. */
export type WebChatView = {
  /** Renders the conversation; again with other style options. */
  draw(options: Options): void;
  /** Resolves when the input is ready. */
  ready(): Promise<void>;
  /** Sends a message with what a button would carry. */
  press(text: string, value: unknown): void;
  /** Sets the files that go with the next message. */
  setFiles(files: readonly ChosenFile[]): void;
  /** Sends what is in the box, with its files. */
  submit(): void;
  /** Sends the queued messages and restores the draft. */
  takeOver(words: PreloadedInput): void;
};

/** Resolves when the bundle has loaded; retries while it cannot be loaded. */
export async function loadWebChat(address: string, pause: (attempt: number) => Promise<void>): Promise<void> {
  for (let attempt = 0; !(await ran(address)); attempt++) await pause(attempt);
}

function ran(src: string): Promise<boolean> {
  return new Promise((resolve) => {
    const script = Object.assign(document.createElement("script"), { src });
    script.addEventListener("load", () => resolve(true));
    script.addEventListener("error", () => resolve(false));
    document.head.append(script);
  });
}

const setFiles = "WEB_CHAT/SET_SEND_BOX_ATTACHMENTS";

/** Creates it; `render` shows it. `onFilesSent`: none are left to go with the next message. */
export function createWebChat(element: HTMLElement, onFilesSent: () => void): WebChatView {
  const store = WebChat.createStore({}, () => (next) => (action) => {
    if (isConnectionNotice(action)) return undefined;
    if (action.type === setFiles && action.payload?.attachments?.length === 0) onFilesSent();
    return next(action);
  });
  keepAtEnd(element);
  const box = (): HTMLTextAreaElement | null => element.querySelector("textarea:not([readonly]):not([disabled])");
  return {
    draw: (options) => WebChat.renderWebChat({ ...options, store }, element),
    ready: () => until(element, () => box() !== null),
    press: (text, value) =>
      store.dispatch({ type: "WEB_CHAT/SEND_MESSAGE_BACK", payload: { displayText: text, text, value } }),
    setFiles: (attachments) => store.dispatch({ type: setFiles, payload: { attachments } }),
    submit: () => store.dispatch({ type: "WEB_CHAT/SUBMIT_SEND_BOX", payload: { method: "keyboard" } }),
    takeOver({ sent, draft, focused }) {
      for (const text of sent) store.dispatch({ type: "WEB_CHAT/SEND_MESSAGE", payload: { text, method: "keyboard" } });
      if (draft !== "") store.dispatch({ type: "WEB_CHAT/SET_SEND_BOX", payload: { text: draft } });
      if (focused) box()?.focus();
    },
  };
}

function until(element: Element, holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!holds()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(element, { subtree: true, childList: true, attributes: true });
  });
}

/** The page's own status line shows the state of the connection. */
function isConnectionNotice({ type, payload }: Action): boolean {
  return type === "WEB_CHAT/SET_NOTIFICATION" && payload?.id === "connectivitystatus";
}
