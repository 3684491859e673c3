import { AppError } from "../../../common/errors.ts";

/** What an error of `pg` means for the caller. */
export type FailureKind =
  /** The server or the way to it is gone, or it is starting or failing over: try again on another connection. */
  | "away"
  /** Two transactions were in each other's way and this one was rolled back: run it again. */
  | "crossed"
  /** The query or its values are at fault: the same thing would happen again. */
  | "refused";

const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
]);
/**
 * Too many connections, shutting down, crashed, starting up, read-only (a standby after failing over), out of disk or
 * memory.
 */
const serverCodes = new Set(["53300", "57P01", "57P02", "57P03", "25006", "53100", "53200"]);
const crossedCodes = new Set(["40001", "40P01"]);

/** Judges by codes alone: the texts are in the server's language. */
export function failureKind(error: unknown): FailureKind {
  const code = codeOf(error);
  if (crossedCodes.has(code)) return "crossed";
  // Class 08 is SQL's own for connections. Errors without any code are pg's: a connection that ended or timed out.
  if (code === "" || code.startsWith("08") || networkCodes.has(code) || serverCodes.has(code)) return "away";
  return "refused";
}

/** The error to throw once retrying is over. An `AppError` passes unchanged. */
export function postgresError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (failureKind(error) === "refused")
    return new AppError("Internal", "A query of the store failed.", { cause: error });
  return new AppError("StoreUnavailable", "PostgreSQL is away or does not take writes.", {
    remedy: "Check the server behind DATABASE_URL; the service goes on by itself when it is back.",
    cause: error,
  });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Object && "code" in error ? String(error.code) : "";
}
