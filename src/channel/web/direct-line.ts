import { call, isBusy, Refused, retryMs } from "./call.ts";
import { followSocket } from "./follow-socket.ts";
import { makeReplay, once, type Observable } from "./replay.ts";
import type { Session, Sessions } from "./session.ts";
import type { Activity } from "./shown.ts";
import { wait, waitMs } from "./waits.ts";

/** How the line stands, for the state line of the page. */
export type LineState = "open" | "away" | "busy";

/** What Web Chat talks to. */
export type ChatAdapter = {
  /** Web Chat reads the user out of it. */
  readonly token: string;
  activity$: Observable<Activity>;
  connectionStatus$: Observable<number>;
  postActivity(activity: Activity): Observable<string>;
  end(): void;
};

type ActivitySet = { activities: Activity[]; watermark?: string };
type Connection = { conversationId: string; token: string; streamUrl: string };
/** Web Chat's numbers. */
const status = { connecting: 1, online: 2 } as const;

const api = "/v3/directline/conversations";

export type DirectLineOptions = {
  sessions: Sessions;
  session: Session;
  /** Makes an activity of the wire into what this page shows. */
  show: (activity: Activity) => Activity;
  onState: (state: LineState) => void;
  /** The service no longer knows this conversation. */
  onLost: () => void;
};

/**
 * A Direct Line 3.0 client in place of the one inside Web Chat. That one waits 3 to 15 seconds before it looks for a lost
 * service and 20 between looks, never says that it is gone, and gives up what is being sent: here people see it at once,
 * and what they send meanwhile is sent when it is back, with the same id, so that it counts once.
 */
export function openDirectLine({ sessions, session, show, onState, onLost }: DirectLineOptions): ChatAdapter {
  const activity$ = makeReplay<Activity>("all");
  const connectionStatus$ = makeReplay<number>("last");
  const seen = new Set<string>();
  const ended = new AbortController();
  let { token } = session;
  let watermark = "";

  const renew = (fresh: string): void => {
    token = fresh;
    sessions.keep(fresh);
  };
  const receive = (set: ActivitySet): void => {
    for (const activity of set.activities) {
      if (activity.id && seen.has(activity.id)) continue;
      if (activity.id) seen.add(activity.id);
      activity$.next(show(activity));
    }
    watermark = set.watermark ?? watermark;
  };
  const resume = async (): Promise<void> => {
    const again = await sessions.open();
    if (again.conversationId !== session.conversationId) return onLost();
    renew(again.token);
  };
  const opened = (): void => {
    connectionStatus$.next(status.online);
    onState("open");
  };

  const connect = async (isFirst: boolean): Promise<Connection> => {
    const path = isFirst ? api : `${api}/${session.conversationId}?watermark=${watermark}`;
    return (await withToken(() => call(path, { method: isFirst ? "POST" : "GET", token, ...(isFirst && { body: { locale: navigator.language } }) }))) as Connection;
  };
  /** An expired token is replaced once. */
  const withToken = async <T>(attempt: () => Promise<T>): Promise<T> => {
    try {
      return await attempt();
    } catch (cause) {
      if (!(cause instanceof Refused) || ![401, 403].includes(cause.status)) throw cause;
      await resume();
      return await attempt();
    }
  };
  const poll = async (): Promise<void> => {
    const path = `${api}/${session.conversationId}/activities?watermark=${watermark}`;
    receive((await withToken(() => call(path, { method: "GET", token }))) as ActivitySet);
    opened();
  };

  const run = async (): Promise<void> => {
    connectionStatus$.next(status.connecting);
    for (let attempt = 0; !ended.signal.aborted; attempt++) {
      try {
        const connection = await connect(watermark === "");
        renew(connection.token);
        const wasOpen = await followSocket({ streamUrl: connection.streamUrl, onOpen: opened, onSet: receive, ended: ended.signal });
        if (wasOpen) attempt = 0;
        // Where something on the way swallows WebSockets, asking again and again still works.
        else await poll();
      } catch (cause) {
        if (cause instanceof Refused && cause.status === 404) return onLost();
        onState(isBusy(cause) ? "busy" : "away");
        await wait(retryMs(cause) ?? waitMs(attempt));
        continue;
      }
      await wait(waitMs(attempt));
    }
  };

  const post = async (activity: Activity): Promise<string> => {
    for (let attempt = 0; ; attempt++) {
      try {
        const { id } = (await withToken(() => call(`${api}/${session.conversationId}/activities`, { method: "POST", token, body: withoutFiles(activity) }))) as { id: string };
        return id;
      } catch (cause) {
        if (ended.signal.aborted || isFinal(cause)) throw cause;
        await wait(retryMs(cause) ?? waitMs(attempt));
      }
    }
  };

  void run();
  return {
    activity$,
    connectionStatus$,
    get token() {
      return token;
    },
    postActivity: (activity) => once(() => post(activity)),
    end: () => ended.abort(),
  };
}

function isFinal(cause: unknown): boolean {
  return cause instanceof Refused && cause.status < 500 && !isBusy(cause);
}

/** Files are not kept by the service, so they never leave the device; that there were some is told. */
function withoutFiles(activity: Activity): Activity {
  const { attachments, ...rest } = activity;
  return attachments?.length ? { ...rest, attachments: attachments.map(({ contentType, name }) => ({ contentType, name })) } : rest;
}
