import type { ReportedMessage } from "./frame-messages.ts";

/** The events of `window.MusicSupport`, and what their listeners get. */
export type WidgetEvents = {
  ready: [];
  open: [];
  close: [];
  unread: [count: number];
  message: [message: ReportedMessage];
};
type Listener = (...values: readonly unknown[]) => void;

/** Listeners by event. */
export type WidgetListeners = {
  /** Returns the function that unsubscribes. A listener added after `ready` is called at once. */
  on(event: string, listener: Listener): () => void;
  emit<Name extends keyof WidgetEvents>(event: Name, ...values: WidgetEvents[Name]): void;
};

/** A listener that throws must not stop the widget or the other listeners. */
export function createWidgetListeners(): WidgetListeners {
  const listeners = new Map<string, Set<Listener>>();
  let isReady = false;
  const call = (listener: Listener, values: readonly unknown[]): void => {
    try {
      listener(...values);
    } catch (cause) {
      reportError(cause);
    }
  };
  return {
    on(event, listener) {
      const those = listeners.get(event) ?? new Set();
      listeners.set(event, those.add(listener));
      if (event === "ready" && isReady) queueMicrotask(() => call(listener, []));
      return () => void those.delete(listener);
    },
    emit(event, ...values) {
      isReady ||= event === "ready";
      for (const listener of listeners.get(event) ?? []) call(listener, values);
    },
  };
}
