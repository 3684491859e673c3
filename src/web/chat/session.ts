/** The credentials of one conversation. */
export type Session = {
  token: string;
  conversationId: string;
  userId: string;
  /** The Direct Line service of the token; by default our own. */
  domain?: string;
};

/** This browser's conversation. */
export type Sessions = {
  /** Resumes the conversation of this browser, or starts one. */
  open(): Promise<Session>;
  /** Stores a newer token of the same conversation. */
  keep(token: string): void;
  /** The next `open` starts a new conversation. */
  forget(): void;
};

const key = "music-support-token";

/** Stores the token in the browser, so that the conversation is resumed after a reload or on another day. */
export function createSessions(
  call: (path: string, options: { method: string; token?: string | undefined }) => Promise<unknown>,
): Sessions {
  let token = stored();
  const keep = (fresh: string): void => {
    token = fresh;
    store(fresh);
  };
  return {
    async open() {
      const session = (await call("/webchat/token", { method: "POST", token })) as Session;
      keep(session.token);
      return session;
    },
    keep,
    forget() {
      token = undefined;
      store(undefined);
    },
  };
}

/** Storage may be disabled; then the conversation lasts as long as the page. */
function stored(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function store(token: string | undefined): void {
  try {
    if (token === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, token);
  } catch {
    // See `stored`.
  }
}
