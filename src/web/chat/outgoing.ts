import { isBusy, Refused, retryAfterOf } from "./direct-line-call.ts";
import type { ConnectionState } from "./chat-connection.ts";
import { backoffMs, type Backoff } from "./reconnect-backoff.ts";
import type { Activity } from "./shown-activities.ts";
import type { ConversationClient } from "./conversation-client.ts";

/** Sends messages in order, one at a time. Failed ones are retried; their id is the idempotency key. */
export function createOutgoing({
  way,
  path,
  pauses,
  ended,
  onState,
}: {
  way: ConversationClient;
  path: string;
  pauses: Backoff;
  ended: AbortSignal;
  /** Called when sending begins to fail and when it works again: a stream may seem open long after it is lost. */
  onState: (state: ConnectionState | "tooLong") => void;
}): (activity: Activity) => Promise<string> {
  let last: Promise<unknown> = Promise.resolve();
  let explained = false;
  const send = async (activity: Activity): Promise<string> => {
    for (let attempt = 0; ; attempt++) {
      try {
        const { id } = (await way.request("POST", path, withoutFiles(activity))) as { id: string };
        if (attempt > 0 || explained) onState("open");
        explained = false;
        return id;
      } catch (cause) {
        if (isTooLong(cause)) {
          explained = true;
          onState("tooLong");
        }
        if (ended.aborted || isFinal(cause)) throw cause;
        onState(stateAfter(cause));
        await pauses.wait(retryAfterOf(cause) ?? backoffMs(attempt));
      }
    }
  };
  return (activity) => {
    const sent = last.catch(() => undefined).then(() => send(activity));
    last = sent;
    return sent;
  };
}

/** `unsent`: the service answers but cannot store the message; `away`: it cannot be reached. */
function stateAfter(cause: unknown): ConnectionState {
  if (isBusy(cause)) return "busy";
  return cause instanceof Refused ? "unsent" : "away";
}

/** Web Chat itself only says that sending failed, and offers to try again, which would fail again. */
function isTooLong(cause: unknown): boolean {
  return cause instanceof Refused && cause.code === "MessageTooLong";
}

function isFinal(cause: unknown): boolean {
  return cause instanceof Refused && cause.status < 500 && !isBusy(cause);
}

/** The service does not store files, so only their number and type are sent. */
function withoutFiles(activity: Activity): Activity {
  const { attachments, ...rest } = activity;
  return attachments?.length
    ? { ...rest, attachments: attachments.map(({ contentType, name }) => ({ contentType, name })) }
    : rest;
}
