import { createBringNews, type NewsParts, type Wish } from "./notify-subscriber.ts";

/** Brings the end of incidents to those who asked for it. */
export type SubscriptionNotifier = {
  /**
   * Tells all who wait that the article's incident is over, or joins the run that does so already; gives how many were
   * told. Never rejects.
   */
  deliver(article: string): Promise<number>;
  /** For good. Resolves when nothing runs any more; who is not told yet will be at the next start. */
  stop(): Promise<void>;
};

/** Ids and the error, no texts: `err` is for a log that leaves out what foreign errors say. */
export type ReminderTrouble = { article: string; conversation?: string; err: unknown };

/**
 * Brings the news that an incident is over to the conversations that asked for it, in batches. Call `deliver` whenever
 * no incident is open, not only when one ends: so nothing is lost while the service was down, or could not reach its
 * store.
 */
export function createSubscriptionNotifier(
  options: NewsParts & {
    onTrouble: (trouble: ReminderTrouble) => void;
    /** How many turns may run side by side. */
    batch?: number;
  },
): SubscriptionNotifier {
  const { watches, onTrouble, batch = 20 } = options;
  const bringNews = createBringNews(options);
  const running = new Map<string, Promise<number>>();
  const stopping = new AbortController();

  function settle(article: string, wish: Wish): Promise<Result> {
    return bringNews(article, wish).catch((err: unknown) => failed({ article, conversation: wish.conversation, err }));
  }

  function failed(trouble: ReminderTrouble): "failed" {
    onTrouble(trouble);
    return "failed";
  }

  async function run(article: string): Promise<number> {
    const told = await deliverAll({
      list: () => watches.conversationsWatching(article, batch),
      settle: (wish) => settle(article, wish),
      batch,
      stopped: stopping.signal,
    }).catch((err: unknown) => failed({ article, err }));
    running.delete(article);
    return told === "failed" ? 0 : told;
  }

  function deliver(article: string): Promise<number> {
    const joined = running.get(article) ?? run(article);
    running.set(article, joined);
    return joined;
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await Promise.all(running.values());
  }

  return { deliver, stop };
}

type Result = "told" | "gone" | "failed";

/**
 * Batch after batch, until nobody waits. What failed is still first in line: the next run tries again, not this one.
 */
async function deliverAll(run: {
  list: () => Promise<readonly Wish[]>;
  settle: (wish: Wish) => Promise<Result>;
  batch: number;
  stopped: AbortSignal;
}): Promise<number> {
  let told = 0;
  while (!run.stopped.aborted) {
    const wishes = await run.list();
    const results = await Promise.all(wishes.map(run.settle));
    told += results.filter((result) => result === "told").length;
    if (wishes.length < run.batch || results.includes("failed")) break;
  }
  return told;
}
