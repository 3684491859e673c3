import { errors, jwtVerify, SignJWT, type JWTPayload, type JWTVerifyOptions } from "jose";

import { AppError } from "../../common/errors.ts";
import type { SigningKeys } from "./key-rotation.ts";

/**
 * What a token opens: one conversation, for one user, and nothing else. `origins`: the other sites whose pages may use
 * it; left out: only our own page, and what is no browser.
 */
export type Grant = { conversation: string; user: string; origins?: readonly string[] };
/**
 * `converse` travels in a header and opens everything; `stream` travels in an address, where logs may keep it, so that
 * it only opens the stream and soon ends.
 */
export type TokenUse = "converse" | "stream";

/** Makes and checks web chat's tokens. */
export type Tokens = {
  /** Seconds until a new `converse` token expires. */
  expiresIn: number;
  issue(grant: Grant, use?: TokenUse): Promise<string>;
  /** Throws `Unauthorized` for what we never signed, `TokenExpired` for what is over. */
  check(token: string | undefined, uses?: readonly TokenUse[]): Promise<Grant>;
  /** The conversation that this token may take up again, long after it stopped opening it; null when it may not. */
  resumable(token: string | undefined): Promise<Grant | null>;
};

/** What tokens are made with. */
export type TokenOptions = {
  keys: SigningKeys;
  now: () => number;
  /** How long after its end a token still takes up its conversation again, at the page's own address only. */
  resumeForMs?: number;
};

const issuer = "music-support-assistant";
const lifetimes = { converse: 30 * 60, stream: 2 * 60 } as const;
const month = 30 * 24 * 60 * 60 * 1000;

/** Tokens signed with the current key; the claims `conv` and `user` are named as the public service names them. */
export function makeTokens(options: TokenOptions): Tokens {
  const { keys, now, resumeForMs = month } = options;
  const verify = async (token: string): Promise<JWTPayload> => {
    const rules: JWTVerifyOptions = {
      issuer,
      algorithms: ["HS256"],
      currentDate: new Date(now()),
      requiredClaims: ["exp"],
    };
    const { payload } = await jwtVerify(token, ({ kid }) => secretOf(keys, kid), rules);
    return payload;
  };
  return {
    expiresIn: lifetimes.converse,
    async issue(grant, use = "converse") {
      const key = await keys.current();
      const at = Math.floor(now() / 1000);
      return new SignJWT({
        conv: grant.conversation,
        user: grant.user,
        use,
        ...(grant.origins?.length ? { org: [...grant.origins] } : {}),
      })
        .setProtectedHeader({ alg: "HS256", kid: key.id })
        .setIssuer(issuer)
        .setIssuedAt(at)
        .setExpirationTime(at + lifetimes[use])
        .sign(key.secret);
    },
    async check(token, uses = ["converse"]) {
      if (!token) throw unauthorized("A token is needed.");
      const grant = grantIn(await verify(token).catch(refuse), uses);
      if (!grant) throw unauthorized("This token does not open this.");
      return grant;
    },
    async resumable(token) {
      if (!token) return null;
      const payload = await verify(token).catch((cause: unknown) => lateButOurs(cause, now() - resumeForMs));
      return payload && grantIn(payload, ["converse"]);
    },
  };
}

async function secretOf(keys: SigningKeys, id: string | undefined): Promise<Uint8Array> {
  const key = id === undefined ? undefined : await keys.find(id);
  if (!key) throw unauthorized("This token is not one of ours.");
  return key.secret;
}

function grantIn(payload: JWTPayload, uses: readonly TokenUse[]): Grant | null {
  const { conv, user, use, org } = payload;
  if (typeof conv !== "string" || typeof user !== "string") return null;
  const origins = Array.isArray(org) ? org.filter((origin) => typeof origin === "string") : [];
  const grant: Grant = { conversation: conv, user, ...(origins.length > 0 ? { origins } : {}) };
  return uses.some((allowed) => allowed === use) ? grant : null;
}

function refuse(cause: unknown): never {
  if (cause instanceof errors.JWTExpired)
    throw new AppError("TokenExpired", "Token has expired.", { remedy: "Get a new one.", cause });
  if (cause instanceof errors.JOSEError) throw unauthorized("This token is not one of ours.", cause);
  // A store that does not answer is no reason to call a good token bad.
  throw cause;
}

function lateButOurs(cause: unknown, notBefore: number): JWTPayload | null {
  if (cause instanceof errors.JWTExpired) return (cause.payload.exp ?? 0) * 1000 > notBefore ? cause.payload : null;
  if (cause instanceof errors.JOSEError || (cause instanceof AppError && cause.code === "Unauthorized")) return null;
  throw cause;
}

function unauthorized(message: string, cause?: unknown): AppError {
  return new AppError("Unauthorized", message, {
    remedy: "Send Authorization: Bearer with a token of this service.",
    cause,
  });
}
