import { keepConnected, type ConnectionState } from "./chat-connection.ts";
import { type ActivitySet, createInbox, type InboxOptions } from "./inbox.ts";
import { createOutgoing } from "./outgoing.ts";
import { createBackoff } from "./reconnect-backoff.ts";
import type { QueuePlace } from "./follow-queue.ts";
import { createReplay, once, type Observable } from "./replay.ts";
import type { Session, Sessions } from "./session.ts";
import type { Refusal } from "./notice.ts";
import type { Activity } from "./shown-activities.ts";
import { createConversationClient, type ConversationClient } from "./conversation-client.ts";

/** The part of a Direct Line client that Web Chat uses. */
export type ChatAdapter = {
  /** Web Chat reads the user id from it. */
  readonly token: string;
  activity$: Observable<Activity>;
  connectionStatus$: Observable<number>;
  postActivity(activity: Activity): Observable<string>;
  /** Shows the messages before `place`; resolves with the place of the ones before those, null at the beginning. */
  showEarlier(place: string): Promise<string | null>;
  /** Reads the whole conversation, whatever of it is shown. */
  readAll(): Promise<Activity[]>;
  /** Where the case of the conversation stands among those that wait; null where none does. */
  readQueuePlace(): Promise<QueuePlace | null>;
  /** Sends without showing it as a message of the person. */
  sendUnseen(activity: Activity): void;
  end(): void;
};

export type DirectLineOptions = Omit<InboxOptions, "readFile"> & {
  sessions: Sessions;
  session: Session;
  /** The locale that messages are sent with. */
  locale: string;
  /** The page that the person writes from, or came from; empty where none is known. */
  page: string;
  /** The person sends a message. */
  onSent: () => void;
  onState: (state: ConnectionState | Refusal) => void;
  onUpload: (part: number | null) => void;
  /** There are messages before those that are shown at first. */
  onEarlier: (place: string) => void;
  onLost: () => void;
};

/** Messages that one press brings. */
const earlierCount = 50;

/** Web Chat's code of this connection status. */
const online = 2;

/**
 * A Direct Line 3.0 client that replaces the one of Web Chat, which reconnects after 3 to 15 seconds and polls every 20,
 * never reports that the service is lost, and fails the messages that are being sent. This one shows a lost connection
 * at once and queues messages until it is back; their ids make retries idempotent.
 */
export function openDirectLine(options: DirectLineOptions): ChatAdapter {
  const { sessions, session, onState, onUpload, onEarlier, onLost, onSent, locale, page } = options;
  const ended = new AbortController();
  const connectionStatus$ = createReplay<number>("last");
  const pauses = createBackoff();
  const client = createConversationClient({ sessions, session, onLost });
  const inbox = createInbox({ ...options, readFile: client.file });
  const both = { client, path: `/${session.conversationId}`, pauses, ended: ended.signal };
  const send = createOutgoing({ ...both, onState, onUpload });
  const pass = async (activity: Activity): Promise<string> => {
    await client.request("POST", `${both.path}/activities`, activity).catch(() => undefined);
    return "typing";
  };
  // Reported as connected from the start and during outages: while Web Chat is offline, it drops messages silently.
  // Here they are queued, and the page's own status line shows the state of the connection.
  connectionStatus$.next(online);
  if (session.domain) renewNowAndThen(client, ended.signal);
  void keepConnected({
    ...both,
    elsewhere: session.domain !== undefined,
    inbox,
    locale,
    onEarlier,
    onLost,
    onState(state) {
      if (state === "open") pauses.endAll();
      onState(state);
    },
  });
  const sendMessage = (activity: Activity): Promise<string> => {
    if (activity.type === "message") onSent();
    // Web Chat would tell its own, that of its buttons.
    return send({ ...activity, locale, channelData: { ...activity.channelData, ...(page !== "" && { page }) } });
  };
  return {
    activity$: inbox.activity$,
    connectionStatus$,
    get token() {
      return client.token;
    },
    // A typing indicator is sent at once or not at all.
    postActivity: (activity) => once(() => (activity.type === "typing" ? pass(activity) : sendMessage(activity))),
    async showEarlier(place) {
      const at = `${both.path}/activities?before=${encodeURIComponent(place)}&limit=${earlierCount}`;
      const { activities, earlier } = (await client.request("GET", at)) as {
        activities: Activity[];
        earlier: string | null;
      };
      inbox.receiveEarlier(activities);
      return earlier;
    },
    readAll: () => readAll(client, both.path),
    async readQueuePlace() {
      const { place } = (await client.request("GET", `${both.path}/queue-place`)) as { place: QueuePlace | null };
      return place;
    },
    sendUnseen: (activity) => void send(activity).catch(() => undefined),
    end: () => ended.abort(),
  };
}

async function readAll(client: ConversationClient, path: string): Promise<Activity[]> {
  const all: Activity[] = [];
  for (let from = "0"; ;) {
    const { activities, watermark = from } = (await client.request(
      "GET",
      `${path}/activities?watermark=${from}`,
    )) as ActivitySet;
    all.push(...activities);
    if (activities.length === 0 || watermark === from) return all;
    from = watermark;
  }
}

/** Half the lifetime of Azure's tokens, so that a failed renewal is retried in time. */
const renewEveryMs = 15 * 60_000;

function renewNowAndThen(client: ConversationClient, ended: AbortSignal): void {
  const timer = setInterval(() => void client.renew().catch(() => undefined), renewEveryMs);
  ended.addEventListener("abort", () => clearInterval(timer), { once: true });
}
