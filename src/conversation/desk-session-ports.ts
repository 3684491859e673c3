/**
 * A signed-in agent's session as it is stored. `credential` ends it when the agent's token changes; `idToken`: of the provider that
 * signed the agent in, null without one. Times in milliseconds.
 */
export type DeskSession = {
  login: string;
  credential: string;
  createdAt: number;
  seenAt: number;
  idToken: string | null;
};

/** The sessions of the desk, shared by all nodes. `id`: what the store knows of the cookie, never the cookie itself. */
export type DeskSessionStore = {
  create(id: string, session: DeskSession): Promise<void>;
  find(id: string): Promise<DeskSession | null>;
  /** The agent was active. */
  touch(id: string, at: number): Promise<void>;
  end(id: string): Promise<void>;
  endAll(login: string): Promise<void>;
  /** Deletes sessions that were created, or last used, before these times. */
  prune(limits: { createdBefore: number; seenBefore: number }): Promise<void>;
};
