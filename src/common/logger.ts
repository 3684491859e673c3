import { type DestinationStream, type Logger, pino } from "pino";

import { AppError } from "./errors.ts";

/**
 * Logs as JSON lines. They hold ids, counts and codes, never what people wrote: fields of any other name are left out,
 * and of a foreign error only its kind and where it arose are kept, because libraries quote their input in messages.
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

/** A line for people at a terminal: the time of day, the level, the message, then the fields. */
function readable(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const told = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return `${[String(time).slice(11, 19), String(level).toUpperCase().padEnd(5), msg, ...told].join(" ")}\n`;
}

/**
 * Takes what libraries write to the console into the log, without their words: some print tokens and what people sent.
 * Returns the way to let them write again.
 */
export function takeConsole(log: Logger, of: Console = globalThis.console): () => void {
  const kept = { error: of.error, warn: of.warn, log: of.log, info: of.info, debug: of.debug };
  const take = (...words: unknown[]): void => {
    const err = words.find((word) => word instanceof Error);
    log.warn({ reason: "a library wrote to the console", ...(err ? { err } : {}) }, "words of a library, left out");
  };
  Object.assign(of, { error: take, warn: take, log: take, info: take, debug: take });
  return () => void Object.assign(of, kept);
}

/**
 * What a line may say beside its message. A new field joins here, where it is seen that it carries no text of people.
 */
const known = new Set([
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
]);

function keepKnown(fields: Record<string, unknown>): Record<string, unknown> {
  const unknown = Object.keys(fields).filter((name) => !known.has(name));
  if (unknown.length === 0) return fields;
  return { ...Object.fromEntries(Object.entries(fields).filter(([name]) => known.has(name))), leftOut: unknown };
}

type Described = { kind: string; code?: unknown; message?: string; at?: readonly string[]; cause?: Described };

function describeError(thrown: unknown, depth = 0): Described {
  if (!(thrown instanceof Error)) return { kind: typeof thrown };
  const code = (thrown as { code?: unknown }).code;
  // The stack begins with the message, whose lines may look like anything.
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
    // Our own faults' words are ours.
    ...(thrown instanceof AppError ? { message: thrown.message } : {}),
    ...(at ? { at } : {}),
    ...(thrown.cause !== undefined && depth < 3 ? { cause: describeError(thrown.cause, depth + 1) } : {}),
  };
}
