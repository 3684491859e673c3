import { call, Refused } from "./direct-line-call.ts";
import type { Session, Sessions } from "./session.ts";

/** Requests of one conversation, with a token that is kept fresh. */
export type Way = {
  readonly token: string;
  keep(token: string): void;
  /** Gets a newer token: Azure's end with their time, also while a stream stands. */
  renew(): Promise<void>;
  /** `path` is below the conversations' address. */
  request(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown>;
};

/** A stale token is replaced once for each request; a conversation that cannot be taken up again is lost. */
export function makeWay({
  sessions,
  session,
  onLost,
}: {
  sessions: Sessions;
  session: Session;
  onLost: () => void;
}): Way {
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
  return {
    get token() {
      return token;
    },
    keep,
    renew,
    async request(method, path, body) {
      const ask = (): Promise<unknown> =>
        call(`${session.domain ?? "/v3/directline"}/conversations${path}`, { method, token, body });
      try {
        return await ask();
      } catch (cause) {
        if (!isStale(cause)) throw cause;
        await renew();
        return ask();
      }
    },
  };
}

function isStale(cause: unknown): boolean {
  return cause instanceof Refused && (cause.status === 401 || cause.status === 403);
}
