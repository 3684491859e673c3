import { exponentialDelayMs, withJitter } from "../../common/retry-policy.ts";
import { ownHeaders } from "./desk-call.ts";

/** One thing the stream said. */
export type LiveEvent = { event: string; id: string; content: unknown };

/** Who wants to hear of it. */
export type LiveOptions = {
  onEvent: (event: LiveEvent) => void;
  /** False: the service is away. */
  onLine: (open: boolean) => void;
  /** The session is over. */
  onSignedOut: () => void;
};

/** Longer than this without a sign of life, and the line is dead: the service gives one every 20 s. */
const silenceMs = 45_000;
const waitMs = (attempt: number): number =>
  withJitter(exponentialDelayMs(attempt, { minDelayMs: 500, maxDelayMs: 10_000 }), Math.random);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Follows the desk's event stream for ever; after a break it goes on from the last number. `EventSource` would do, but
 * it sends no headers, which a tab in Teams needs.
 */
export async function followLive(options: LiveOptions): Promise<void> {
  const place = { last: "" };
  for (let attempt = 0; ; attempt++) {
    const came = await followOnce(place, options).catch(() => false);
    if (came === "signed-out") return options.onSignedOut();
    options.onLine(false);
    if (came) attempt = 0;
    await wait(waitMs(attempt));
  }
}

/** Until the line breaks; false when it was never there. */
async function followOnce(place: { last: string }, { onEvent, onLine }: LiveOptions): Promise<boolean | "signed-out"> {
  const ended = new AbortController();
  const headers = {
    ...ownHeaders(),
    accept: "text/event-stream",
    ...(place.last !== "" && { "last-event-id": place.last }),
  };
  const response = await fetch("/api/desk/events", { headers, signal: ended.signal, cache: "no-store" });
  if (response.status === 401) return "signed-out";
  if (!response.ok || !response.body) return false;
  onLine(true);
  await readEvents(response.body, ended, (event) => {
    if (event.id !== "") place.last = event.id;
    // Without a number to go on from, the first one is what the lists are read at.
    if (event.event === "ready" && place.last === "")
      place.last = String((event.content as { changed: number }).changed);
    onEvent(event);
  }).catch(() => undefined);
  return true;
}

async function readEvents(
  body: ReadableStream<Uint8Array>,
  ended: AbortController,
  hear: (event: LiveEvent) => void,
): Promise<void> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>)
    .getReader();
  let text = "";
  let alarm = setTimeout(() => ended.abort(), silenceMs);
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    clearTimeout(alarm);
    alarm = setTimeout(() => ended.abort(), silenceMs);
    const blocks = (text + part.value).split("\n\n");
    text = blocks.pop() ?? "";
    for (const event of blocks.map(eventOf)) if (event) hear(event);
  }
  clearTimeout(alarm);
}

function eventOf(block: string): LiveEvent | null {
  const field = (name: string): string =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? "";
  const content = field("data");
  return content === "" ? null : { event: field("event"), id: field("id"), content: JSON.parse(content) };
}
