import type { BotIdentity } from "../../config/settings.ts";
import { AppError } from "../../common/errors.ts";
import type { SentActivity } from "../activities/activity-schema.ts";

/** Whose signatures are accepted, if not Microsoft's public cloud. */
export type Authority = { issuer: string; openIdMetadataUrl: string };

export type BotAuthenticationOptions = {
  /** Null: requests are not authenticated, which is only for loopback. */
  bot: BotIdentity | null;
  authority?: Authority;
  /** Deadline for the check of a token. */
  signInTimeoutMs?: number;
};

/**
 * The port to the Bot Framework's authentication: who sent a request, and how requests of ours are signed. botbuilder
 * fills it today; a successor of that SDK only has to provide `SdkAuthentication`.
 */
export type BotAuthentication = {
  /** True if every request must carry a token. */
  readonly required: boolean;
  /** Loads the SDK ahead of the first request. */
  load(): Promise<void>;
  /**
   * Runs `turn` if the token in the header is valid for the activity and its `serviceUrl`. Throws `Unauthorized` for an
   * invalid token, `SignInUnavailable` if it could not be checked in time, `Forbidden` for a channel that is not served.
   */
  authenticate(header: string, activity: SentActivity, turn: () => Promise<void>): Promise<void>;
  /** The `Authorization` header for requests to the channel; undefined without a bot identity. */
  authorizationHeader(): Promise<string | undefined>;
};

/** What an SDK has to provide. */
export type SdkAuthentication = Pick<BotAuthentication, "authenticate" | "authorizationHeader">;

/** Loading the SDK takes a fifth of the start, so it is loaded when it is first needed, or by `load`. */
export function createBotAuthentication(options: BotAuthenticationOptions): BotAuthentication {
  const required = options.bot !== null;
  let loading: Promise<SdkAuthentication> | undefined;
  const sdk = (): Promise<SdkAuthentication> =>
    (loading ??= import("./botbuilder-authentication.ts").then(({ BotbuilderAuthentication }) =>
      BotbuilderAuthentication.create(options),
    ));
  return {
    required,
    async load() {
      await Promise.all([import("undici"), required ? sdk() : null]);
    },
    async authenticate(header, activity, turn) {
      // The SDK does not bind the tokens of this channel to the address that replies are sent to.
      if (activity.channelId.toLowerCase() === "asechannel")
        throw new AppError("Forbidden", "This channel is not served.");
      if (!required) return turn();
      return (await sdk()).authenticate(header, activity, turn);
    },
    authorizationHeader: async () => (required ? (await sdk()).authorizationHeader() : undefined),
  };
}
