/** What is recorded of what agents do: a closed list. */
export const auditActions = [
  "signed-in",
  "sign-in-failed",
  "locked-out",
  "refused",
  "signed-out",
  "signed-out-everywhere",
  "read",
  "exported",
  "redacted",
  "reviewed",
  "order-approved",
  "order-rolled-back",
  "ready-reply",
  "settings",
] as const;
export type AuditAction = (typeof auditActions)[number];

/**
 * One thing that was done. `who`: a login, empty where nobody is known; `subject`: what it was done to, such as a case's
 * number; `address`: where the request came from; `detail`: numbers and names of our own, never anybody's words.
 */
export type AuditEntry = {
  at: number;
  who: string;
  what: AuditAction;
  subject: string;
  address: string;
  detail: string;
};

/** The audit log. */
export type AuditLog = {
  record(entry: AuditEntry): Promise<void>;
  /** The newest entries first, at most `limit`, of those before `before` (their `seq`). */
  list(limit: number, before?: number): Promise<readonly (AuditEntry & { seq: number })[]>;
  count(): Promise<number>;
  prune(before: number): Promise<void>;
};
