import type { Logger } from "pino";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

import type { TurnObserver } from "../conversation/turn-queue.ts";

/** The metrics of the service. Label values come from closed lists, never from what people write. */
export type Metrics = {
  turns: Counter<"input" | "result">;
  turnSeconds: Histogram<"input">;
  unclear: Counter<"why">;
  outcomes: Counter<"article" | "step" | "result">;
  casesOpened: Counter<"reason">;
  deliveries: Counter<"destination" | "result">;
  /** Requests to the transformer classifier. */
  transformerRequests: Counter<"result">;
  /** Processor time that it took for texts. */
  transformerCpu: Counter;
  /** Error responses. */
  refusals: Counter<"code">;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
  contentType: string;
};

/** Gauges, read when the metrics are scraped. */
export type GaugeSources = {
  outbox?: () => Promise<{ depth: number; oldestSeconds: number }>;
  casesWaiting?: () => Promise<number>;
  /** Texts that wait for the transformer classifier, or are read by it. */
  transformerQueue?: () => number;
  /** Seconds since the status feed was last read; null if it never was. */
  statusAgeSeconds?: () => number | null;
  /** What the last check of an embedded database found; null: it was not checked yet, or there is none. */
  integrity?: () => { whole: boolean; at: number } | null;
  /** Channels and other systems that have taken nothing for a while; since when, in milliseconds since 1970. */
  failing?: () => Promise<readonly { remote: string; since: number }[]>;
  /** The clock that these times are of; by default this machine's. */
  now?: () => number;
};

