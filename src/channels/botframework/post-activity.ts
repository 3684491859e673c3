import type { Agent, Dispatcher } from "undici";

/** A call of a channel's own service. `authorization` is the whole header, or undefined where nobody signs in. */
export type ChannelCall = {
  url: string;
  method: "POST" | "PUT";
  authorization: string | undefined;
  body: unknown;
  timeoutMs: number;
};
/**
 * Resolves when the service took it. Rejects with a `ChannelRefusal`, or with the connection's own error where there
 * was no answer.
 */
export type CallChannel = (call: ChannelCall) => Promise<void>;

/** The service's answer where it is not one of success. What it says may hold people's words. */
class ChannelRefusal extends Error {
  readonly statusCode: number;
  readonly body: unknown;
  readonly response: { headers: Headers };
  constructor(statusCode: number, headers: Headers, body: unknown) {
    super(`the channel answered ${statusCode}`);
    this.name = "ChannelRefusal";
    this.statusCode = statusCode;
    this.response = { headers };
    this.body = body;
  }
}

/** More of a refusal than this is not worth reading. */
const longestRefusal = 64 * 1024;
/**
 * Shorter than the idle time of the services and of what stands before them, so that we never write into a connection
 * they just closed.
 */
const idleMs = 20_000;

/**
 * Calls channels on connections that are kept open. It replaces the SDK's client for this one call: that one walks a
 * description of the activity field by field and sends it through a dozen policies, which cost two thirds of what the
 * SDK's echo bot costs in all; and Node's own client costs more than twice what undici does. No redirects are followed:
 * only the address that was vouched for is called.
 */
export function createCallChannel(): CallChannel {
  let opening: Promise<Agent> | undefined;
  return async ({ url, method, authorization, body, timeoutMs }) => {
    const connections = await (opening ??= openConnections());
    const { origin, path } = placeOf(url);
    const headers = {
      "content-type": "application/json; charset=utf-8",
      accept: "*/*",
      ...(authorization === undefined ? {} : { authorization }),
    };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // The time limit is ours alone: undici's own start anew with each piece of an answer.
    const call = { origin, path, method, headers, body: JSON.stringify(body), headersTimeout: 0, bodyTimeout: 0 };
    connections.dispatch(call, new Answer({ resolve, reject, timeoutMs }));
    return promise;
  };
}

/** Loaded when it is first needed: a service that only has the page never does. */
async function openConnections(): Promise<Agent> {
  const { Agent } = await import("undici");
  // No service gets a connection kept longer by wishing so.
  return new Agent({ keepAliveTimeout: idleMs, keepAliveMaxTimeout: idleMs });
}

/** An address is parsed by hand: as a `URL` it costs as much as a tenth of the call. */
function placeOf(url: string): { origin: string; path: string } {
  const slash = url.indexOf("/", url.indexOf("//") + 2);
  return slash === -1 ? { origin: url, path: "/" } : { origin: url.slice(0, slash), path: url.slice(slash) };
}

type AnsweredHeaders = Record<string, string | string[] | undefined>;

/** Hears what becomes of one call. */
class Answer implements Dispatcher.DispatchHandler {
  readonly #resolve: () => void;
  readonly #reject: (reason: Error) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #late: Error | null = null;
  #status = 0;
  #headers: AnsweredHeaders = {};
  readonly #said: Buffer[] = [];
  #length = 0;

  constructor({
    resolve,
    reject,
    timeoutMs,
  }: {
    resolve: () => void;
    reject: (reason: Error) => void;
    timeoutMs: number;
  }) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => {
      this.#late = Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" });
      this.#controller?.abort(this.#late);
      reject(this.#late);
    }, timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Counted as failed while it waited for a connection: sent now, it would be said twice.
    if (this.#late) controller.abort(this.#late);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: AnsweredHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  /** Read to the end, or the connection could not be used again. */
  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.#length < longestRefusal) this.#said.push(piece);
    this.#length += piece.length;
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    if (this.#status >= 200 && this.#status < 300) return this.#resolve();
    this.#reject(
      new ChannelRefusal(
        this.#status,
        new Headers(this.#headers as Record<string, string>),
        parsed(Buffer.concat(this.#said).toString("utf8")),
      ),
    );
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    clearTimeout(this.#timer);
    this.#reject(error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
