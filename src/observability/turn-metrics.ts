import type { Logger } from "pino";

import type { TurnObserver } from "../conversation/turn-queue.ts";
import type { Metrics } from "./metrics.ts";

/** Counts turns and logs those that fail: ids and outcomes, never texts. */
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
    failed({ conversation, incoming }, err, told) {
      metrics.turns.inc({ input: "unknown", result: told ? "apologised" : "put off" });
      log.error(
        { conversation, incoming, err, reason: told ? "the person was told" : "will be tried again" },
        "a turn failed",
      );
    },
  };
}
