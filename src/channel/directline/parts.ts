import type { Conversations, TranscriptLine, Transcripts } from "../../turn/ports.ts";
import type { ActivitySet } from "./activity-out.ts";
import type { Admission } from "./admission.ts";
import type { AzureTokens } from "./azure-tokens.ts";
import type { Tokens } from "./tokens.ts";

/** What the Direct Line handlers work with. */
export type DirectLineParts = {
  tokens: Tokens;
  conversations: Conversations;
  transcripts: Transcripts;
  activitySet: (lines: readonly TranscriptLine[], user: string, after: number) => ActivitySet;
  /** Throw when this address may not have another token now, or the request came from another site. */
  admitPage: Admission;
  admitClient: Admission;
  /** Set: the page talks through Azure's Direct Line, not ours. */
  azureTokens?: AzureTokens | undefined;
  now: () => number;
  /** Where the outside reaches us; without it, whatever host a request names. */
  publicUrl?: string | undefined;
  /** Largest upload; the files are counted and not kept. */
  maxUploadBytes: number;
};
