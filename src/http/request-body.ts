import type { IncomingMessage } from "node:http";

import { AppError } from "../common/errors.ts";

/**
 * Beyond so many times the limit we stop listening to what we refuse: until then the sender gets to read the answer.
 */
const patience = 16;

/** Reads a body up to `maxBytes`; more is refused with 413, and the rest is let past without being kept. */
export function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(req.headers["content-length"] ?? 0) > maxBytes) {
    letPass(req, maxBytes * patience);
    return Promise.reject(tooLarge(maxBytes));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= maxBytes) return void chunks.push(chunk);
      req.off("data", take);
      letPass(req, maxBytes * patience);
      reject(tooLarge(maxBytes));
    };
    req.on("data", take);
    req.once("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    req.once("error", (cause) => reject(brokenOff(cause)));
    // Every request closes; only one that ended before its time is a fault.
    req.once("close", () => req.complete || reject(brokenOff(undefined)));
  });
}

/** Reads a JSON body; undefined when the request brings none. */
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
    throw new AppError("BadRequest", `The body is not valid JSON${placeOf(cause)}.`, { cause });
  }
}

/** Only the position: the parser's own message quotes what the person wrote. */
function placeOf(thrown: unknown): string {
  const position = thrown instanceof Error ? /position (\d+)/.exec(thrown.message)?.[1] : undefined;
  return position === undefined ? "" : `: fault at position ${position}`;
}

function letPass(req: IncomingMessage, bytes: number): void {
  let left = bytes;
  req.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) req.destroy();
  });
  req.resume();
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("TooLarge", `The body is larger than ${Math.floor(maxBytes / 1024)} kB.`, {
    remedy: "Send less.",
  });
}

function brokenOff(cause: unknown): AppError {
  return new AppError("BadRequest", "The request broke off before its body was complete.", { cause });
}
