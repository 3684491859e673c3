import { randomUUID } from "node:crypto";

import type { Typing } from "../../conversation/case-ports.ts";
import type { Conversations, Transcripts } from "../../conversation/ports.ts";
import { knowClients, type Clients } from "../../http/middleware/client-ip.ts";
import { makeRateLimits, type RateLimits } from "../../http/middleware/rate-limiter.ts";
import { route, type HttpServer } from "../../http/server.ts";
import { getActivities, postActivity } from "./activity-routes.ts";
import { makeActivitySets, type ShowLine, type Speakers } from "./outbound-activity.ts";
import { makeAdmission, type AdmissionLimits } from "./token-limits.ts";
import { generateToken, reconnect, refreshToken, startConversation } from "./conversation-routes.ts";
import { pageToken } from "./page-token-route.ts";
import type { AzureTokens } from "./azure-tokens.ts";
import type { DirectLineParts } from "./directline-options.ts";
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
  typing?: Typing | undefined;
  now: () => number;
  publicUrl?: string | undefined;
  /** Whom a request counts for in the limits; the connection's address unless there is a proxy to be trusted. */
  clients?: Clients;
  rateLimits?: RateLimits;
  limits?: Partial<AdmissionLimits>;
  /** Sites that may embed the chat, and the secret with which their servers get tokens. */
  allowedOrigins?: readonly string[];
  secret?: string | null;
  maxUploadBytes?: number;
  heartbeatMs?: number;
  streamsPerConversation?: number;
  /** Conversations followed by WebSocket at once. */
  streams?: number;
};

/** Mounts Direct Line 3.0 and the page's own token call. */
export function serveDirectLine(options: DirectLineOptions): void {
  const { server, heartbeatMs = 30_000, streamsPerConversation = 10, streams = 10_000 } = options;
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
  serveStreams({
    ...parts,
    server,
    heartbeatMs,
    maxPerConversation: streamsPerConversation,
    maxConversations: streams,
  });
}

function partsOf(options: DirectLineOptions): DirectLineParts {
  const {
    conversations,
    transcripts,
    tokens,
    azureTokens,
    typing,
    speakers,
    now,
    publicUrl,
    secret = null,
    limits,
  } = options;
  const clients = options.clients ?? knowClients({ trustProxy: 0 });
  const rateLimits = options.rateLimits ?? makeRateLimits({ clock: { now, after: () => () => undefined } });
  return {
    conversations,
    transcripts,
    tokens,
    azureTokens,
    typing,
    typingActivity: () => ({
      type: "typing",
      id: `typing-${randomUUID()}`,
      channelId: "webchat",
      from: { id: "agent", name: speakers.agent, role: "bot" },
    }),
    now,
    publicUrl,
    activitySet: makeActivitySets(options),
    clients,
    admission: makeAdmission({ rateLimits, clients, publicUrl, secret, limits }),
    embedding: { origins: options.allowedOrigins ?? [], hasSecret: secret !== null },
    maxUploadBytes: options.maxUploadBytes ?? 4 * 1024 * 1024,
  };
}
