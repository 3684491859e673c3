import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";

import type { Authority } from "../../src/channels/botframework/bot-authentication.ts";

export const issuer = "https://api.botframework.com";

/** The channels' own authority on loopback: OpenID metadata, a real RSA key, and tokens signed with it. */
export async function startChannelAuthority(
  options: { endorsements?: readonly string[]; answer?: "well" | "broken" | "hang" } = {},
) {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const stranger = await generateKeyPair("RS256");
  const key = {
    ...(await exportJWK(publicKey)),
    kid: "key-1",
    use: "sig",
    alg: "RS256",
    endorsements: options.endorsements ?? [],
  };
  const server = createServer((req, res) => {
    if (options.answer === "hang") return;
    const answer =
      req.url === "/keys"
        ? { keys: [key] }
        : { issuer, jwks_uri: `${base()}/keys`, id_token_signing_alg_values_supported: ["RS256"] };
    res.setHeader("Content-Type", "application/json");
    res.end(options.answer === "broken" ? "<html>gateway</html>" : JSON.stringify(answer));
  });
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const sign = (claims: JWTPayload, header: { kid?: string; by?: "stranger" } = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: header.kid ?? "key-1" })
      .sign(header.by === "stranger" ? stranger.privateKey : privateKey);
  return {
    authority: { issuer, openIdMetadataUrl: `${base()}/metadata` } satisfies Authority,
    sign,
    /** Signed by HMAC with the public key as its secret: the classic confusion. */
    signWithPublicKey: async (claims: JWTPayload) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256", kid: "key-1" })
        .sign(new TextEncoder().encode(await exportSPKI(publicKey))),
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Says that it is signed by nobody. */
export function unsigned(claims: JWTPayload): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT", kid: "key-1" })}.${part(claims)}.`;
}
