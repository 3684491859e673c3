import type { Logger } from "pino";

import type { Article } from "../../knowledge/article.ts";
import { type Clock, sleep, systemClock } from "../common/clock.ts";
import type { Config } from "../config/settings.ts";
import type { TurnQueue } from "../conversation/turn-queue.ts";
import type { OutboxDispatcher } from "../delivery/outbox-dispatcher.ts";
import type { GeneratedAgent } from "../desk/agent-directory.ts";
import type { Desk } from "../desk/desk.ts";
import type { Connectors } from "../desk/integrations/open-connectors.ts";
import type { HttpServer } from "../http/server.ts";
import type { StatusPoller } from "../status-feed/status-poller.ts";
import type { SubscriptionNotifier } from "../status-feed/subscriptions.ts";
import type { Store } from "../storage/open-store.ts";

/** The whole service. */
export type App = {
  store: Store;
  conversations: TurnQueue;
  /** The agent that was generated because the settings name none. */
  madeAgent: GeneratedAgent | null;
  /**
   * Loads what can wait until the server listens; `start` does so itself. The terminal chat calls it, because without it
   * there is no transformer classifier.
   */
  warmUp(): Promise<void>;
  /** Other articles from the next turn on; the feeds of their status are those of the start. */
  replaceArticles(articles: readonly Article[]): void;
  /** Listens; resolves with the port once the service is ready. */
  start(): Promise<{ port: number }>;
  /**
   * Drains: reports not ready for as long as the settings say, then accepts no new work, finishes running turns and leaves
   * undelivered entries stored. Takes about `withinMs` at most.
   */
  stop(withinMs: number): Promise<void>;
};

/** Interval of the recovery of messages whose turn never ran, because a node died or the store was unavailable. */
const recoverEveryMs = 5_000;

/** Warm-up blocks the event loop briefly, so requests that are already waiting are served first. */
const warmUpAfterMs = 50;

/** What runs in the background of the conversations: retention, rate limits, traces. */
export type BackgroundJobs = { start(): void; stop(): Promise<void> };

/** The parts that are started and stopped. */
type Running = {
  config: Config;
  log: Logger;
  clock: Clock;
  store: Store;
  conversations: TurnQueue;
  connectors: Connectors;
  server: HttpServer;
  outbox: OutboxDispatcher;
  desk: Desk;
  madeAgent: GeneratedAgent | null;
  watcher: StatusPoller;
  reminders: SubscriptionNotifier;
  background: BackgroundJobs;
  warmUp: () => Promise<void>;
  replaceArticles: App["replaceArticles"];
};

/** The order in which the parts are started and stopped; nothing runs until `start`. */
export function createLifecycle(parts: Running): App {
  const { config, log, clock, store, conversations, connectors, server, outbox, desk, madeAgent, watcher, background } =
    parts;
  const { warmUp } = parts;
  let stopped = false;
  const recover = async (which: "all" | "orphaned"): Promise<void> => {
    if (stopped) return;
    await conversations
      .recoverPending(which)
      .catch((err: unknown) => log.warn({ err }, "recovery of pending messages failed, will retry"));
    clock.after(recoverEveryMs, () => void recover("orphaned"));
  };
  const startRest = (): void => {
    if (stopped) return;
    watcher.start();
    void connectors.start();
    // Read by whoever fills the compile cache (`warm-compile-cache.ts`).
    void warmUp().then(() => log.debug("warmed up"));
  };
  return {
    store,
    conversations,
    madeAgent,
    warmUp,
    replaceArticles: parts.replaceArticles,
    async start() {
      outbox.start();
      await desk.start();
      background.start();
      await recover("all");
      const { port } = await server.listen({ host: config.host, port: config.port });
      setTimeout(startRest, warmUpAfterMs);
      return { port };
    },
    async stop(withinMs) {
      stopped = true;
      server.drain();
      // Everything still runs: requests that arrive meanwhile are answered.
      const drainMs = Math.min(config.drainMs, Math.max(0, withinMs - 3_000));
      if (drainMs > 0) await sleep(systemClock, drainMs, new AbortController().signal);
      await stopParts(parts, withinMs - drainMs);
    },
  };
}

async function stopParts(
  { server, watcher, reminders, conversations, outbox, desk, background, store }: Running,
  withinMs: number,
): Promise<void> {
  desk.stop();
  // Requests take milliseconds: one that needs longer hangs, and must not use up the time for what is written after.
  await server.close({ withinMs: withinMs / 3 });
  await watcher.stop();
  await reminders.stop();
  await conversations.idle();
  await outbox.stop(withinMs / 4);
  // After the outbox, so that its last deliveries are traced too.
  await background.stop();
  await store.close();
}
