import { type DestinationStream, type Logger as PinoLogger, pino } from "pino";

import { AppError } from "./errors.ts";

/** A part of the service logs with a child of its own: `log.child({ part: "outbox" })`. */
export type Logger = PinoLogger;

/**
 * Logs JSON lines that hold ids, counts and codes, never what people wrote: fields outside the allow-list are dropped,
 * and of errors from libraries only kind and stack are kept, because libraries quote their input in messages.
 */
export function createLogger(options: { level: string; readable?: boolean; to?: DestinationStream }): Logger {
  const to = options.to ?? pino.destination({ fd: 1, sync: true });
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError },
      formatters: { level: (label) => ({ level: label }), log: keepKnown },
    },
    options.readable ? { write: (line) => to.write(readable(line)) } : to,
  );
}

/** A line for terminals: time of day, level, message, fields. */
function readable(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const shown = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return `${[String(time).slice(11, 19), String(level).toUpperCase().padEnd(5), msg, ...shown].join(" ")}\n`;
}

/**
 * Redirects the console output of libraries into the log, without its content: some print tokens and what people sent.
 * Returns a function that restores the console.
 */
export function redirectConsole(log: Logger, of: Console = globalThis.console): () => void {
  const original = { error: of.error, warn: of.warn, log: of.log, info: of.info, debug: of.debug };
  const redirect = (...output: unknown[]): void => {
    const err = output.find((value) => value instanceof Error);
    log.warn(err ? { err } : {}, "dependency wrote to console (content suppressed)");
  };
  Object.assign(of, { error: redirect, warn: redirect, log: redirect, info: redirect, debug: redirect });
  return () => void Object.assign(of, original);
}

/** Allow-list of fields. Before a field is added here, check that it cannot hold what people wrote. */
const knownFields = new Set([
  "err",
  "request",
  "conversation",
  "incoming",
  "line",
  "case",
  "agent",
  "channel",
  "destination",
  "activityType",
  "invoke",
  "method",
  "route",
  "status",
  "code",
  "attempt",
  "retry",
  "afterMs",
  "ms",
  "count",
  "depth",
  "port",
  "host",
  "address",
  "article",
  "step",
  "setting",
  "signal",
  "version",
  "reason",
  "connector",
]);

function keepKnown(fields: Record<string, unknown>): Record<string, unknown> {
  const unknown = Object.keys(fields).filter((name) => !knownFields.has(name));
  if (unknown.length === 0) return fields;
  return { ...Object.fromEntries(Object.entries(fields).filter(([name]) => knownFields.has(name))), leftOut: unknown };
}

type Described = { kind: string; code?: unknown; message?: string; at?: readonly string[]; cause?: Described };

function describeError(thrown: unknown, depth = 0): Described {
  if (!(thrown instanceof Error)) return { kind: typeof thrown };
  const code = (thrown as { code?: unknown }).code;
  // The stack begins with the message, whose lines may look like stack frames.
  const stack = thrown.stack?.startsWith(`${thrown.name}: ${thrown.message}`)
    ? thrown.stack.slice(thrown.name.length + 2 + thrown.message.length)
    : undefined;
  const at = stack
    ?.trim()
    .split("\n")
    .map((line) => line.trim())
    .slice(0, 12);
  return {
    kind: thrown.name,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    // Messages of our own errors hold no user input.
    ...(thrown instanceof AppError ? { message: thrown.message } : {}),
    ...(at ? { at } : {}),
    ...(thrown.cause !== undefined && depth < 3 ? { cause: describeError(thrown.cause, depth + 1) } : {}),
  };
}
