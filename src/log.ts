import { type DestinationStream, type Logger, pino } from "pino";

import { Fault } from "./errors.ts";

/**
 * Logs as JSON lines. They hold ids, counts and codes, never what people wrote: fields of any other name are left out,
 * and of a foreign error only its kind and where it arose are kept, because libraries quote their input in messages.
 */
export function createLog(options: { level: string; to?: DestinationStream }): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError },
      formatters: { level: (label) => ({ level: label }), log: keepKnown },
    },
    options.to ?? pino.destination({ fd: 1, sync: true }),
  );
}

/** What a line may say beside its message. A new field joins here, where it is seen that it carries no text of people. */
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
  const stack = thrown.stack?.startsWith(`${thrown.name}: ${thrown.message}`) ? thrown.stack.slice(thrown.name.length + 2 + thrown.message.length) : undefined;
  const at = stack
    ?.trim()
    .split("\n")
    .map((line) => line.trim())
    .slice(0, 12);
  return {
    kind: thrown.name,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    // Our own faults' words are ours.
    ...(thrown instanceof Fault ? { message: thrown.message } : {}),
    ...(at ? { at } : {}),
    ...(thrown.cause !== undefined && depth < 3 ? { cause: describeError(thrown.cause, depth + 1) } : {}),
  };
}
