import type { QueuePlace, Typing } from "../../conversation/case-ports.ts";
import type { Attachments } from "../../conversation/attachments.ts";
import type { Conversations, TranscriptLine, Transcripts } from "../../conversation/ports.ts";
import type { Clients } from "../../http/middleware/client-ip.ts";
import type { ActivitySet, OutboundActivity } from "./activity-set.ts";
import type { AzureTokens } from "./azure-tokens.ts";
import type { RequestLimits } from "./request-limits.ts";
import type { Tokens } from "./tokens.ts";

/** What the Direct Line routes share. */
export type DirectLineContext = {
  tokens: Tokens;
  conversations: Conversations;
  transcripts: Transcripts;
  activitySet: (lines: readonly TranscriptLine[], user: string, after: number) => ActivitySet;
  limits: RequestLimits;
  clients: Clients;
  /**
   * The origins whose pages may embed the chat, whether their servers hold a secret, and the one that their tokens about
   * persons are signed with.
   */
  embedding: { origins: readonly string[]; hasSecret: boolean; widgetSecret: string | null };
  /** If set, the page talks to Azure's Direct Line instead of this one. */
  azureTokens?: AzureTokens | undefined;
  /** Typing indicators; missing if there are no human agents to see them. */
  typing?: Typing | undefined;
  /** Where the case of a conversation stands among those that wait; missing if there are no human agents. */
  queuePlace?: ((conversation: string) => Promise<QueuePlace | null>) | undefined;
  /** A typing indicator of an agent. */
  typingActivity: () => OutboundActivity;
  /** Told up to which line of an agent a page has got the conversation; missing where nobody asks. */
  onRead?: ((conversation: string, seq: number) => void) | undefined;
  now: () => number;
  /** The service's public address; without it the host that the request names is used. */
  publicUrl?: string | undefined;
  /** The files of uploads; null: they are counted and not kept, and may have `maxUploadBytes`. */
  attachments: Attachments | null;
  maxUploadBytes: number;
};
