import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Attributes, SpanContext, Tracer } from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";

import type { Clock } from "../common/clock.ts";
import type { TurnQueue, TurnObserver } from "../conversation/turn-queue.ts";
import type { InboundMessage } from "../conversation/ports.ts";

/** Runs around each HTTP request. Must call `answer`, and wait for it, exactly once. */
export type RequestObserver = (
  request: { method: string; route: string; id: string; status: () => number },
  answer: () => Promise<void>,
) => Promise<void>;

/**
 * Tells a collector of requests, the turns that came of them and what was delivered then: ids and kinds, never words.
 */
export type Tracing = {
  /** A span for a request, in whose trace all is told that comes of it. */
  request: RequestObserver;
  /** The same queue, which remembers which request brought a message. */
  following(queue: TurnQueue): TurnQueue;
  taken: TurnObserver["taken"];
  /** A span from the moment the delivery was put into the outbox to its end. */
  delivered(
    entry: { destination: string; conversation: string; position: number; createdAt: number },
    result: "delivered" | "failed",
  ): void;
  /** Sends what is still here, once. */
  stop(): Promise<void>;
};

/** Where spans go, as OTLP over HTTP, and who hears when they cannot. */
export type TracesOptions = { endpoint: string; clock: Clock; onTrouble: (cause: unknown) => void };

/** Spans kept while the collector is away; newer ones are let go, because a trace is worth less than memory. */
const bounds = {
  maxQueueSize: 2_048,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 5_000,
  exportTimeoutMillis: 3_000,
};
/** How long the end of the process waits for the collector. */
const lastWordsMs = 1_500;

/** Loads OpenTelemetry's own packages, which nobody pays for who has no collector. */
export async function createTracing({ endpoint, clock, onTrouble }: TracesOptions): Promise<Tracing> {
  const [
    { BatchSpanProcessor, TracerProvider },
    { OTLPTraceExporter },
    { resourceFromAttributes },
    { ROOT_CONTEXT, trace },
  ] = await Promise.all([
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/api"),
  ]);
  const exporter = telling(
    new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: bounds.exportTimeoutMillis }),
    onTrouble,
  );
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "music-support-assistant" }),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...bounds })],
  });
  const below = (parent: SpanContext | undefined) =>
    parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  const tell = tellWith(provider.getTracer("assistant"), below);
  return {
    ...followed({ tell, now: clock.now }),
    async stop() {
      await Promise.race([provider.shutdown().catch(onTrouble), delay(lastWordsMs, undefined, { ref: false })]);
    },
  };
}

type Told = { name: string; from: number; attributes: Attributes; parent?: SpanContext | undefined };
/** Begins a span, to be ended by the function that it gives. */
type Tell = (told: Told) => { context: SpanContext; end(at: number, attributes?: Attributes): void };

function tellWith(
  tracer: Tracer,
  below: (parent: SpanContext | undefined) => Parameters<Tracer["startSpan"]>[2],
): Tell {
  return ({ name, from, attributes, parent }) => {
    const span = tracer.startSpan(name, { startTime: from, attributes }, below(parent));
    return { context: span.spanContext(), end: (at, more = {}) => span.setAttributes(more).end(at) };
  };
}

function followed({ tell, now }: { tell: Tell; now: () => number }): Omit<Tracing, "stop"> {
  const here = new AsyncLocalStorage<SpanContext>();
  const broughtBy = makeMemory();
  const lastTurn = makeMemory();
  const note = (incoming: InboundMessage): void => broughtBy.keep(keyOf(incoming), here.getStore());
  return {
    async request({ method, route, id, status }, answer) {
      const span = tell({
        name: `${method} ${route}`,
        from: now(),
        attributes: { "http.request.method": method, "http.route": route, "request.id": id },
      });
      await here.run(span.context, answer);
      span.end(now(), { "http.response.status_code": status() });
    },
    following: (queue) => ({
      ...queue,
      receive: (party, incoming, echo) => (note(incoming), queue.receive(party, incoming, echo)),
      receiveAndReply: (party, incoming) => (note(incoming), queue.receiveAndReply(party, incoming)),
    }),
    taken(incoming, { events, effects }, milliseconds) {
      const attributes = {
        "conversation.id": incoming.conversation,
        "incoming.id": incoming.id,
        "incoming.kind": incoming.input.kind,
        events: events.map(({ type }) => type),
        effects: effects.map(({ type }) => type),
      };
      const span = tell({
        name: "turn",
        from: now() - milliseconds,
        attributes,
        parent: broughtBy.take(keyOf(incoming)),
      });
      lastTurn.keep(incoming.conversation, span.context);
      span.end(now());
    },
    delivered({ destination, conversation, position, createdAt }, result) {
      const attributes = {
        "conversation.id": conversation,
        "delivery.position": position,
        "delivery.destination": destination,
        "delivery.result": result,
      };
      tell({ name: "delivery", from: createdAt, attributes, parent: lastTurn.get(conversation) }).end(now());
    },
  };
}

function keyOf({ conversation, id }: InboundMessage): string {
  return `${conversation} ${id}`;
}

/** Remembers the newest few thousand: what comes later begins a trace of its own. */
function makeMemory(most = 4_096) {
  const kept = new Map<string, SpanContext>();
  return {
    keep(key: string, context: SpanContext | undefined): void {
      if (!context) return;
      kept.delete(key);
      kept.set(key, context);
      const oldest = kept.keys().next().value;
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
    get: (key: string): SpanContext | undefined => kept.get(key),
    take(key: string): SpanContext | undefined {
      const found = kept.get(key);
      kept.delete(key);
      return found;
    },
  };
}

/** The exporter, whose failures are heard. */
function telling(exporter: SpanExporter, onTrouble: (cause: unknown) => void): SpanExporter {
  return {
    export: (spans: ReadableSpan[], done) =>
      exporter.export(spans, (result) => {
        if (result.error) onTrouble(result.error);
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
