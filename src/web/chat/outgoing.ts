import { isBusy, Refused, retryMs } from "./direct-line-call.ts";
import type { LineState } from "./chat-connection.ts";
import { waitMs, type Pauses } from "./reconnect-backoff.ts";
import type { Activity } from "./shown-activities.ts";
import type { Way } from "./conversation-client.ts";

/**
 * Sends in order: the next when the last is through. What cannot be sent now is tried until it can; its id makes it
 * count once.
 */
export function makeOutgoing({
  way,
  path,
  pauses,
  ended,
  onState,
}: {
  way: Way;
  path: string;
  pauses: Pauses;
  ended: AbortSignal;
  /**
   * Told when a message cannot be taken and when it can again: a stream may seem to stand for a long time after the
   * line is gone.
   */
  onState: (state: LineState) => void;
}): (activity: Activity) => Promise<string> {
  let last: Promise<unknown> = Promise.resolve();
  const send = async (activity: Activity): Promise<string> => {
    for (let attempt = 0; ; attempt++) {
      try {
        const { id } = (await way.request("POST", path, withoutFiles(activity))) as { id: string };
        if (attempt > 0) onState("open");
        return id;
      } catch (cause) {
        if (ended.aborted || isFinal(cause)) throw cause;
        onState(stateAfter(cause));
        await pauses.wait(retryMs(cause) ?? waitMs(attempt));
      }
    }
  };
  return (activity) => {
    const sent = last.catch(() => undefined).then(() => send(activity));
    last = sent;
    return sent;
  };
}

/** The service is there but cannot take it, or it cannot be reached at all. */
function stateAfter(cause: unknown): LineState {
  if (isBusy(cause)) return "busy";
  return cause instanceof Refused ? "unsent" : "away";
}

function isFinal(cause: unknown): boolean {
  return cause instanceof Refused && cause.status < 500 && !isBusy(cause);
}

/** Files are not kept by the service, so they never leave the device; that there were some is told. */
function withoutFiles(activity: Activity): Activity {
  const { attachments, ...rest } = activity;
  return attachments?.length
    ? { ...rest, attachments: attachments.map(({ contentType, name }) => ({ contentType, name })) }
    : rest;
}
