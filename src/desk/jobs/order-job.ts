import type { OrderedArticles } from "../../../dialogs/step-order.ts";
import type { Clock } from "../../common/clock.ts";
import type { Logger } from "../../common/logger.ts";
import { createOutageLog } from "../../common/outage-log.ts";
import { createPoller } from "../../common/poller.ts";
import type { ArticleOrderStore } from "../../conversation/report-ports.ts";

/** Puts the steps of the articles in the orders that leads approved, also on other nodes. */
export type OrderJob = { start(): Promise<void>; stop(): void };

const intervalMs = 30_000;

export function createOrderJob(options: {
  orders: ArticleOrderStore;
  articles: OrderedArticles;
  clock: Clock;
  log: Logger;
}): OrderJob {
  const { orders, articles, clock, log } = options;
  const outage = createOutageLog({
    log,
    down: "approved orders of steps could not be read, will retry",
    up: "approved orders of steps are read again",
  });
  const read = async (): Promise<void> => {
    const history = await orders.history();
    for (const { id } of articles.articles)
      articles.use(id, history.findLast(({ article }) => article === id)?.steps ?? null);
    outage.succeeded();
  };
  const poller = createPoller({
    clock,
    intervalMs,
    poll: read,
    onError: (err) => outage.failed(err),
    delayFirst: true,
  });
  return {
    async start() {
      await read().catch((err: unknown) => outage.failed(err));
      poller.start();
    },
    stop: () => void poller.stop(),
  };
}
