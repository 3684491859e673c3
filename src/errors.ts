/**
 * Every fault that crosses a border of the house. Branch on `code`, never on texts; `remedy` tells whoever reads it what to do.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  /** HTTP status this fault answers with. */
  readonly status: number;
  readonly remedy: string;
  constructor(code: FaultCode, message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "Fault";
    this.code = code;
    this.status = statuses[code];
    this.remedy = options.remedy ?? "";
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
} as const;
export type FaultCode = keyof typeof statuses;

/** The body that every refused request gets. */
export function faultBody(fault: Fault): { error: { code: FaultCode; message: string } } {
  return { error: { code: fault.code, message: fault.remedy ? `${fault.message} ${fault.remedy}` : fault.message } };
}
