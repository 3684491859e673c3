import { errors, jwtVerify, SignJWT, type JWTPayload, type JWTVerifyOptions } from "jose";
import { LRUCache } from "lru-cache";

import { AppError } from "../../common/errors.ts";
import type { SigningKeys } from "./key-rotation.ts";

/**
 * A token gives access to one conversation for one user. `origins`: the other sites whose pages may use it; without
 * them only our own page and clients that are no browser. `name`, `email`: what the embedding site's server said of the
 * person.
 */
export type TokenClaims = {
  conversation: string;
  user: string;
  origins?: readonly string[];
  name?: string;
  email?: string;
};
/**
 * The claim `use`. `converse` is sent in a header and gives full access. `stream` is part of an address, which logs may
 * keep, so it gives access to the stream alone and expires soon.
 */
export type TokenScope = "converse" | "stream";

/** Issues and verifies the tokens of the web chat. */
export type Tokens = {
  /** Seconds until a new `converse` token expires. */
  expiresIn: number;
  issue(claims: TokenClaims, scope?: TokenScope): Promise<string>;
  /** Throws `Unauthorized` for a token that we did not sign, `TokenExpired` for an expired one. */
  check(token: string | undefined, scopes?: readonly TokenScope[]): Promise<TokenClaims>;
  /** The claims of a token, also long after it expired, to resume its conversation; null if it cannot be resumed. */
  resumable(token: string | undefined): Promise<TokenClaims | null>;
};

export type TokenOptions = {
  keys: SigningKeys;
  now: () => number;
  /** How long after its expiry a token still resumes its conversation, on our own page only. */
  resumeForMs?: number;
  /** Calls back when somebody was deleted: what is remembered of tokens names conversations, and is forgotten then. */
  onDeletion?: (forget: () => void) => unknown;
};

const issuer = "music-support-assistant";
const lifetimes = { converse: 30 * 60, stream: 2 * 60 } as const;
/** Tokens whose check is remembered, at some 1.2 kB each: those of the people who write at the same time. */
const maxChecked = 5_000;
const month = 30 * 24 * 60 * 60 * 1000;

/** Tokens signed with the current key; the claims `conv` and `user` are named as the public service names them. */
export function createTokens(options: TokenOptions): Tokens {
  const { keys, now, resumeForMs = month } = options;
  const checked = createCheckedTokens(keys, now);
  options.onDeletion?.(checked.clear);
  const verify = async (token: string): Promise<JWTPayload> => {
    const known = checked.get(token);
    if (known) return known;
    const rules: JWTVerifyOptions = {
      issuer,
      algorithms: ["HS256"],
      currentDate: new Date(now()),
      requiredClaims: ["exp"],
    };
    const { payload, protectedHeader } = await jwtVerify(token, ({ kid }) => secretOf(keys, kid), rules);
    checked.set(token, payload, protectedHeader.kid);
    return payload;
  };
  return {
    expiresIn: lifetimes.converse,
    async issue(claims, scope = "converse") {
      const key = await keys.current();
      const at = Math.floor(now() / 1000);
      return new SignJWT({
        conv: claims.conversation,
        user: claims.user,
        use: scope,
        ...(claims.origins?.length ? { org: [...claims.origins] } : {}),
        // Not into a token that logs may keep.
        ...(scope === "converse" && { name: claims.name, email: claims.email }),
      })
        .setProtectedHeader({ alg: "HS256", kid: key.id })
        .setIssuer(issuer)
        .setIssuedAt(at)
        .setExpirationTime(at + lifetimes[scope])
        .sign(key.secret);
    },
    async check(token, scopes = ["converse"]) {
      if (!token) throw unauthorized("A token is needed.");
      const claims = claimsOf(await verify(token).catch(refuse), scopes);
      if (!claims) throw unauthorized("This token does not give access to this.");
      return claims;
    },
    async resumable(token) {
      if (!token) return null;
      const payload = await verify(token).catch((cause: unknown) => expiredAfter(cause, now() - resumeForMs));
      return payload && claimsOf(payload, ["converse"]);
    },
  };
}

/**
 * Remembers the tokens that were found valid, because a signature costs as much as a fifth of a turn. The key is the
 * whole token, so nothing that was not verified is taken for valid. An entry ends with its token, with its key, and when
 * somebody is deleted.
 */
function createCheckedTokens(keys: SigningKeys, now: () => number) {
  const payloads = new LRUCache<string, { payload: JWTPayload; key: string }>({ max: maxChecked });
  return {
    get(token: string): JWTPayload | undefined {
      const found = payloads.get(token);
      if (!found) return undefined;
      if ((found.payload.exp ?? 0) * 1000 > now() && keys.isKnown(found.key)) return found.payload;
      payloads.delete(token);
      return undefined;
    },
    clear: () => payloads.clear(),
    set(token: string, payload: JWTPayload, key: string | undefined): void {
      if (key !== undefined) payloads.set(token, { payload, key });
    },
  };
}

async function secretOf(keys: SigningKeys, id: string | undefined): Promise<Uint8Array> {
  const key = id === undefined ? undefined : await keys.find(id);
  if (!key) throw unauthorized("This token is not one of ours.");
  return key.secret;
}

function claimsOf(payload: JWTPayload, scopes: readonly TokenScope[]): TokenClaims | null {
  const { conv, user, use, org, name, email } = payload;
  if (typeof conv !== "string" || typeof user !== "string") return null;
  const origins = Array.isArray(org) ? org.filter((origin) => typeof origin === "string") : [];
  const claims: TokenClaims = {
    conversation: conv,
    user,
    ...(origins.length > 0 ? { origins } : {}),
    ...(typeof name === "string" && { name }),
    ...(typeof email === "string" && { email }),
  };
  return scopes.some((allowed) => allowed === use) ? claims : null;
}

function refuse(cause: unknown): never {
  if (cause instanceof errors.JWTExpired)
    throw new AppError("TokenExpired", "Token has expired.", { remedy: "Get a new one.", cause });
  if (cause instanceof errors.JOSEError) throw unauthorized("This token is not one of ours.", cause);
  // The store failed; the token may be valid.
  throw cause;
}

/** The payload of a token that expired after `notBefore`. */
function expiredAfter(cause: unknown, notBefore: number): JWTPayload | null {
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
