import type { Activity } from "botbuilder";

import type { BotIdentity } from "../../config/settings.ts";
import { AppError } from "../../common/errors.ts";
import type { ConnectorClient, SdkAdapter } from "./sdk-adapter.ts";

/** Where tokens of channels come from, when it is not Microsoft's public cloud. */
export type Authority = { issuer: string; openIdMetadataUrl: string };

/** What an adapter is made of. `authority`: whose signatures count, Microsoft's by default. */
export type AdapterOptions = {
  /** Null: nobody signs in, which only loopback may do. */
  bot: BotIdentity | null;
  authority?: Authority;
  /** How long checking a sender's token may take. */
  signInTimeoutMs?: number;
};

/**
 * The Bot Framework's adapter. The SDK behind it takes a fifth of the service's start, so it is loaded when it is first
 * needed, or by `load` once the doors are open.
 */
export class BotAdapter {
  readonly #options: AdapterOptions;
  #loading: Promise<SdkAdapter> | null = null;

  constructor(options: AdapterOptions) {
    this.#options = options;
  }

  /** True where every sender must show a token. */
  get checksSenders(): boolean {
    return this.#options.bot !== null;
  }

  /** Loads what the first talk will need, so that nobody waits for it. */
  async load(): Promise<void> {
    await Promise.all([import("undici"), this.checksSenders ? this.#sdk() : null]);
  }

  /** Runs `turn` once the sender is known to be who they say; a sender who is not is refused with a `Fault`. */
  async admit(header: string, activity: Activity, turn: () => Promise<void>): Promise<void> {
    // The SDK asks less of this channel: nothing binds its token to the address that we would answer to.
    if (activity.channelId.toLowerCase() === "asechannel")
      throw new AppError("Forbidden", "This channel is not served.");
    // Without an app id the SDK would let everybody in as well, after building what nobody uses.
    if (!this.checksSenders) return turn();
    return (await this.#sdk()).admit(header, activity, turn);
  }

  /** The `Authorization` header for the service at `serviceUrl`; undefined where nobody signs in. */
  async authorizationFor(serviceUrl: string): Promise<string | undefined> {
    return this.checksSenders ? (await this.#sdk()).authorizationFor(serviceUrl) : undefined;
  }

  /** The SDK's client of the service at `serviceUrl`, signed in as ourselves. */
  async connectorFor(serviceUrl: string): Promise<ConnectorClient> {
    return (await this.#sdk()).connectorFor(serviceUrl);
  }

  #sdk(): Promise<SdkAdapter> {
    this.#loading ??= import("./sdk-adapter.ts").then(({ SdkAdapter }) => new SdkAdapter(this.#options));
    return this.#loading;
  }
}
