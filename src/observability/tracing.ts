import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { Attributes, SpanContext, Tracer } from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";

import type { Clock } from "../common/clock.ts";
import type { TurnQueue, TurnObserver } from "../conversation/turn-queue.ts";
import type { InboundMessage } from "../conversation/ports.ts";

/** Wraps an HTTP request. Must call `answer` exactly once and await it. */
export type RequestObserver = (
  request: { method: string; route: string; id: string; status: () => number },
  answer: () => Promise<void>,
) => Promise<void>;

/** Messages and conversations whose spans are kept as parents; a span without one starts a trace. */
const maxRemembered = 4_096;

/** Exports spans of requests, of the turns that follow from them and of deliveries. They hold ids and types, no text. */
export type Tracing = {
  /** A span of the request, the parent of all that follows from it. */
  request: RequestObserver;
  /** The same queue, which records the request that each message came with. */
  withRequests(queue: TurnQueue): TurnQueue;
  taken: TurnObserver["taken"];
  /** A span from the creation of the outbox entry to its result. */
  delivered(
    entry: { destination: string; conversation: string; position: number; createdAt: number },
    result: "delivered" | "failed",
  ): void;
  /** Exports the remaining spans, once. */
  stop(): Promise<void>;
};

/** `endpoint`: of a collector, which gets OTLP over HTTP. */
export type TracingOptions = { endpoint: string; clock: Clock; log: Logger };

/** Spans that are queued while the collector is unavailable; further ones are dropped. */
const limits = {
  maxQueueSize: 2_048,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 5_000,
  exportTimeoutMillis: 3_000,
};
/** How long shutdown waits for the collector. */
const shutdownMs = 1_500;

/** Loads the packages of OpenTelemetry, which take no time without a collector. */
export async function createTracing({ endpoint, clock, log }: TracingOptions): Promise<Tracing> {
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
  const exporter = withFailureLog(
    new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: limits.exportTimeoutMillis }),
    log,
  );
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "music-support-assistant" }),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...limits })],
  });
  const contextOf = (parent: SpanContext | undefined) =>
    parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  const startSpan = spanStarter(provider.getTracer("assistant"), contextOf);
  return {
    ...createSpans({ startSpan, now: clock.now }),
    async stop() {
      await Promise.race([provider.shutdown().catch(() => undefined), delay(shutdownMs, undefined, { ref: false })]);
    },
  };
}

type SpanOptions = { name: string; from: number; attributes: Attributes; parent?: SpanContext | undefined };
type StartSpan = (options: SpanOptions) => { context: SpanContext; end(at: number, attributes?: Attributes): void };

function spanStarter(
  tracer: Tracer,
  contextOf: (parent: SpanContext | undefined) => Parameters<Tracer["startSpan"]>[2],
): StartSpan {
  return ({ name, from, attributes, parent }) => {
    const span = tracer.startSpan(name, { startTime: from, attributes }, contextOf(parent));
    return { context: span.spanContext(), end: (at, more = {}) => span.setAttributes(more).end(at) };
  };
}

function createSpans({ startSpan, now }: { startSpan: StartSpan; now: () => number }): Omit<Tracing, "stop"> {
  const currentRequest = new AsyncLocalStorage<SpanContext>();
  const requestOf = new LRUCache<string, SpanContext>({ max: maxRemembered });
  const lastTurnOf = new LRUCache<string, SpanContext>({ max: maxRemembered });
  const remember = (incoming: InboundMessage): void => {
    const request = currentRequest.getStore();
    if (request) requestOf.set(keyOf(incoming), request);
  };
  return {
    async request({ method, route, id, status }, answer) {
      const span = startSpan({
        name: `${method} ${route}`,
        from: now(),
        attributes: { "http.request.method": method, "http.route": route, "request.id": id },
      });
      await currentRequest.run(span.context, answer);
      span.end(now(), { "http.response.status_code": status() });
    },
    withRequests: (queue) => ({
      ...queue,
      receive: (reference, incoming, clientMetadata) => (
        remember(incoming),
        queue.receive(reference, incoming, clientMetadata)
      ),
      receiveAndReply: (reference, incoming) => (remember(incoming), queue.receiveAndReply(reference, incoming)),
    }),
    taken(incoming, { events, effects }, milliseconds) {
      const attributes = {
        "conversation.id": incoming.conversation,
        "incoming.id": incoming.id,
        "incoming.kind": incoming.input.kind,
        events: events.map(({ type }) => type),
        effects: effects.map(({ type }) => type),
      };
      const span = startSpan({
        name: "turn",
        from: now() - milliseconds,
        attributes,
        parent: requestOf.get(keyOf(incoming)),
      });
      requestOf.delete(keyOf(incoming));
      lastTurnOf.set(incoming.conversation, span.context);
      span.end(now());
    },
    delivered({ destination, conversation, position, createdAt }, result) {
      const attributes = {
        "conversation.id": conversation,
        "delivery.position": position,
        "delivery.destination": destination,
        "delivery.result": result,
      };
      startSpan({ name: "delivery", from: createdAt, attributes, parent: lastTurnOf.get(conversation) }).end(now());
    },
  };
}

function keyOf({ conversation, id }: InboundMessage): string {
  return `${conversation} ${id}`;
}

/** Logs when exports begin to fail and when they succeed again. */
function withFailureLog(exporter: SpanExporter, log: Logger): SpanExporter {
  let failing = false;
  return {
    export: (spans: ReadableSpan[], done) =>
      exporter.export(spans, (result) => {
        if (result.error && !failing) log.warn({ err: result.error }, "trace export failed, spans are dropped");
        if (!result.error && failing) log.info("trace export works again");
        failing = result.error !== undefined;
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
