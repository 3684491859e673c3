import { isBusy, Refused, retryAfterOf } from "./direct-line-call.ts";
import { followSocket } from "./follow-socket.ts";
import type { ActivitySet, Inbox } from "./inbox.ts";
import { backoffMs, type Backoff } from "./reconnect-backoff.ts";
import type { ConversationClient } from "./conversation-client.ts";

/** The state of the connection, for the status line. */
export type ConnectionState = "open" | "away" | "busy" | "unsent";

export type ConnectionOptions = {
  client: ConversationClient;
  /** The API of the conversation. */
  path: string;
  /** The Direct Line of another service is used. */
  elsewhere: boolean;
  inbox: Inbox;
  /** In which the conversation is opened. */
  locale: string;
  pauses: Backoff;
  ended: AbortSignal;
  onState: (state: ConnectionState) => void;
  /** The conversation is longer than what is shown at first; `place` leads to the earlier messages. */
  onEarlier: (place: string) => void;
  /** The conversation does not exist any more. */
  onLost: () => void;
};

type Entered = { token: string; streamUrl: string; earlier?: string | null };

/** Messages that a returning person sees at first, however long the conversation is. */
const newestCount = 50;

/** A stream that ends sooner counts as failed. */
const steadyMs = 5_000;
const pollMs = 2_000;

/** Opens the conversation and reads its stream, reconnecting until `ended`. */
export async function keepConnected(parts: ConnectionOptions): Promise<void> {
  const { pauses, ended, onState, onLost } = parts;
  for (let attempt = 0; !ended.aborted; attempt++) {
    try {
      const began = Date.now();
      const streamed = await connectOnce(parts);
      if (Date.now() - began > steadyMs) attempt = 0;
      await pauses.wait(streamed ? backoffMs(attempt) : pollMs);
    } catch (cause) {
      if (isLost(cause, parts)) return onLost();
      onState(isBusy(cause) ? "busy" : "away");
      await pauses.wait(retryAfterOf(cause) ?? backoffMs(attempt));
    }
  }
}

/** True if there was a stream. Polling works where a proxy blocks WebSockets. */
async function connectOnce(options: ConnectionOptions): Promise<boolean> {
  const { client, path, elsewhere, inbox, ended, onState, onEarlier } = options;
  const onOpen = (): void => onState("open");
  const entered = (await enter(options)) as Entered;
  const { token, streamUrl } = entered;
  if (entered.earlier) onEarlier(entered.earlier);
  client.keep(token);
  if (await followSocket({ streamUrl, elsewhere, onOpen, onSet: inbox.receive, ended })) return true;
  const from = inbox.watermark() || (new URL(streamUrl).searchParams.get("watermark") ?? "");
  inbox.receive((await client.request("GET", `${path}/activities?watermark=${from}`)) as ActivitySet);
  onOpen();
  return false;
}

function enter({ client, path, inbox, locale }: ConnectionOptions): Promise<unknown> {
  const watermark = inbox.watermark();
  return watermark === ""
    ? client.request("POST", "", { locale, newest: newestCount })
    : client.request("GET", `${path}?watermark=${watermark}`);
}

/** Only a 404 of our own service, for a conversation that was open before: one of a proxy must not end it. */
function isLost(cause: unknown, { inbox }: ConnectionOptions): boolean {
  return cause instanceof Refused && cause.status === 404 && cause.code === "NotFound" && inbox.watermark() !== "";
}
