import type { IncomingMessage } from "node:http";

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
