import { ownHeaders } from "./call.ts";

/** One thing the stream said. */
export type LiveEvent = { event: string; id: string; content: unknown };

export type LiveOptions = {
  onEvent: (event: LiveEvent) => void;
  /** False: the service is away. */
  onLine: (open: boolean) => void;
  /** The session is over. */
  onSignedOut: () => void;
};

/** Longer than this without a sign of life, and the line is dead: the service gives one every 20 s. */
const silenceMs = 45_000;
const waitMs = (attempt: number): number => Math.min(10_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Follows the desk's event stream for ever; after a break it goes on from the last number. `EventSource` would do, but it sends no headers,
 * which a tab in Teams needs.
 */
export async function followLive({ onEvent, onLine, onSignedOut }: LiveOptions): Promise<void> {
  let last = "";
  for (let attempt = 0; ; attempt++) {
    try {
      const ended = new AbortController();
      const response = await fetch("/api/desk/events", {
        headers: { ...ownHeaders(), accept: "text/event-stream", ...(last !== "" && { "last-event-id": last }) },
        signal: ended.signal,
        cache: "no-store",
      });
      if (response.status === 401) return onSignedOut();
      if (!response.ok || !response.body) throw new Error(`refused with ${response.status}`);
      attempt = -1;
      onLine(true);
      for await (const event of eventsOf(response.body, ended)) {
        if (event.id !== "") last = event.id;
        // Without a number to go on from, the first one is what the lists were read at.
        if (event.event === "ready" && last === "") last = String((event.content as { changed: number }).changed);
        onEvent(event);
      }
    } catch {
      onLine(false);
    }
    await wait(waitMs(Math.max(0, attempt)));
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>, ended: AbortController): AsyncGenerator<LiveEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>).getReader();
  let text = "";
  let alarm = setTimeout(() => ended.abort(), silenceMs);
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(alarm);
      alarm = setTimeout(() => ended.abort(), silenceMs);
      text += part.value;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = eventOf(block);
        if (event) yield event;
      }
    }
  } finally {
    clearTimeout(alarm);
  }
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
