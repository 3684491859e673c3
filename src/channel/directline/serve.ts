import type { IncomingMessage } from "node:http";

import type { Conversations, Transcripts } from "../../turn/ports.ts";
import { route, type HttpServer } from "../server.ts";
import { getActivities, postActivity } from "./activities.ts";
import { makeActivitySets, type ShowLine, type Speakers } from "./activity-out.ts";
import { makeAdmission, type Admission } from "./admission.ts";
import { generateToken, reconnect, refreshToken, startConversation } from "./conversations.ts";
import { pageToken } from "./page-token.ts";
import type { AzureTokens } from "./azure-tokens.ts";
import type { DirectLineParts } from "./parts.ts";
import { makeRateLimit } from "./rate-limit.ts";
import { serveStreams } from "./stream.ts";
import type { Tokens } from "./tokens.ts";
import { upload } from "./upload.ts";

/** What the endpoint works with, and its limits. */
export type DirectLineOptions = {
  server: HttpServer;
  conversations: Conversations;
  transcripts: Transcripts;
  tokens: Tokens;
  /** How our own lines look on the page. */
  toActivity: ShowLine;
  speakers: Speakers;
  azureTokens?: AzureTokens | undefined;
  now: () => number;
  publicUrl?: string | undefined;
  /** Whom a request counts for in the limits; the connection's address unless there is a proxy to be trusted. */
  clientOf?: (req: IncomingMessage) => string;
  /** Tokens that one address may have in a minute: for the page, and for other clients (benchmarks and tests among them). */
  tokensPerMinute?: number;
  generatedPerMinute?: number;
  maxUploadBytes?: number;
  heartbeatMs?: number;
  streamsPerConversation?: number;
};

/** Mounts Direct Line 3.0 and the page's own token call. */
export function serveDirectLine(options: DirectLineOptions): void {
  const { server, heartbeatMs = 30_000, streamsPerConversation = 10 } = options;
  const parts = partsOf(options);
  const at = "/v3/directline";
  route(server, "POST", "/webchat/token", pageToken(parts));
  route(server, "POST", `${at}/tokens/generate`, generateToken(parts));
  route(server, "POST", `${at}/tokens/refresh`, refreshToken(parts));
  route(server, "POST", `${at}/conversations`, startConversation(parts));
  route(server, "GET", `${at}/conversations/:id`, reconnect(parts));
  route(server, "POST", `${at}/conversations/:id/activities`, postActivity(parts));
  route(server, "GET", `${at}/conversations/:id/activities`, getActivities(parts));
  route(server, "POST", `${at}/conversations/:id/upload`, upload(parts), { body: "raw" });
  serveStreams({ ...parts, server, heartbeatMs, maxPerConversation: streamsPerConversation });
}

function partsOf(options: DirectLineOptions): DirectLineParts {
  const { conversations, transcripts, tokens, azureTokens, now, publicUrl, clientOf = connectionAddress } = options;
  const admission = (limit: number): Admission => makeAdmission({ rateLimit: makeRateLimit({ limit, windowMs: 60_000, now }), publicUrl, clientOf });
  return {
    conversations,
    transcripts,
    tokens,
    azureTokens,
    now,
    publicUrl,
    activitySet: makeActivitySets(options),
    admitPage: admission(options.tokensPerMinute ?? 60),
    admitClient: admission(options.generatedPerMinute ?? 600),
    maxUploadBytes: options.maxUploadBytes ?? 4 * 1024 * 1024,
  };
}

function connectionAddress(req: IncomingMessage): string {
  return req.socket.remoteAddress ?? "";
}
