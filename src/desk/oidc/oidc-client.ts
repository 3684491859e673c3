import * as client from "openid-client";

import type { OidcSettings } from "../../config/oidc-settings.ts";

/** What is kept in the browser between leaving for the provider and coming back. */
export type PendingSignIn = { state: string; nonce: string; verifier: string };

/** What the provider says of somebody, and its own word of it. `subject` is theirs for good. */
export type Identity = { subject: string; claims: Readonly<Record<string, unknown>>; idToken: string };

/** Authorization code flow with PKCE, state and nonce. Each rejects where the provider cannot be reached or refuses. */
export type OidcClient = {
  begin(redirectUri: string): Promise<{ address: URL; pending: PendingSignIn }>;
  /** `came`: the address at which the browser came back. */
  complete(came: URL, pending: PendingSignIn): Promise<Identity>;
  /**
   * Where the browser goes to sign out at the provider (OpenID Connect RP-Initiated Logout 1.0), and from there to `backTo`.
   * Null: the provider offers none.
   */
  endAddress(idToken: string, backTo: string): Promise<URL | null>;
};

const timeoutSeconds = 10;

export function createOidcClient(settings: OidcSettings): OidcClient {
  let discovered: Promise<client.Configuration> | null = null;
  const discover = (): Promise<client.Configuration> => {
    discovered ??= discoverProvider(settings).catch((cause: unknown) => {
      discovered = null;
      throw cause;
    });
    return discovered;
  };
  return {
    async begin(redirectUri) {
      const provider = await discover();
      const pending = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const address = client.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope: "openid profile email",
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: "S256",
      });
      return { address, pending };
    },
    async complete(came, { state, nonce, verifier }) {
      const provider = await discover();
      const tokens = await client.authorizationCodeGrant(provider, came, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims || tokens.id_token === undefined) throw new Error("The provider sent no ID token.");
      const missing = [settings.loginClaim, settings.roleClaim].some((name) => claims[name] === undefined);
      const more =
        missing && provider.serverMetadata().userinfo_endpoint
          ? await client.fetchUserInfo(provider, tokens.access_token, claims.sub)
          : {};
      return {
        subject: `${claims.iss} ${claims.sub}`,
        claims: { ...more, ...claims },
        idToken: tokens.id_token,
      };
    },
    async endAddress(idToken, backTo) {
      const provider = await discover();
      if (provider.serverMetadata().end_session_endpoint === undefined) return null;
      return client.buildEndSessionUrl(provider, { id_token_hint: idToken, post_logout_redirect_uri: backTo });
    },
  };
}

async function discoverProvider({ issuer, clientId, clientSecret }: OidcSettings): Promise<client.Configuration> {
  const address = new URL(issuer);
  // The settings let plain http through for a provider on this machine alone; deprecated means "think twice" here.
  // oxlint-disable-next-line typescript/no-deprecated
  const execute = address.protocol === "http:" ? [client.allowInsecureRequests] : [];
  const provider = await client.discovery(address, clientId, clientSecret, undefined, {
    execute,
    timeout: timeoutSeconds,
  });
  // The signature of the ID token is checked as well, though it came straight from the provider.
  client.enableNonRepudiationChecks(provider);
  return provider;
}
