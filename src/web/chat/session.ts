/** The way into one conversation. */
export type Session = {
  token: string;
  conversationId: string;
  userId: string;
  /** Where the Direct Line is that the token belongs to; our own where nothing is said. */
  domain?: string;
};

/** Where this browser keeps its conversation. */
export type Sessions = {
  /** Takes the conversation of this browser up again, or begins one. */
  open(): Promise<Session>;
  /** A newer token of the same conversation. */
  keep(token: string): void;
  /** The next `open` begins a new conversation. */
  forget(): void;
};

const key = "music-support-token";

/** Keeps the token in this browser, so that a reload or another day goes on where things stood. */
export function makeSessions(
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

/** Browsers may forbid storage; then the conversation lasts as long as the page. */
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
