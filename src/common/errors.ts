/**
 * Every fault that crosses a border of the house. Branch on `code`, never on texts; `remedy` tells whoever reads it
 * what to do.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** HTTP status this fault answers with. */
  readonly status: number;
  readonly remedy: string;
  /** What a program needs to know besides the code, such as who has a case. */
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
  AddressTooLong: 414,
  UnsupportedMediaType: 415,
  TooManyRequests: 429,
  Internal: 500,
  StoreUnavailable: 503,
  SignInUnavailable: 503,
  DirectLineUnavailable: 503,
} as const;
/** What callers may branch on; the texts of a fault may change at any time. */
export type ErrorCode = keyof typeof statuses;

/**
 * What the database suffers from is for operators, in the log and in `readyz`: it names paths, and nobody else can mend
 * it.
 */
const storeAway = { message: "Nothing can be stored just now.", remedy: "Send it again in a moment." };

/** The body that every refused request gets. */
export function errorBody(fault: AppError): {
  error: { code: ErrorCode; message: string; [fact: string]: string | null };
} {
  const { message, remedy } = fault.code === "StoreUnavailable" ? storeAway : fault;
  return { error: { ...fault.facts, code: fault.code, message: remedy ? `${message} ${remedy}` : message } };
}
