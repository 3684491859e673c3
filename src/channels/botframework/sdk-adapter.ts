import { type Activity, CloudAdapter, ConfigurationBotFrameworkAuthentication } from "botbuilder";

import type { BotIdentity } from "../../config/settings.ts";
import { AppError } from "../../common/errors.ts";
import type { AdapterOptions, Authority } from "./adapter.ts";

type Authentication = ConfigurationBotFrameworkAuthentication;
type Identity = Parameters<Authentication["createConnectorFactory"]>[0];
type Factory = ReturnType<Authentication["createConnectorFactory"]>;
/** The SDK's client of a channel's own service. */
export type ConnectorClient = Awaited<ReturnType<Factory["create"]>>;

const clientsKept = 200;

/**
 * The SDK builds a connector client for every use; it depends on nothing but the service's address and the audience, so
 * it is kept. Its own retrying inside a turn is taken out: its POST may be heard twice, and the outbox tries again
 * anyway, later and without holding the turn.
 */
class KeptClients extends ConfigurationBotFrameworkAuthentication {
  readonly #connectors = new Map<string, Promise<ConnectorClient>>();

  override createConnectorFactory(identity: Identity): Factory {
    return this.#keep(super.createConnectorFactory(identity));
  }

  #keep(factory: Factory): Factory {
    return { create: (serviceUrl: string, audience: string) => this.#connector(factory, serviceUrl, audience) };
  }

  #connector(factory: Factory, serviceUrl: string, audience: string): Promise<ConnectorClient> {
    const key = `${audience} ${serviceUrl}`;
    const kept = this.#connectors.get(key) ?? factory.create(serviceUrl, audience).then(withoutRetries);
    this.#connectors.set(key, kept);
    // What failed is not kept.
    kept.catch(() => this.#connectors.delete(key));
    const oldest = this.#connectors.keys().next().value;
    if (this.#connectors.size > clientsKept && oldest !== undefined) this.#connectors.delete(oldest);
    return kept;
  }
}

/** What every kind of the SDK's credentials does; of a request it only touches the headers. */
type SignsRequests = {
  signRequest(request: { headers: { set(name: string, value: string): void } }): Promise<unknown>;
};

type Pipelined = { client: { pipeline: { removePolicy(policy: { name: string }): unknown } } };

/** Redirects go as well: only the address that was vouched for is called. */
function withoutRetries(client: ConnectorClient): ConnectorClient {
  const { pipeline } = (client as unknown as Pipelined).client;
  for (const name of ["defaultRetryPolicy", "redirectPolicy"]) pipeline.removePolicy({ name });
  return client;
}

/** The Bot Framework's adapter, opened at the two places that we need: who sends this, and how to reach them later. */
export class SdkAdapter extends CloudAdapter {
  readonly #bot: BotIdentity | null;
  readonly #signInTimeoutMs: number;

  constructor(options: AdapterOptions) {
    super(new KeptClients({ ...credentialsOf(options.bot), ...cloudOf(options.authority) }));
    this.#bot = options.bot;
    this.#signInTimeoutMs = options.signInTimeoutMs ?? 5_000;
  }

  /**
   * Runs `turn` once the sender is known to be who they say; a sender who is not is refused with a `Fault`. Of the
   * SDK's
   * `processActivity` only the check itself is used: its turn context and clients for each turn would be thrown away
   * unused.
   */
  async admit(header: string, activity: Activity, turn: () => Promise<void>): Promise<void> {
    let state: "checking" | "admitted" | "refused" = "checking";
    const run = async (): Promise<void> => {
      // Known too late: the sender was told to try again, and will.
      if (state === "refused") return;
      state = "admitted";
      await turn();
    };
    const tooLate = deadline(this.#signInTimeoutMs, () => state === "checking");
    try {
      await Promise.race([
        this.botFrameworkAuthentication.authenticateRequest(activity, header).then(run),
        tooLate.passed,
      ]);
    } catch (thrown) {
      if ((state as string) === "admitted") throw thrown;
      state = "refused";
      throw thrown instanceof AppError ? thrown : refusal(thrown);
    } finally {
      tooLate.clear();
    }
  }

  /** The `Authorization` header for the service at `serviceUrl`. The SDK keeps the token until it runs out. */
  async authorizationFor(serviceUrl: string): Promise<string | undefined> {
    const { credentials } = (await this.connectorFor(serviceUrl)) as unknown as { credentials: SignsRequests };
    let authorization: string | undefined;
    await credentials.signRequest({ headers: { set: (_name, value) => (authorization = value) } });
    return authorization;
  }

  /** The client of the service at `serviceUrl`, signed in as ourselves. */
  connectorFor(serviceUrl: string): Promise<ConnectorClient> {
    const identity = this.createClaimsIdentity(this.#bot?.appId ?? "");
    // No audience: the cloud's own, which the SDK knows.
    return this.botFrameworkAuthentication.createConnectorFactory(identity).create(serviceUrl);
  }
}

function deadline(ms: number, stillMatters: () => boolean): { passed: Promise<never>; clear: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    if (stillMatters())
      reject(
        new AppError("SignInUnavailable", "Checking the sender took too long.", { remedy: "Try again in a moment." }),
      );
  }, ms);
  return { passed: promise, clear: () => clearTimeout(timer) };
}

/**
 * The SDK lets a wrong signature and an unreachable key server out as the same kind of failure; senders must see the
 * difference.
 */
function refusal(thrown: unknown): AppError {
  const { name, statusCode } = thrown as { name?: string; statusCode?: number };
  const wrongToken =
    statusCode === 401 || ["JsonWebTokenError", "TokenExpiredError", "NotBeforeError"].includes(name ?? "");
  if (wrongToken)
    return new AppError("Unauthorized", "The sender's token is missing or not valid for this bot.", { cause: thrown });
  return new AppError("SignInUnavailable", "The sender's token cannot be checked now.", {
    remedy: "Try again in a moment.",
    cause: thrown,
  });
}

function credentialsOf(bot: BotIdentity | null): Record<string, string> {
  if (bot === null) return {};
  return {
    MicrosoftAppType: bot.appType,
    MicrosoftAppId: bot.appId,
    MicrosoftAppPassword: bot.password,
    MicrosoftAppTenantId: bot.tenantId,
  };
}

/** The SDK takes all of these addresses or none. */
function cloudOf(authority: Authority | undefined): Record<string, string> {
  if (!authority) return {};
  return {
    ToChannelFromBotLoginUrl: "https://login.microsoftonline.com/botframework.com",
    ToChannelFromBotOAuthScope: "https://api.botframework.com",
    ToBotFromChannelTokenIssuer: authority.issuer,
    OAuthUrl: "https://token.botframework.com",
    ToBotFromChannelOpenIdMetadataUrl: authority.openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: authority.openIdMetadataUrl,
    CallerId: "urn:botframework:azure",
  };
}
