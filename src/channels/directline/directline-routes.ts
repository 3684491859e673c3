import { randomUUID } from "node:crypto";

import type { Typing } from "../../conversation/case-ports.ts";
import type { Attachments } from "../../conversation/attachments.ts";
import type { Conversations, Transcripts } from "../../conversation/ports.ts";
import { type Clients, createClients } from "../../http/middleware/client-ip.ts";
import { createOpenStreams, type OpenStreams } from "../../http/middleware/open-streams.ts";
import { createRateLimits, type RateLimits } from "../../http/middleware/rate-limiter.ts";
import { type HttpServer, route } from "../../http/server.ts";
import { getActivities, getQueuePlace, postActivity } from "./activity-routes.ts";
import { createActivitySets, type RenderLine, type SpeakerNames } from "./activity-set.ts";
import type { AzureTokens } from "./azure-tokens.ts";
import {
  generateToken,
  identifyPerson,
  issuePageToken,
  reconnect,
  refreshToken,
  startConversation,
  startOver,
} from "./conversation-routes.ts";
import type { DirectLineContext } from "./directline-context.ts";
import { createRequestLimits, type RequestsPerMinute } from "./request-limits.ts";
import { serveStreams } from "./stream.ts";
import type { Tokens } from "./tokens.ts";
import { getAttachment, uploadFiles } from "./upload-routes.ts";

export type DirectLineOptions = {
  server: HttpServer;
  conversations: Conversations;
  transcripts: Transcripts;
  /** By default files are not kept. */
  attachments?: Attachments | null;
  tokens: Tokens;
  /** Renders the lines of the assistant and of agents. */
  toActivity: RenderLine;
  speakers: SpeakerNames;
  azureTokens?: AzureTokens | undefined;
  typing?: Typing | undefined;
  queuePlace?: DirectLineContext["queuePlace"];
  onRead?: DirectLineContext["onRead"];
  now: () => number;
  publicUrl?: string | undefined;
  /** By default a request counts for the address of its connection. */
  clients?: Clients;
  rateLimits?: RateLimits;
  openStreams?: OpenStreams;
  limits?: Partial<RequestsPerMinute>;
  /** Origins that may embed the chat, and the secret with which their servers get tokens. */
  allowedOrigins?: readonly string[];
  secret?: string | null;
  /** Verifies the tokens in which embedding sites say who the person is. */
  widgetSecret?: string | null;
  maxUploadBytes?: number;
  heartbeatMs?: number;
  streamsPerConversation?: number;
  /** Conversations that are followed by WebSocket at once. */
  streams?: number;
};

/** Registers Direct Line 3.0 and the page's own token request. */
export function serveDirectLine(options: DirectLineOptions): void {
  const { server, heartbeatMs = 30_000, streamsPerConversation = 10, streams = 10_000 } = options;
  const context = contextOf(options);
  const base = "/v3/directline";
  route(server, "POST", "/webchat/token", issuePageToken(context));
  route(server, "POST", "/webchat/start-over", startOver(context));
  route(server, "POST", "/webchat/identify", identifyPerson(context));
  route(server, "POST", `${base}/tokens/generate`, generateToken(context));
  route(server, "POST", `${base}/tokens/refresh`, refreshToken(context));
  route(server, "POST", `${base}/conversations`, startConversation(context));
  route(server, "GET", `${base}/conversations/:id`, reconnect(context));
  route(server, "POST", `${base}/conversations/:id/activities`, postActivity(context));
  route(server, "GET", `${base}/conversations/:id/activities`, getActivities(context));
  route(server, "GET", `${base}/conversations/:id/queue-place`, getQueuePlace(context));
  route(server, "POST", `${base}/conversations/:id/upload`, uploadFiles(context), { body: "raw" });
  route(server, "GET", `${base}/conversations/:id/attachments/:attachment`, getAttachment(context));
  serveStreams({
    ...context,
    server,
    openStreams: options.openStreams ?? createOpenStreams(context),
    heartbeatMs,
    maxPerConversation: streamsPerConversation,
    maxConversations: streams,
  });
}

function contextOf(options: DirectLineOptions): DirectLineContext {
  const {
    conversations,
    transcripts,
    tokens,
    azureTokens,
    typing,
    queuePlace,
    onRead,
    speakers,
    now,
    publicUrl,
    secret = null,
    widgetSecret = null,
    limits,
  } = options;
  const clients = options.clients ?? createClients({ trustProxy: 0 });
  const rateLimits = options.rateLimits ?? createRateLimits({ clock: { now, after: () => () => undefined } });
  return {
    conversations,
    transcripts,
    tokens,
    azureTokens,
    typing,
    queuePlace,
    onRead,
    typingActivity: () => ({
      type: "typing",
      id: `typing-${randomUUID()}`,
      channelId: "webchat",
      from: { id: "agent", name: speakers.agent, role: "bot" },
    }),
    now,
    publicUrl,
    activitySet: createActivitySets(options),
    clients,
    limits: createRequestLimits({ rateLimits, clients, publicUrl, secret, limits }),
    embedding: { origins: options.allowedOrigins ?? [], hasSecret: secret !== null, widgetSecret },
    attachments: options.attachments ?? null,
    maxUploadBytes: options.maxUploadBytes ?? 4 * 1024 * 1024,
  };
}
