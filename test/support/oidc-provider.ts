import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";

/** What the provider says of somebody, by the name they sign in with. */
export type People = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export type OpenIdProvider = {
  /** The settings of a service that trusts it. */
  settings: Record<string, string>;
  /** Lets the service at this address send people here. */
  serve(base: string): Promise<void>;
  stop(): Promise<void>;
};

/** A real OpenID provider on loopback, where any password is right. */
export async function startOpenIdProvider(people: People): Promise<OpenIdProvider> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { OIDC_CLIENT_ID: "desk", OIDC_CLIENT_SECRET: "a-secret-of-the-desk" };
  return {
    settings: { OIDC_ISSUER: issuer, OIDC_NAME: "Example ID", ...client },
    async serve(base) {
      const { privateKey } = await generateKeyPair("RS256", { extractable: true });
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: client.OIDC_CLIENT_ID,
            client_secret: client.OIDC_CLIENT_SECRET,
            redirect_uris: [`${base}/api/desk/oidc/callback`],
            post_logout_redirect_uris: [`${base}/desk`],
            token_endpoint_auth_method: "client_secret_post",
          },
        ],
        jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "one" }] },
        cookies: { keys: ["of the tests"] },
        claims: { openid: ["sub"], profile: ["name", "preferred_username", "roles"] },
        pkce: { required: () => true },
        findAccount: (_context, accountId) => ({
          accountId,
          claims: () => Promise.resolve({ sub: accountId, ...people[accountId] }),
        }),
        // Nobody is asked whether the desk may know their name.
        async loadExistingGrant({ oidc }) {
          const grant = new oidc.provider.Grant({
            clientId: oidc.client?.clientId ?? "",
            accountId: oidc.session?.accountId ?? "",
          });
          grant.addOIDCScope("openid profile email");
          await grant.save();
          return grant;
        },
      });
      const answer = provider.callback();
      server.on("request", (req, res) => void answer(req, res));
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
