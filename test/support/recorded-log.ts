import { pino } from "pino";

import { createLogger, type Logger } from "../../src/common/logger.ts";

/** A line as it is logged; errors as `{ kind, code, message … }`. */
export type LogLine = { level: string; msg: string; [field: string]: unknown };

/** A logger that writes nothing. */
export const silentLog: Logger = pino({ level: "silent" });

/** The service's own logger, with its lines collected. */
export function createRecordedLog(): { log: Logger; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const log = createLogger({ level: "info", to: { write: (line) => void lines.push(JSON.parse(line) as LogLine) } });
  return { log, lines };
}
