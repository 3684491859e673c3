import type { IncomingMessage } from "node:http";

import type { Conversations, Transcripts } from "../../turn/ports.ts";
import { route, type HttpServer } from "../server.ts";
import { getActivities, postActivity } from "./activities.ts";
import { makeActivitySets, type ShowLine, type Speakers } from "./activity-out.ts";
import { makeAdmission } from "./admission.ts";
import { generateToken, reconnect, refreshToken, startConversation } from "./conversations.ts";
import { pageToken } from "./page-token.ts";
import type { DirectLineParts } from "./parts.ts";
import { makeRateLimit } from "./rate-limit.ts";
import { serveStreams } from "./stream.ts";
import type { Tokens } from "./tokens.ts";
import { upload } from "./upload.ts";

export type DirectLineOptions = {
  server: HttpServer;
  conversations: Conversations;
  transcripts: Transcripts;
  tokens: Tokens;
  /** How our own lines look on the page. */
  toActivity: ShowLine;
  speakers: Speakers;
  now: () => number;
  publicUrl?: string | undefined;
  /** Whom a request counts for in the limits; the connection's address unless there is a proxy to be trusted. */
  clientOf?: (req: IncomingMessage) => string;
  /** New tokens that one address may have in a minute. */
  tokensPerMinute?: number;
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
  const { conversations, transcripts, tokens, now, publicUrl, clientOf = connectionAddress } = options;
  const rateLimit = makeRateLimit({ limit: options.tokensPerMinute ?? 60, windowMs: 60_000, now });
  return {
    conversations,
    transcripts,
    tokens,
    now,
    publicUrl,
    activitySet: makeActivitySets(options),
    admit: makeAdmission({ rateLimit, publicUrl, clientOf }),
    maxUploadBytes: options.maxUploadBytes ?? 4 * 1024 * 1024,
  };
}

function connectionAddress(req: IncomingMessage): string {
  return req.socket.remoteAddress ?? "";
}
