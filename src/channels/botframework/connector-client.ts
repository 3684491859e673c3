import { LRUCache } from "lru-cache";
import type { Agent, Dispatcher } from "undici";

import { DeliveryError } from "../../common/delivery-error.ts";
import type { Address } from "../activities/conversation-reference.ts";
import type { OutboundMessage } from "../rendering/activity-renderer.ts";
import type { BotAuthentication } from "./bot-authentication.ts";
import { ConnectorError, deliveryErrorOf } from "./refusals.ts";

/**
 * Sends one activity to its channel, once; `replaces` is the id of the activity that it updates. Resolves with the id that
 * the channel gives it, if it does. Throws a `DeliveryError` that says whether a retry can succeed.
 */
export type SendActivity = (
  address: Address,
  activity: OutboundMessage | { type: "typing" },
  replaces?: string,
) => Promise<string | null>;

/** Creates `SendActivity` on connections that are kept alive. */
export function createSendActivity(options: { auth: BotAuthentication; timeoutMs?: number }): SendActivity {
  const { auth, timeoutMs = 15_000 } = options;
  const request = createConnectorRequest();
  return async (address, activity, replaces) => {
    if (!address.serviceUrl) throw new DeliveryError("the conversation has no address to send to", { retry: false });
    const body = { ...activity, ...addressFieldsOf(address) };
    const path = `v3/conversations/${encodeURIComponent(address.conversation.id)}/activities`;
    try {
      const authorization = await auth.authorizationHeader();
      const common = { serviceUrl: address.serviceUrl, authorization, timeoutMs };
      if (replaces === undefined) return idIn(await request({ ...common, method: "POST", path, body }));
      await request({
        ...common,
        method: "PUT",
        path: `${path}/${encodeURIComponent(replaces)}`,
        body: { ...body, id: replaces },
      });
      return replaces;
    } catch (thrown) {
      throw deliveryErrorOf(thrown);
    }
  };
}

function addressFieldsOf(address: Address): Record<string, unknown> {
  const { channelId, serviceUrl, conversation, bot, user, locale } = address;
  return { channelId, serviceUrl, conversation, ...(bot ? { from: bot } : {}), recipient: user, locale };
}

/** Longer ones than channels make are none to be kept. */
const maxIdLength = 500;

function idIn(answer: Buffer): string | null {
  const { id } = (parseJson(answer.toString("utf8")) ?? {}) as { id?: unknown };
  return typeof id === "string" && id !== "" && id.length <= maxIdLength ? id : null;
}

/** `authorization`: the whole header. `path`: relative to the service's address. */
export type ConnectorRequest = {
  serviceUrl: string;
  path: string;
  method: "POST" | "PUT";
  authorization: string | undefined;
  body: unknown;
  timeoutMs: number;
};

const maxErrorBytes = 64 * 1024;
/** Below the idle timeout of the channels and their load balancers, so that we never write to a connection they close. */
const keepAliveMs = 20_000;
const maxEndpoints = 200;

/**
 * Requests to the Connector API, on undici: the SDK's client serialises the activity field by field through a dozen
 * policies, which took two thirds of the CPU of its echo bot, and Node's own client takes twice as much as undici.
 * Redirects are not followed: only the address that was validated is called.
 *
 * Resolves with the body on success. Rejects with a `ConnectorError`, or with the error of the connection if there was no response.
 */
function createConnectorRequest(): (request: ConnectorRequest) => Promise<Buffer> {
  const endpoints = new LRUCache<string, URL>({ max: maxEndpoints });
  let opening: Promise<Agent> | undefined;
  return async ({ serviceUrl, path, method, authorization, body, timeoutMs }) => {
    const agent = await (opening ??= openAgent());
    const endpoint = endpoints.get(serviceUrl) ?? new URL(serviceUrl);
    endpoints.set(serviceUrl, endpoint);
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const options: Dispatcher.DispatchOptions = {
      origin: endpoint.origin,
      path: `${endpoint.pathname}${endpoint.pathname.endsWith("/") ? "" : "/"}${path}`,
      method,
      headers: {
        "content-type": "application/json; charset=utf-8",
        accept: "*/*",
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: JSON.stringify(body),
      // `timeoutMs` covers the whole request; the timeouts of undici start again with each chunk.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    agent.dispatch(options, new ResponseHandler({ resolve, reject, timeoutMs }));
    return promise;
  };
}

/** undici is loaded with the first request: a service without channels never needs it. */
async function openAgent(): Promise<Agent> {
  const { Agent } = await import("undici");
  // The maximum keeps a service from extending the keep-alive by a hint of its own.
  return new Agent({ keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: keepAliveMs });
}

type ResponseHeaders = Record<string, string | string[] | undefined>;
type ResponseHandlerOptions = { resolve: (body: Buffer) => void; reject: (reason: Error) => void; timeoutMs: number };

/**
 * Handles one response. `Agent.request()` would take a third of these lines, but its stream and abort signal took 63
 * instead of 44 µs of CPU per request (best of 25 runs of 1,000).
 */
class ResponseHandler implements Dispatcher.DispatchHandler {
  readonly #options: ResponseHandlerOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #timeout: Error | null = null;
  #status = 0;
  #headers: ResponseHeaders = {};
  #length = 0;

  constructor(options: ResponseHandlerOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => {
      this.#timeout = Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" });
      this.#controller?.abort(this.#timeout);
      options.reject(this.#timeout);
    }, options.timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It timed out while it was queued for a connection, and will be retried: sent now it would arrive twice.
    if (this.#timeout) controller.abort(this.#timeout);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  /** Reads to the end, so that the connection can be used again, but keeps a bounded part. */
  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#length < maxErrorBytes) this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    if (this.#status >= 200 && this.#status < 300) return this.#options.resolve(Buffer.concat(this.#chunks));
    const retryAfter = this.#headers["retry-after"];
    this.#options.reject(
      new ConnectorError(this.#status, {
        body: parseJson(Buffer.concat(this.#chunks).toString("utf8")),
        retryAfter: typeof retryAfter === "string" ? retryAfter : null,
      }),
    );
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    clearTimeout(this.#timer);
    this.#options.reject(error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
