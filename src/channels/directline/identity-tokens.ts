import { createHash } from "node:crypto";
import { errors, jwtVerify } from "jose";
import { z } from "zod";

import { AppError } from "../../common/errors.ts";
import { plainText } from "../../conversation/plain-text.ts";

/** Who the embedding site says the person is. `user`: our id of them. */
export type Identity = { user: string; name?: string; email?: string };

const claimsSchema = z.object({
  sub: z.string().trim().min(1).max(200),
  name: z.string().transform(plainText).pipe(z.string().trim().max(80)).nullish(),
  email: z.email().max(254).nullish(),
});

/** Their ids; those of everybody else are UUIDs. */
const prefix = "dl_id-";

/** Whether a conversation's user is one that a site named. */
export function isIdentified(user: string): boolean {
  return user.startsWith(prefix);
}

/**
 * Verifies a token that the embedding site's server signed: HS256, with `sub` and `exp`. Throws `Unauthorized`.
 *
 * @param now Milliseconds since 1970.
 */
export async function verifyIdentity(jwt: string, secret: string, now: number): Promise<Identity> {
  const payload = await payloadOf(jwt, secret, now);
  const read = claimsSchema.safeParse(payload);
  if (!read.success) throw refused(`The claim "${read.error.issues[0]?.path.join(".") ?? ""}" is not valid.`);
  const { sub, name, email } = read.data;
  const user = prefix + createHash("sha256").update(sub).digest("base64url").slice(0, 32);
  return { user, ...(name && { name }), ...(email && { email }) };
}

async function payloadOf(jwt: string, secret: string, now: number): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(jwt, new TextEncoder().encode(secret), {
      algorithms: ["HS256"],
      requiredClaims: ["sub", "exp"],
      currentDate: new Date(now),
    });
    return payload;
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) throw refused("This identity token has expired.", cause);
    if (cause instanceof errors.JOSEError) throw refused("This identity token is not valid.", cause);
    throw cause;
  }
}

function refused(message: string, cause?: unknown): AppError {
  return new AppError("Unauthorized", message, {
    remedy: "Sign it with WIDGET_SECRET (HS256), with the claims sub and exp.",
    cause,
  });
}
