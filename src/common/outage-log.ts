import type { Logger } from "./logger.ts";

/** Logs an outage once when it begins and once when it ends, however often a dependency is called in between. */
export type OutageLog = {
  /** `fields` describe what was called; the first failure alone is logged. */
  failed(err: unknown, fields?: Record<string, unknown>): void;
  succeeded(fields?: Record<string, unknown>): void;
};

/**
 * `down` and `up` are the messages of both lines. With `threshold` the outage begins only at that many failures without
 * a success in between: one failure alone is normal where many remotes are called.
 */
export function createOutageLog(options: { log: Logger; down: string; up: string; threshold?: number }): OutageLog {
  const { log, down, up, threshold = 1 } = options;
  let failures = 0;
  return {
    failed(err, fields = {}) {
      failures += 1;
      if (failures === threshold) log.warn({ ...fields, err }, down);
    },
    succeeded(fields = {}) {
      if (failures >= threshold) log.info(fields, up);
      failures = 0;
    },
  };
}
