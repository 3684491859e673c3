import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What is counted and measured; labels come from closed lists, never from what people write. */
export type Metrics = {
  turns: Counter<"input" | "result">;
  turnSeconds: Histogram<"input">;
  unclear: Counter<"why">;
  outcomes: Counter<"article" | "step" | "result">;
  casesOpened: Counter<"reason">;
  deliveries: Counter<"destination" | "result">;
  /** Texts that a second opinion was asked on, and whether it came. */
  secondOpinions: Counter<"result">;
  /** Requests refused, by the fault's code. */
  refusals: Counter<"code">;
  /** All of it as Prometheus reads it. */
  text(): Promise<string>;
  contentType: string;
};

/** What is asked for at the moment of the scrape. */
export type Levels = {
  outbox?: () => Promise<{ depth: number; oldestSeconds: number }>;
  casesWaiting?: () => Promise<number>;
  /** Seconds since the live status was last read; null when it never was. */
  statusAgeSeconds?: () => number | null;
};

/** Makes the metrics on a registry of their own, so that two services in one process do not mix. */
export function createMetrics(options: { levels?: Levels; process?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process ?? true) collectDefaultMetrics({ register: registry });
  addLevels(registry, options.levels ?? {});
  return {
    turns: new Counter({
      name: "assistant_turns_total",
      help: "Turns taken, by what came in: said, pressed or happened.",
      labelNames: ["input", "result"],
      registers,
    }),
    turnSeconds: new Histogram({
      name: "assistant_turn_seconds",
      help: "From a message accepted to its turn committed.",
      labelNames: ["input"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    unclear: new Counter({
      name: "assistant_unclear_total",
      help: "Messages not understood.",
      labelNames: ["why"],
      registers,
    }),
    outcomes: new Counter({
      name: "assistant_step_outcomes_total",
      help: "How steps of the guide ended.",
      labelNames: ["article", "step", "result"],
      registers,
    }),
    casesOpened: new Counter({
      name: "assistant_cases_opened_total",
      help: "Cases opened for a person.",
      labelNames: ["reason"],
      registers,
    }),
    deliveries: new Counter({
      name: "assistant_deliveries_total",
      help: "Tries to deliver from the outbox.",
      labelNames: ["destination", "result"],
      registers,
    }),
    secondOpinions: new Counter({
      name: "assistant_second_opinions_total",
      help: "Second opinions asked on unsure texts: given, late, busy (too many at once) or away.",
      labelNames: ["result"],
      registers,
    }),
    refusals: new Counter({
      name: "assistant_refusals_total",
      help: "Requests refused, by the code of the fault.",
      labelNames: ["code"],
      registers,
    }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function addLevels(registry: Registry, { outbox, casesWaiting, statusAgeSeconds }: Levels): void {
  if (outbox) {
    level(registry, "assistant_outbox_depth", "Entries that wait to be delivered.", async () => (await outbox()).depth);
    level(
      registry,
      "assistant_outbox_oldest_seconds",
      "Age of the oldest entry that waits.",
      async () => (await outbox()).oldestSeconds,
    );
  }
  if (casesWaiting) level(registry, "assistant_cases_waiting", "Cases that wait for a person.", casesWaiting);
  if (statusAgeSeconds)
    level(
      registry,
      "assistant_status_age_seconds",
      "Seconds since the live status was read.",
      async () => statusAgeSeconds() ?? Number.NaN,
    );
}

/** One level that cannot be read must not hide all the others. */
function level(registry: Registry, name: string, help: string, read: () => Promise<number>): void {
  const gauge: Gauge = new Gauge({
    name,
    help,
    registers: [registry],
    collect: async () => gauge.set(await read().catch(() => Number.NaN)),
  });
}
