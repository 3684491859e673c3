import type { CallOptions } from "./direct-line-call.ts";
import type { FileRules } from "./file-picker.ts";
import { storedValue } from "./stored-value.ts";

/** The credentials of one conversation. */
export type Session = {
  token: string;
  conversationId: string;
  userId: string;
  /** What files may be sent; missing where none are taken. */
  files?: FileRules;
  /** The Direct Line service of the token; by default our own. */
  domain?: string;
};

/** This browser's conversation. */
export type Sessions = {
  /** Resumes the conversation of this browser, or starts one. */
  open(): Promise<Session>;
  /** Says who the person is, by a token of the embedding site; resumes or starts their conversation. */
  identify(jwt: string): Promise<Session>;
  /** Leaves the conversation for a new one of the same person; what is open in the old one ends. */
  startOver(): Promise<Session>;
  /** Stores a newer token of the same conversation. */
  keep(token: string): void;
  /** The next `open` starts a new conversation. */
  forget(): void;
};

const stored = storedValue("local", "music-support-token");

/**
 * Stores the token in the browser, so that the conversation is resumed after a reload or on another day. Where storage is
 * disabled the conversation lasts as long as the page.
 */
export function createSessions(call: (path: string, options: CallOptions) => Promise<unknown>): Sessions {
  let token: string | undefined;
  const keep = (fresh: string): void => {
    token = fresh;
    stored.write(fresh);
  };
  const ask = async (path: string, body?: unknown): Promise<Session> => {
    token ??= stored.read() ?? undefined;
    const session = (await call(path, { method: "POST", token, body })) as Session;
    keep(session.token);
    return session;
  };
  return {
    open: () => ask("/webchat/token"),
    identify: (jwt) => ask("/webchat/identify", { token: jwt }),
    startOver: () => ask("/webchat/start-over"),
    keep,
    forget() {
      token = undefined;
      stored.write(null);
    },
  };
}
