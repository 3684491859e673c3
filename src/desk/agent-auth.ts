import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The people at the desk. Of their tokens only hashes are kept. */
export type AgentAuth = {
  names: readonly string[];
  /** Whose token this is; takes the same time whether it is somebody's or not. */
  nameOf(token: string): string | null;
  /** A sign of having shown the token at `from`, good until `until`; another token of the same agent ends it. */
  sessionFor(name: string, from: number, until: number): string;
  nameOfSession(session: string, now: number): { name: string; from: number } | null;
};

type Session = { name: string; from: number; until: number };

/** The agents of the settings. */
export function createRoster(options: { agents: readonly { name: string; token: string }[] }): AgentAuth {
  const agents = options.agents.map(({ name, token }) => ({
    name,
    hash: digest(token),
    key: digest(`session ${token}`),
  }));
  const signed = ({ name, from, until }: Session, key: Buffer): string => {
    const body = Buffer.from(JSON.stringify([name, from, until])).toString("base64url");
    return `${body}.${createHmac("sha256", key).update(body).digest("base64url")}`;
  };
  return {
    names: agents.map(({ name }) => name),
    nameOf(token) {
      const given = digest(token);
      return agents.filter(({ hash }) => timingSafeEqual(hash, given))[0]?.name ?? null;
    },
    sessionFor(name, from, until) {
      const agent = agents.find((one) => one.name === name);
      return agent ? signed({ name, from, until }, agent.key) : "";
    },
    nameOfSession(session, now) {
      const read = contentOf(session);
      const agent = agents.find((one) => one.name === read?.name);
      if (!read || !agent || read.until <= now) return null;
      return timingSafeEqual(digest(session), digest(signed(read, agent.key))) ? read : null;
    },
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function contentOf(session: string): Session | null {
  try {
    const [name, from, until] = JSON.parse(
      Buffer.from(session.split(".", 1)[0] ?? "", "base64url").toString(),
    ) as unknown[];
    return typeof name === "string" && typeof from === "number" && typeof until === "number"
      ? { name, from, until }
      : null;
  } catch {
    return null;
  }
}