/** Each call has a registry of its own, so that two services in one process do not share metrics. */
export function createMetrics(options: { gauges?: GaugeSources; process?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process ?? true) collectDefaultMetrics({ register: registry });
  addGauges(registry, options.gauges ?? {});
  return {
    turns: new Counter({
      name: "assistant_turns_total",
      help: "Turns, by input (said, pressed, happened) and result (taken, error_reply, retry_scheduled).",
      labelNames: ["input", "result"],
      registers,
    }),
    turnSeconds: new Histogram({
      name: "assistant_turn_seconds",
      help: "Time from accepting a message to committing its turn.",
      labelNames: ["input"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    unclear: new Counter({
      name: "assistant_unclear_total",
      help: "Messages that were not understood, by reason.",
      labelNames: ["why"],
      registers,
    }),
    outcomes: new Counter({
      name: "assistant_step_outcomes_total",
      help: "Results of the steps of guides.",
      labelNames: ["article", "step", "result"],
      registers,
    }),
    casesOpened: new Counter({
      name: "assistant_cases_opened_total",
      help: "Cases opened for a human agent.",
      labelNames: ["reason"],
      registers,
    }),
    deliveries: new Counter({
      name: "assistant_deliveries_total",
      help: "Deliveries from the outbox, by result (delivered, failed).",
      labelNames: ["destination", "result"],
      registers,
    }),
    ...transformerCounters(registers),
    refusals: new Counter({
      name: "assistant_refusals_total",
      help: "Error responses, by error code.",
      labelNames: ["code"],
      registers,
    }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function transformerCounters(registers: Registry[]): Pick<Metrics, "transformerRequests" | "transformerCpu"> {
  return {
    transformerRequests: new Counter({
      name: "assistant_transformer_requests_total",
      help: "Requests to the transformer classifier, by result (given, remembered, late, busy, away).",
      labelNames: ["result"],
      registers,
    }),
    transformerCpu: new Counter({
      name: "assistant_transformer_cpu_seconds_total",
      help: "Processor time that the transformer classifier took to read texts.",
      registers,
    }),
  };
}

function addGauges(
  registry: Registry,
  { outbox, casesWaiting, transformerQueue, statusAgeSeconds, integrity, failing, now = Date.now }: GaugeSources,
): void {
  if (outbox) {
    addGauge(
      registry,
      "assistant_outbox_depth",
      "Outbox entries that wait for delivery.",
      async () => (await outbox()).depth,
    );
    addGauge(
      registry,
      "assistant_outbox_oldest_seconds",
      "Age of the oldest outbox entry that waits.",
      async () => (await outbox()).oldestSeconds,
    );
  }
  if (failing) addFailingGauge(registry, failing, now);
  if (integrity) {
    addGauge(
      registry,
      "assistant_database_damaged",
      "1 if the last check of the embedded database found damage.",
      async () => Number(integrity()?.whole === false),
    );
    addGauge(
      registry,
      "assistant_database_check_age_seconds",
      "Seconds since the embedded database was last checked for damage.",
      async () => (now() - (integrity()?.at ?? Number.NaN)) / 1000,
    );
  }
  if (casesWaiting) addGauge(registry, "assistant_cases_waiting", "Cases that wait for a human agent.", casesWaiting);
  if (transformerQueue)
    addGauge(
      registry,
      "assistant_transformer_queue",
      "Texts that wait for the transformer classifier, or are read by it.",
      async () => transformerQueue(),
    );
  if (statusAgeSeconds)
    addGauge(
      registry,
      "assistant_status_age_seconds",
      "Seconds since the status feed was last read.",
      async () => statusAgeSeconds() ?? Number.NaN,
    );
}

/** The names of channels come with what is received, so only these are labels. */
const knownRemotes = new Set([
  "msteams",
  "emulator",
  "directline",
  "webchat",
  "slack",
  "email",
  "sms",
  "telegram",
  "mail",
]);

function addFailingGauge(registry: Registry, failing: NonNullable<GaugeSources["failing"]>, now: () => number): void {
  const gauge: Gauge<"remote"> = new Gauge({
    name: "assistant_failing_seconds",
    help: "For how long a channel or another help desk has taken nothing; missing for those that do.",
    labelNames: ["remote"],
    registers: [registry],
    async collect() {
      gauge.reset();
      for (const { remote, since } of await failing().catch(() => [])) {
        const label = knownRemotes.has(remote) || remote.startsWith("connector:") ? remote : "other";
        gauge.set({ remote: label }, Math.max(0, now() - since) / 1000);
      }
    },
  });
}

/** A gauge that cannot be read is NaN, so that the others are still scraped. */
function addGauge(registry: Registry, name: string, help: string, read: () => Promise<number>): void {
  const gauge: Gauge = new Gauge({
    name,
    help,
    registers: [registry],
    collect: async () => gauge.set(await read().catch(() => Number.NaN)),
  });
}

/** Counts turns, and logs failed ones with ids only. `alsoTaken` is called with each turn as well. */
export function countTurns(options: {
  metrics: Metrics;
  log: Logger;
  alsoTaken?: TurnObserver["taken"] | undefined;
}): TurnObserver {
  const { metrics, log, alsoTaken } = options;
  return {
    taken(incoming, turn, milliseconds) {
      const { input } = incoming;
      const { events, effects } = turn;
      alsoTaken?.(incoming, turn, milliseconds);
      metrics.turns.inc({ input: input.kind, result: "taken" });
      metrics.turnSeconds.observe({ input: input.kind }, milliseconds / 1000);
      for (const event of events) if (event.type === "unclear") metrics.unclear.inc({ why: event.why });
      for (const effect of effects) {
        if (effect.type === "recordOutcome")
          metrics.outcomes.inc({ article: effect.article, step: effect.step, result: effect.result });
        if (effect.type === "openCase") metrics.casesOpened.inc({ reason: effect.reason });
      }
    },
    failed({ conversation, incoming }, err, replied) {
      metrics.turns.inc({ input: "unknown", result: replied ? "error_reply" : "retry_scheduled" });
      log.error({ conversation, incoming, err }, replied ? "turn failed, error reply sent" : "turn failed, will retry");
    },
  };
}
