import { isBusy, Refused, retryAfterOf } from "./direct-line-call.ts";
import type { ConnectionState } from "./chat-connection.ts";
import { backoffMs, type Backoff } from "./reconnect-backoff.ts";
import type { Activity } from "./shown-activities.ts";
import type { ConversationClient } from "./conversation-client.ts";
import type { Refusal } from "./notice.ts";

/** Sends messages in order, one at a time. Failed ones are retried; their id is the idempotency key. */
export function createOutgoing({
  client,
  path,
  pauses,
  ended,
  onState,
  onUpload,
}: {
  client: ConversationClient;
  path: string;
  pauses: Backoff;
  ended: AbortSignal;
  /** Called when sending begins to fail and when it works again: a stream may seem open long after it is lost. */
  onState: (state: ConnectionState | Refusal) => void;
  /** How much of a message's files has been sent, from 0 to 1; null once it was answered, one way or the other. */
  onUpload: (part: number | null) => void;
}): (activity: Activity) => Promise<string> {
  let last: Promise<unknown> = Promise.resolve();
  let explained = false;
  const send = async (activity: Activity): Promise<string> => {
    for (let attempt = 0; ; attempt++) {
      try {
        const { id } = (await post({ client, path, onUpload }, activity)) as { id: string };
        if (attempt > 0 || explained) onState("open");
        explained = false;
        return id;
      } catch (cause) {
        const refusal = refusalOf(cause);
        if (refusal) {
          explained = true;
          onState(refusal);
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
const refusals: Readonly<Record<string, Refusal>> = {
  MessageTooLong: "tooLong",
  UnsupportedMediaType: "fileType",
  TooLarge: "fileRefused",
  TooManyFiles: "fileRefused",
};

function refusalOf(cause: unknown): Refusal | undefined {
  return cause instanceof Refused ? refusals[cause.code ?? ""] : undefined;
}

function isFinal(cause: unknown): boolean {
  return cause instanceof Refused && cause.status < 500 && !isBusy(cause);
}

/** Files go along in a form, as Direct Line has it; of others only the type and the name. */
async function post(
  { client, path, onUpload }: { client: ConversationClient; path: string; onUpload: (part: number | null) => void },
  activity: Activity,
): Promise<unknown> {
  const { attachments = [], ...rest } = activity;
  const named = attachments.map(({ contentType, name }) => ({ contentType, name }));
  const body = { ...rest, ...(named.length > 0 && { attachments: named }) };
  const files = attachments.filter(({ contentUrl }) => contentUrl?.startsWith("blob:"));
  if (files.length === 0) return client.request("POST", `${path}/activities`, body);
  const form = new FormData();
  form.append("activity", new Blob([JSON.stringify(body)], { type: "application/vnd.microsoft.activity" }));
  for (const { contentUrl = "", name } of files)
    form.append("file", await (await fetch(contentUrl)).blob(), name ?? "file");
  try {
    onUpload(0);
    return await client.request("POST", `${path}/upload`, form, onUpload);
  } finally {
    onUpload(null);
  }
}
