import { keepConnected, type LineState } from "./chat-connection.ts";
import { makeInbox } from "./inbox.ts";
import { makeOutgoing } from "./outgoing.ts";
import { makePauses } from "./reconnect-backoff.ts";
import { makeReplay, once, type Observable } from "./replay.ts";
import type { Session, Sessions } from "./session.ts";
import type { Activity } from "./shown-activities.ts";
import { makeWay, type Way } from "./conversation-client.ts";

/** What Web Chat talks to. */
export type ChatAdapter = {
  /** Web Chat reads the user out of it. */
  readonly token: string;
  activity$: Observable<Activity>;
  connectionStatus$: Observable<number>;
  postActivity(activity: Activity): Observable<string>;
  end(): void;
};

/** What the client works with. */
export type DirectLineOptions = {
  sessions: Sessions;
  session: Session;
  /** Makes an activity of the wire into what this page shows. */
  show: (activity: Activity) => Activity;
  onState: (state: LineState) => void;
  onLost: () => void;
};

/** Web Chat's number for it. */
const online = 2;

/**
 * A Direct Line 3.0 client in place of the one inside Web Chat. That one waits 3 to 15 seconds before it looks for a
 * lost service and 20 between looks, never says that it is gone, and gives up what is being sent: here people see it at
 * once, and what they send meanwhile is sent when it is back, with the same id, so that it counts once.
 */
export function openDirectLine({ sessions, session, show, onState, onLost }: DirectLineOptions): ChatAdapter {
  const ended = new AbortController();
  const connectionStatus$ = makeReplay<number>("last");
  const pauses = makePauses();
  const inbox = makeInbox(show);
  const way = makeWay({ sessions, session, onLost });
  const both = { way, path: `/${session.conversationId}`, pauses, ended: ended.signal };
  const send = makeOutgoing({ ...both, path: `${both.path}/activities`, onState });
  const pass = async (activity: Activity): Promise<string> => {
    await way.request("POST", `${both.path}/activities`, activity).catch(() => undefined);
    return "typing";
  };
  // From the beginning and through every outage: while Web Chat thinks itself offline, it drops what people send
  // without a word. Here it waits until it can go, and our own state line tells how things stand.
  connectionStatus$.next(online);
  if (session.domain) renewNowAndThen(way, ended.signal);
  void keepConnected({
    ...both,
    elsewhere: session.domain !== undefined,
    inbox,
    onLost,
    onState(state) {
      if (state === "open") pauses.endAll();
      onState(state);
    },
  });
  return {
    activity$: inbox.activity$,
    connectionStatus$,
    get token() {
      return way.token;
    },
    // That somebody types is worth nothing later: it neither waits nor holds anything up.
    postActivity: (activity) => once(() => (activity.type === "typing" ? pass(activity) : send(activity))),
    end: () => ended.abort(),
  };
}

/** Half the life of Azure's tokens. One that could not be renewed is tried again in time. */
const renewEveryMs = 15 * 60_000;

function renewNowAndThen(way: Way, ended: AbortSignal): void {
  const timer = setInterval(() => void way.renew().catch(() => undefined), renewEveryMs);
  ended.addEventListener("abort", () => clearInterval(timer), { once: true });
}
