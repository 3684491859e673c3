import type { IncomingMessage } from "node:http";

import { AppError } from "../common/errors.ts";

/** The rest of a refused body is discarded up to this multiple of the limit. */
const discardFactor = 16;

/** Reads a body of up to `maxBytes`. A larger one is refused with 413 and its rest discarded. */
export async function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await streamBody(req, maxBytes, (chunk) => void chunks.push(chunk));
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

/**
 * Passes a body of up to `maxBytes` on as it comes and keeps none of it. What `take` throws refuses the request; the rest
 * is discarded then, as it is of a body that is larger.
 */
export function streamBody(req: IncomingMessage, maxBytes: number, take: (chunk: Buffer) => void): Promise<void> {
  if (Number(req.headers["content-length"] ?? 0) > maxBytes) {
    discardBody(req, maxBytes * discardFactor);
    return Promise.reject(tooLarge(maxBytes));
  }
  return new Promise((resolve, reject) => {
    let size = 0;
    const collect = (chunk: Buffer): void => {
      size += chunk.length;
      try {
        if (size > maxBytes) throw tooLarge(maxBytes);
        take(chunk);
      } catch (refusal) {
        req.off("data", collect);
        discardBody(req, maxBytes * discardFactor);
        reject(refusal instanceof Error ? refusal : incomplete(refusal));
      }
    };
    req.on("data", collect);
    req.once("end", () => resolve());
    req.once("error", (cause) => reject(incomplete(cause)));
    // Every request emits `close`; it is an error only if the body was incomplete.
    req.once("close", () => req.complete || reject(incomplete(undefined)));
  });
}

/** Parses a JSON body; undefined if there is none. */
export async function readJson(req: IncomingMessage, maxBytes: number): Promise<unknown> {
  const type = (req.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const bytes = await readBody(req, maxBytes);
  if (bytes.length === 0) return undefined;
  if (type !== "application/json" && !type.endsWith("+json")) {
    throw new AppError("UnsupportedMediaType", "The body must be JSON.", {
      remedy: "Send Content-Type: application/json.",
    });
  }
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new AppError("BadRequest", `The body is not valid JSON${positionOf(cause)}.`, { cause });
  }
}

/** Only the position: the message of the parser quotes the body. */
function positionOf(thrown: unknown): string {
  const position = thrown instanceof Error ? /position (\d+)/.exec(thrown.message)?.[1] : undefined;
  return position === undefined ? "" : `: fault at position ${position}`;
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("TooLarge", `The body is larger than ${Math.floor(maxBytes / 1024)} kB.`, {
    remedy: "Send less.",
  });
}

function incomplete(cause: unknown): AppError {
  return new AppError("BadRequest", "The request broke off before its body was complete.", { cause });
}

/**
 * The rest of a body that nobody wants is read for a while, so that its sender reads the response instead of a reset
 * connection. It is read slowly: at full speed, one address that sends forms of 3 MB after it was refused kept a third
 * of
 * a core busy with reading and with the garbage of it.
 */

/** Bytes a second of all such bodies together: an ordinary upload is through in a third of a second. */
const bytesPerSecond = 16_000_000;
/** A body that keeps nobody waiting longer than this passes without a pause. */
const freeMs = 20;
/** What is discarded of a body at most, where its reader sets no bound. Three times the largest upload. */
const maxDiscarded = 16_000_000;

/** When the bytes that were read so far are through at that speed, on the clock of `performance`. */
const pace = { busyUntil: 0 };
const discarded = new WeakSet<IncomingMessage>();

/** Discards what is still to come of the body; destroys the connection beyond `maxBytes`. */
export function discardBody(req: IncomingMessage, maxBytes = maxDiscarded): void {
  if (req.complete || discarded.has(req)) return;
  discarded.add(req);
  let left = maxBytes;
  req.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) return void req.destroy();
    const wait = waitAfter(chunk.length);
    if (wait <= freeMs) return;
    req.pause();
    setTimeout(() => req.resume(), wait).unref();
  });
  req.resume();
}

/** Milliseconds until the next bytes may be read. */
function waitAfter(bytes: number): number {
  const now = performance.now();
  pace.busyUntil = Math.max(pace.busyUntil, now) + (bytes * 1_000) / bytesPerSecond;
  return pace.busyUntil - now;
}
