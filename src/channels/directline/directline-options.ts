import type { Typing } from "../../conversation/case-ports.ts";
import type { Conversations, TranscriptLine, Transcripts } from "../../conversation/ports.ts";
import type { Clients } from "../../http/middleware/client-ip.ts";
import type { ActivitySet, WireActivity } from "./outbound-activity.ts";
import type { Admission } from "./token-limits.ts";
import type { AzureTokens } from "./azure-tokens.ts";
import type { Tokens } from "./tokens.ts";

/** What the Direct Line handlers work with. */
export type DirectLineParts = {
  tokens: Tokens;
  conversations: Conversations;
  transcripts: Transcripts;
  activitySet: (lines: readonly TranscriptLine[], user: string, after: number) => ActivitySet;
  admission: Admission;
  clients: Clients;
  /** The sites that may embed the chat, and whether their servers hold a secret. */
  embedding: { origins: readonly string[]; hasSecret: boolean };
  /** Set: the page talks through Azure's Direct Line, not ours. */
  azureTokens?: AzureTokens | undefined;
  /** Who is typing, where there are people to see it. */
  typing?: Typing | undefined;
  /** An agent is typing, as the page takes it. */
  typingActivity: () => WireActivity;
  now: () => number;
  /** Where the outside reaches us; without it, whatever host a request names. */
  publicUrl?: string | undefined;
  /** Largest upload; the files are counted and not kept. */
  maxUploadBytes: number;
};
