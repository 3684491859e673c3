/**
 * Application error with the HTTP status of its response. Callers branch on `code`, never on texts; `remedy` tells the
 * reader what to do.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** HTTP status of the response. */
  readonly status: number;
  readonly remedy: string;
  /** Machine-readable details in addition to the code, such as the assignee of a case. */
  readonly facts: Readonly<Record<string, string | null>>;
  constructor(
    code: ErrorCode,
    message: string,
    options: { remedy?: string; cause?: unknown; facts?: AppError["facts"] } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.status = statuses[code];
    this.remedy = options.remedy ?? "";
    this.facts = options.facts ?? {};
  }
}

const statuses = {
  BadRequest: 400,
  Unauthorized: 401,
  TokenExpired: 403,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  Conflict: 409,
  TooLarge: 413,
  MessageTooLong: 413,
  TooManyFiles: 413,
  AddressTooLong: 414,
  UnsupportedMediaType: 415,
  TooManyRequests: 429,
  Internal: 500,
  StoreUnavailable: 503,
  FilesUnavailable: 503,
  SignInUnavailable: 503,
  DirectLineUnavailable: 503,
  ChannelUnavailable: 503,
} as const;
/** Stable, unlike the texts of an error. */
export type ErrorCode = keyof typeof statuses;

/** Database errors name paths: their details are for operators only, in the log and in `readyz`. */
const storeUnavailable = { message: "Nothing can be stored just now.", remedy: "Send it again in a moment." };

/** The JSON body of every error response. */
export function errorBody(error: AppError): {
  error: { code: ErrorCode; message: string; [fact: string]: string | null };
} {
  const { message, remedy } = error.code === "StoreUnavailable" ? storeUnavailable : error;
  return { error: { ...error.facts, code: error.code, message: remedy ? `${message} ${remedy}` : message } };
}
