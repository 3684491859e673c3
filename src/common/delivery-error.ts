/**
 * A delivery attempt that failed. `retry: false` is final; `afterMs` is the delay that the remote asked for
 * (Retry-After); `nothingDone`: the request was certainly not processed, otherwise its response may just be lost. Any
 * other thrown error counts as retryable. `maxInARow`: a refusal that may pass is tried so many times in a row, then it is
 * final. `isEarly`: nothing failed, it was only too early. `concerns`: whether the remote fails, or only refuses this conversation.
 */
export class DeliveryError extends Error {
  readonly retry: boolean;
  readonly afterMs: number | undefined;
  readonly nothingDone: boolean;
  readonly maxInARow: number;
  readonly isEarly: boolean;
  readonly concerns: "remote" | "conversation";
  constructor(message: string, options: DeliveryErrorOptions) {
    super(message, { cause: options.cause });
    this.name = "DeliveryError";
    this.retry = options.retry;
    this.afterMs = options.afterMs;
    this.nothingDone = options.nothingDone ?? false;
    this.maxInARow = options.maxInARow ?? Infinity;
    this.isEarly = options.isEarly ?? false;
    this.concerns = options.concerns ?? "remote";
  }
}

type DeliveryErrorOptions = {
  retry: boolean;
  afterMs?: number;
  nothingDone?: boolean;
  maxInARow?: number;
  isEarly?: boolean;
  concerns?: DeliveryError["concerns"];
  cause?: unknown;
};
