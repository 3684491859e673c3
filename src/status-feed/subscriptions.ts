import type { Logger } from "../common/logger.ts";
import { createOutageLog } from "../common/outage-log.ts";
import { createNotifySubscriber, type NotifySubscriberOptions, type StatusSubscription } from "./notify-subscriber.ts";

/** Notifies subscribers when an incident is over. */
export type SubscriptionNotifier = {
  /**
   * Notifies all subscribers of the article, or joins the run that does so already; resolves with how many were notified.
   * Never rejects.
   */
  deliver(article: string): Promise<number>;
  /** Final. Resolves when nothing runs any more; pending notifications are sent after the next start. */
  stop(): Promise<void>;
};

/**
 * Notifies in batches. Call `deliver` whenever no incident is open, not only when one ends: then nothing is lost while
 * the service was down or its store unavailable.
 */
export function createSubscriptionNotifier(
  options: NotifySubscriberOptions & {
    log: Logger;
    /** Concurrent turns. */
    batch?: number;
  },
): SubscriptionNotifier {
  const { subscriptions, log, batch = 20 } = options;
  const notify = createNotifySubscriber(options);
  const running = new Map<string, Promise<number>>();
  const stopping = new AbortController();
  /** One state for all of it: while notifications fail, every poll of a healthy feed tries again. */
  const outage = createOutageLog({
    log,
    down: "status notifications fail, will retry",
    up: "status notifications succeed again",
  });

  async function notifyOne(article: string, subscription: StatusSubscription): Promise<Result> {
    try {
      return await notify(article, subscription);
    } catch (err) {
      outage.failed(err, { article, conversation: subscription.conversation });
      return "failed";
    }
  }

  async function run(article: string): Promise<number> {
    try {
      const { notified, failed } = await notifyAll({
        list: () => subscriptions.conversationsWatching(article, batch),
        notifyOne: (subscription) => notifyOne(article, subscription),
        batch,
        stopped: stopping.signal,
      });
      if (notified > 0 && !failed) outage.succeeded({ article });
      return notified;
    } catch (err) {
      outage.failed(err, { article });
      return 0;
    } finally {
      running.delete(article);
    }
  }

  function deliver(article: string): Promise<number> {
    const current = running.get(article) ?? run(article);
    running.set(article, current);
    return current;
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await Promise.all(running.values());
  }

  return { deliver, stop };
}

type Result = "notified" | "gone" | "failed";

/** Batch after batch until no subscription is left. A failed one is first in the next run again, and ends this one. */
async function notifyAll(run: {
  list: () => Promise<readonly StatusSubscription[]>;
  notifyOne: (subscription: StatusSubscription) => Promise<Result>;
  batch: number;
  stopped: AbortSignal;
}): Promise<{ notified: number; failed: boolean }> {
  let notified = 0;
  while (!run.stopped.aborted) {
    const batch = await run.list();
    const results = await Promise.all(batch.map(run.notifyOne));
    notified += results.filter((result) => result === "notified").length;
    const failed = results.includes("failed");
    if (failed || batch.length < run.batch) return { notified, failed };
  }
  return { notified, failed: false };
}
