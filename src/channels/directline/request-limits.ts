import type { IncomingMessage } from "node:http";

import type { Clients } from "../../http/middleware/client-ip.ts";
import { type RateLimit, type RateLimits, throwTooManyRequests } from "../../http/middleware/rate-limiter.ts";
import { requireSameOrigin } from "../../http/middleware/same-origin.ts";
import type { WebRequest, WebResponse } from "../../http/response.ts";
import { requireSecret } from "./authorization.ts";
import type { TokenClaims } from "./tokens.ts";

/** Checks before a token is issued and before a message is taken. Each throws the refusal. */
export type RequestLimits = {
  /** For the token request of our own page. */
  checkPage(req: WebRequest, res: WebResponse): void;
  /** For the token request of an embedding site's server, or of any client if there is no secret. */
  checkClient(req: WebRequest, res: WebResponse): void;
  /** For a message with a valid token. */
  checkMessage(req: WebRequest, res: WebResponse, claims: TokenClaims): void;
  /** For an upload with a valid token, before it is read. */
  checkUpload(req: WebRequest, res: WebResponse, claims: TokenClaims): void;
};

/**
 * Per minute. Tokens: for one address. Messages: in one conversation, from one address, and overall; `perTenSeconds`
 * limits bursts of these.
 */
export type RequestsPerMinute = {
  pageTokens: number;
  clientTokens: number;
  conversation: number;
  address: number;
  overall: number;
  perTenSeconds: { conversation: number; address: number };
  /** Bytes of messages, and of uploads; what begins within the limit may go beyond it. */
  messageBytes: BytesPerMinute;
  uploadBytes: BytesPerMinute;
};

/** `perTenSeconds` limits bursts, as it does for messages. */
type BytesPerMinute = PerSender & { perTenSeconds: PerSender };
type PerSender = { conversation: number; address: number };

export type RequestLimitOptions = {
  rateLimits: RateLimits;
  clients: Clients;
  publicUrl?: string | undefined;
  /** The secret of the embedding sites' servers; null: any client may have a token. */
  secret: string | null;
  limits?: Partial<RequestsPerMinute> | undefined;
};

/**
 * A message has a thousand bytes on average: a sentence and what Web Chat sends with it. So whoever writes sentences
 * meets
 * the limit of messages first, also where many share an address, and a pasted log counts as some eight messages. It
 * takes
 * as long to read as that.
 */
const bytesPerMessage = 1_000;

const defaultLimits: RequestsPerMinute = {
  pageTokens: 60,
  clientTokens: 600,
  conversation: 300,
  address: 1_200,
  overall: 120_000,
  perTenSeconds: { conversation: 75, address: 300 },
  messageBytes: {
    conversation: 300 * bytesPerMessage,
    address: 1_200 * bytesPerMessage,
    perTenSeconds: { conversation: 75 * bytesPerMessage, address: 300 * bytesPerMessage },
  },
  uploadBytes: {
    conversation: 16_000_000,
    address: 64_000_000,
    perTenSeconds: { conversation: 12_000_000, address: 12_000_000 },
  },
};

/** An upload is more work than a message. */
const messagesPerUpload = 10;

const otherSite = "Another site may not open conversations here.";

export function createRequestLimits(options: RequestLimitOptions): RequestLimits {
  const { rateLimits, clients, publicUrl, secret } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const pageTokens = rateLimits.limit("page tokens", limits.pageTokens);
  const clientTokens = rateLimits.limit("client tokens", limits.clientTokens);
  const take = (limit: RateLimit, req: IncomingMessage, res: WebResponse): void => {
    const wait = limit(clients.ipOf(req));
    if (wait > 0) throwTooManyRequests(wait, res, "Too many new conversations from this address.");
  };
  return {
    checkPage(req, res) {
      requireSameOrigin(req, publicUrl, otherSite);
      take(pageTokens, req, res);
    },
    checkClient(req, res) {
      if (secret === null) requireSameOrigin(req, publicUrl, otherSite);
      else requireSecret(req, secret);
      take(clientTokens, req, res);
    },
    ...messageChecks(rateLimits, clients, limits),
  };
}

type Checks = Pick<RequestLimits, "checkMessage" | "checkUpload">;

/** The narrowest limit comes first: a flood in one conversation must not use up the limit that all share. */
function messageChecks(rateLimits: RateLimits, clients: Clients, limits: RequestsPerMinute): Checks {
  const { perTenSeconds } = limits;
  const conversation = rateLimits.limit("messages in conversation", limits.conversation, perTenSeconds.conversation);
  const address = rateLimits.limit("messages from address", limits.address, perTenSeconds.address);
  const overall = rateLimits.globalLimit("messages", limits.overall);
  const bytes = (name: string, most: BytesPerMinute) => ({
    conversation: rateLimits.limit(`${name} bytes in conversation`, most.conversation, most.perTenSeconds.conversation),
    address: rateLimits.limit(`${name} bytes from address`, most.address, most.perTenSeconds.address),
  });
  const check =
    (of: ReturnType<typeof bytes>, messages: number): Checks["checkMessage"] =>
    (req, res, claims) => {
      const ip = clients.isLocal(req) ? null : clients.ipOf(req);
      const wait = conversation(claims.conversation, messages) || (ip === null ? 0 : address(ip, messages));
      if (wait > 0) throwTooManyRequests(wait, res, "That was faster than anybody can read.");
      const size = sizeOf(req);
      const bytesWait = of.conversation(claims.conversation, size) || (ip === null ? 0 : of.address(ip, size));
      if (bytesWait > 0) throwTooManyRequests(bytesWait, res, "That was more than anybody can read.");
      const overallWait = overall();
      if (overallWait > 0) throwTooManyRequests(overallWait, res, "Very many people are writing just now.");
    };
  return {
    checkMessage: check(bytes("message", limits.messageBytes), 1),
    checkUpload: check(bytes("upload", limits.uploadBytes), messagesPerUpload),
  };
}

/** Bytes of the body; of one that came without a length, as much as it says. */
function sizeOf(req: WebRequest): number {
  const length = Number(req.headers["content-length"]);
  if (length >= 0) return length;
  return req.body === undefined ? unknownSize : Buffer.byteLength(JSON.stringify(req.body));
}

/** Counted for an upload that does not say how long it is. */
const unknownSize = 4 * 1024 * 1024;
