/**
 * A delivery attempt that failed. `retry: false` is final; `afterMs` is the delay that the remote asked for
 * (Retry-After); `nothingDone`: the request was certainly not processed, otherwise its response may just be lost. Any
 * other thrown error counts as retryable.
 */
export class DeliveryError extends Error {
  readonly retry: boolean;
  readonly afterMs: number | undefined;
  readonly nothingDone: boolean;
  constructor(message: string, options: { retry: boolean; afterMs?: number; nothingDone?: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "DeliveryError";
    this.retry = options.retry;
    this.afterMs = options.afterMs;
    this.nothingDone = options.nothingDone ?? false;
  }
}
