import {
  type Activity,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
} from "botbuilder";

import type { BotIdentity } from "../../config/settings.ts";
import { AppError } from "../../common/errors.ts";
import type { SentActivity } from "../activities/activity-schema.ts";
import type { Authority, BotAuthenticationOptions, SdkAuthentication } from "./bot-authentication.ts";

/** Where tokens of the public cloud come from, and what they are for. */
const loginUrl = "https://login.microsoftonline.com/botframework.com";
const audience = "https://api.botframework.com";

/** What all credentials of the SDK have in common; it declares them by an interface that only signs its own requests. */
type TokenSource = { getToken(): Promise<string> };

/**
 * Authentication by botbuilder, the only file that imports it. Of `CloudAdapter.process` only these two parts are used:
 * the turn context and the clients that it creates for each turn would not be needed.
 */
export class BotbuilderAuthentication implements SdkAuthentication {
  readonly #authentication: ConfigurationBotFrameworkAuthentication;
  readonly #credentials: TokenSource;
  readonly #signInTimeoutMs: number;

  /** Throws if the installed version of botbuilder has no credentials of the form that is needed here. */
  static async create(options: BotAuthenticationOptions): Promise<BotbuilderAuthentication> {
    const factory = new ConfigurationServiceClientCredentialFactory(configurationOf(options.bot));
    const credentials = await factory.createCredentials(options.bot?.appId ?? "", audience, loginUrl, true);
    return new BotbuilderAuthentication(options, tokenSourceOf(credentials));
  }

  private constructor({ bot, authority, signInTimeoutMs = 5_000 }: BotAuthenticationOptions, credentials: TokenSource) {
    this.#authentication = new ConfigurationBotFrameworkAuthentication({
      ...configurationOf(bot),
      ...cloudOf(authority),
    });
    this.#credentials = credentials;
    this.#signInTimeoutMs = signInTimeoutMs;
  }

  async authenticate(header: string, activity: SentActivity, turn: () => Promise<void>): Promise<void> {
    let state: "checking" | "valid" | "refused" = "checking";
    const run = async (): Promise<void> => {
      // The result came after the deadline: the sender got a 503 and will retry.
      if (state === "refused") return;
      state = "valid";
      await turn();
    };
    const deadline = startDeadline(this.#signInTimeoutMs, () => state === "checking");
    try {
      await Promise.race([
        this.#authentication.authenticateRequest(activity as unknown as Activity, header).then(run),
        deadline.passed,
      ]);
    } catch (thrown) {
      if ((state as string) === "valid") throw thrown;
      state = "refused";
      throw thrown instanceof AppError ? thrown : refusalOf(thrown);
    } finally {
      deadline.clear();
    }
  }

  /** The SDK caches the token until it expires. */
  async authorizationHeader(): Promise<string> {
    return `Bearer ${await this.#credentials.getToken()}`;
  }
}

function tokenSourceOf(credentials: object): TokenSource {
  if ("getToken" in credentials && typeof credentials.getToken === "function") return credentials as TokenSource;
  throw new AppError("Internal", "The credentials of botbuilder have no getToken().", {
    remedy: "Install the version of botbuilder that package.json pins.",
  });
}

function startDeadline(ms: number, isPending: () => boolean): { passed: Promise<never>; clear: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    if (isPending())
      reject(
        new AppError("SignInUnavailable", "Checking the sender took too long.", { remedy: "Try again in a moment." }),
      );
  }, ms);
  return { passed: promise, clear: () => clearTimeout(timer) };
}

/**
 * The SDK throws similar errors for an invalid token and for a key server that cannot be reached. Senders retry only the
 * second, so they get different statuses: 401 and 503.
 */
function refusalOf(thrown: unknown): AppError {
  const { name, statusCode } = thrown as { name?: string; statusCode?: number };
  const isTokenInvalid =
    statusCode === 401 || ["JsonWebTokenError", "TokenExpiredError", "NotBeforeError"].includes(name ?? "");
  if (isTokenInvalid)
    return new AppError("Unauthorized", "The sender's token is missing or not valid for this bot.", { cause: thrown });
  return new AppError("SignInUnavailable", "The sender's token cannot be checked now.", {
    remedy: "Try again in a moment.",
    cause: thrown,
  });
}

function configurationOf(bot: BotIdentity | null): Record<string, string> {
  if (bot === null) return {};
  return {
    MicrosoftAppType: bot.appType,
    MicrosoftAppId: bot.appId,
    MicrosoftAppPassword: bot.password,
    MicrosoftAppTenantId: bot.tenantId,
  };
}

/** The SDK requires all of these addresses or none. */
function cloudOf(authority: Authority | undefined): Record<string, string> {
  if (!authority) return {};
  return {
    ToChannelFromBotLoginUrl: loginUrl,
    ToChannelFromBotOAuthScope: audience,
    ToBotFromChannelTokenIssuer: authority.issuer,
    OAuthUrl: "https://token.botframework.com",
    ToBotFromChannelOpenIdMetadataUrl: authority.openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: authority.openIdMetadataUrl,
    CallerId: "urn:botframework:azure",
  };
}
