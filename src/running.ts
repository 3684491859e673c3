import type { Logger } from "pino";

import type { HttpServer } from "./channel/server.ts";
import type { Config } from "./config.ts";
import type { Connectors } from "./desk/connectors/open-connectors.ts";
import type { Agent, Desk } from "./desk/open-desk.ts";
import type { Outbox } from "./outbox/outbox.ts";
import type { Store } from "./storage/open.ts";
import type { Clock } from "./turn/clock.ts";
import type { TurnQueue } from "./turn/conversations.ts";
import type { Reminders } from "./watch/reminders.ts";
import type { StatusWatcher } from "./watch/status-watcher.ts";

/** The order in which the service starts and stops; what is started is made in `app.ts`. */

/** The whole service. */
export type App = {
  store: Store;
  conversations: TurnQueue;
  /** The agent of the desk who was made because the settings name none. */
  madeAgent: Agent | null;
  /** Loads what can wait until the doors are open; `start` sees to it. A talk without doors asks for it, or would have no second opinion. */
  loadRest(): Promise<void>;
  /** Opens the doors; resolves with the port once the service is ready. */
  start(): Promise<{ port: number }>;
  /** No new work, running turns finish, what is not delivered stays stored. Takes at most some `withinMs`. */
  stop(withinMs: number): Promise<void>;
};

/** How often messages are looked for whose turn never ran, because a node died or the store was away. */
const catchUpEvery = 5_000;

/** Milliseconds until what can wait is loaded. That holds up everything for a moment, so whoever stood before the doors comes in first. */
const soon = 50;

/** What runs along beside the conversations: sweeping, limits, traces. */
export type Beside = { start(): void; stop(): Promise<void> };

/** The parts that are started and stopped. */
export type Running = {
  config: Config;
  log: Logger;
  clock: Clock;
  store: Store;
  conversations: TurnQueue;
  connectors: Connectors;
  server: HttpServer;
  outbox: Outbox;
  desk: Desk;
  watcher: StatusWatcher;
  reminders: Reminders;
  beside: Beside;
  loadRest: () => Promise<void>;
};

/** Makes the service out of its parts; nothing runs until it is started. */
export function running({ config, log, clock, store, conversations, connectors, server, outbox, desk, watcher, reminders, beside, loadRest }: Running): App {
  let stopped = false;
  const catchUp = async (which: "all" | "left-behind"): Promise<void> => {
    if (stopped) return;
    await conversations.catchUp(which).catch((err: unknown) => log.warn({ err }, "messages that wait could not be looked for"));
    clock.after(catchUpEvery, () => void catchUp("left-behind"));
  };
  const goOn = (): void => {
    if (stopped) return;
    watcher.start();
    void connectors.begin();
    void loadRest();
  };
  return {
    store,
    conversations,
    madeAgent: desk.made,
    loadRest,
    async start() {
      outbox.start();
      await desk.start();
      beside.start();
      await catchUp("all");
      const { port } = await server.listen({ host: config.host, port: config.port });
      setTimeout(goOn, soon);
      return { port };
    },
    async stop(withinMs) {
      stopped = true;
      desk.stop();
      // Requests take milliseconds: who needs longer hangs, and must not take the time of what has to be written after them.
      await server.close({ withinMs: withinMs / 3 });
      await watcher.stop();
      await reminders.stop();
      await conversations.idle();
      await outbox.stop(withinMs / 4);
      // After the outbox: what it still delivered is told, too.
      await beside.stop();
      await store.close();
    },
  };
}
