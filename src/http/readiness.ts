import type { Check } from "./health.ts";

/** What readiness is judged by. */
export type Vitals = {
  health: () => Promise<{ ok: true } | { ok: false; reason: string }>;
  backlog: () => Promise<{ oldest: number | null }>;
  now: () => number;
};

/** Deliveries are given up or through long before; an older one means that nobody works on the outbox. */
const oldestDelivery = 75 * 60_000;

/** The checks behind `readyz`. */
export function readinessChecks({ health, backlog, now }: Vitals): Record<"database" | "outbox", Check> {
  return {
    async database() {
      const found = await health();
      return found.ok ? null : found.reason;
    },
    async outbox() {
      const { oldest } = await backlog();
      const waits = oldest === null ? 0 : now() - oldest;
      return waits <= oldestDelivery
        ? null
        : `the oldest delivery has waited for ${Math.round(waits / 60_000)} minutes`;
    },
  };
}
