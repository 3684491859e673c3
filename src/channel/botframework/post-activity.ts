import { Agent as PlainAgent, request as plainRequest, type RequestOptions } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";

/** A call of a channel's own service. `authorization` is the whole header, or undefined where nobody signs in. */
export type ChannelCall = { url: string; method: "POST" | "PUT"; authorization: string | undefined; body: unknown; timeoutMs: number };
/** Resolves when the service took it. Rejects with a `ChannelRefusal`, or with Node's own error where there was no answer. */
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
/** Shorter than the idle time of the services and of what stands before them, so that we never write into a connection they just closed. */
const idleMs = 20_000;

/**
 * Calls channels on connections that are kept open. It replaces the SDK's client for this one call: that one walks a description of
 * the activity field by field and sends it through a dozen policies, which cost two thirds of what the SDK's echo bot costs in all.
 * No redirects are followed: only the address that was vouched for is called.
 */
export function createCallChannel(): CallChannel {
  const ways = {
    "http:": { request: plainRequest, agent: new PlainAgent({ keepAlive: true, timeout: idleMs }) },
    "https:": { request: secureRequest, agent: new SecureAgent({ keepAlive: true, timeout: idleMs }) },
  };
  return ({ url, method, authorization, body, timeoutMs }) => {
    const way = url.startsWith("https:") ? ways["https:"] : ways["http:"];
    const text = JSON.stringify(body);
    const headers = { "Content-Type": "application/json; charset=utf-8", "Content-Length": Buffer.byteLength(text), Accept: "*/*" };
    const options: RequestOptions = { agent: way.agent, method, headers: authorization === undefined ? headers : { ...headers, Authorization: authorization } };
    return new Promise((resolve, reject) => {
      const sent = way.request(url, options, (answer) => {
        const status = answer.statusCode ?? 0;
        let said = "";
        answer.setEncoding("utf8");
        // Read to the end, or the connection could not be used again.
        answer.on("data", (piece: string) => (said += said.length < longestRefusal ? piece : ""));
        answer.on("error", reject);
        answer.on("end", () => {
          clearTimeout(timer);
          if (status >= 200 && status < 300) resolve();
          else reject(new ChannelRefusal(status, new Headers(answer.headers as Record<string, string>), parsed(said)));
        });
      });
      const timer = setTimeout(() => sent.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" })), timeoutMs);
      sent.on("error", (error) => {
        clearTimeout(timer);
        reject(error);
      });
      sent.end(text);
    });
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
