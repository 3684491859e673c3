import { call, type CallOptions, readFile, Refused } from "./direct-line-call.ts";
import type { Session, Sessions } from "./session.ts";

/** API client of one conversation that renews its token. */
export type ConversationClient = {
  readonly token: string;
  keep(token: string): void;
  /** Renews the token. Those of Azure expire also while a stream is open. */
  renew(): Promise<void>;
  /** `path`: relative to the path of the conversations. */
  request(
    method: "GET" | "POST",
    path: string,
    body?: unknown,
    onProgress?: CallOptions["onProgress"],
  ): Promise<unknown>;
  /** A file of the conversation as a `data:` address: others can neither guess it nor ask for it. */
  file(address: string): Promise<string>;
};

/** Renews an expired token once per request. A conversation that cannot be resumed is lost. */
export function createConversationClient({
  sessions,
  session,
  onLost,
}: {
  sessions: Sessions;
  session: Session;
  onLost: () => void;
}): ConversationClient {
  let { token } = session;
  const keep = (fresh: string): void => {
    token = fresh;
    sessions.keep(fresh);
  };
  const renew = async (): Promise<void> => {
    const again = await sessions.open();
    if (again.conversationId !== session.conversationId) return onLost();
    keep(again.token);
  };
  const renewing = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (cause) {
      if (!isTokenExpired(cause)) throw cause;
      await renew();
      return ask();
    }
  };
  return {
    get token() {
      return token;
    },
    keep,
    renew,
    request: (method, path, body, onProgress) =>
      renewing(() =>
        call(`${session.domain ?? "/v3/directline"}/conversations${path}`, { method, token, body, onProgress }),
      ),
    file: (address) => renewing(() => readFile(new URL(address, location.href).pathname, token)),
  };
}

function isTokenExpired(cause: unknown): boolean {
  return cause instanceof Refused && (cause.status === 401 || cause.status === 403);
}
