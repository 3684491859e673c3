import { createHash, timingSafeEqual } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";

/** A signed-in agent's session. Times in milliseconds since 1970. */
export type AgentSession = { name: string; from: number; until: number };

/** Verifies agents by their tokens and sessions. Only hashes of the tokens are kept. */
export type AgentAuth = {
  /** The agent's login, in constant time; null: not an agent's token. */
  verifyToken(token: string): string | null;
  /** Issues a session as a JWT. Its key derives from the agent's token: a new token ends all sessions. */
  issueSession(session: AgentSession): Promise<string>;
  /** Null: expired, or not one of ours. */
  verifySession(session: string, now: number): Promise<AgentSession | null>;
};

const issuer = "music-support-assistant";
const audience = "desk";

export function createAgentAuth(options: { agents: readonly { login: string; tokenHash: string }[] }): AgentAuth {
  const agents = options.agents.map(({ login, tokenHash }) => ({
    name: login,
    hash: Buffer.from(tokenHash, "hex"),
    sessionKey: digest(`session ${tokenHash}`),
  }));
  const keyOf = (name: unknown): Buffer => {
    const agent = agents.find((one) => one.name === name);
    if (!agent) throw new errors.JWTInvalid("unknown agent");
    return agent.sessionKey;
  };
  return {
    verifyToken(token) {
      const given = digest(token);
      return agents.filter(({ hash }) => timingSafeEqual(hash, given))[0]?.name ?? null;
    },
    issueSession({ name, from, until }) {
      // A numeric date of JWT may have a fraction: signing out everywhere compares `from` to the millisecond.
      return new SignJWT({})
        .setProtectedHeader({ alg: "HS256", kid: Buffer.from(name).toString("base64url") })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(name)
        .setIssuedAt(from / 1000)
        .setExpirationTime(until / 1000)
        .sign(keyOf(name));
    },
    async verifySession(session, now) {
      try {
        const { payload } = await jwtVerify(
          session,
          ({ kid = "" }) => keyOf(Buffer.from(kid, "base64url").toString()),
          {
            issuer,
            audience,
            algorithms: ["HS256"],
            currentDate: new Date(now),
            requiredClaims: ["sub", "iat", "exp"],
          },
        );
        const { sub: name = "", iat = 0, exp = 0 } = payload;
        return { name, from: Math.round(iat * 1000), until: Math.round(exp * 1000) };
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
