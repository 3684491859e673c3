import pg from "pg";

import type { Clock } from "../../../common/clock.ts";
import type { ChangeNotifier } from "../change-notifier.ts";

/** What a listener is made of. */
export type ListenerOptions = {
  url: string;
  /** This node's name: its own calls come back to it and are passed over. */
  node: string;
  wakes: ChangeNotifier;
  clock: Clock;
  /** Sends a message to all nodes on `channel`; may fail. */
  notify: (message: string) => Promise<unknown>;
  onTrouble: (what: string, cause: unknown) => void;
};

/**
 * This node's ear and mouth among the nodes. Never rejects: while the connection is gone, everybody waiting is woken
 * now and then instead.
 */
export type Listener = {
  /** Resolves when the listening connection was first made, or first failed. */
  ready: Promise<void>;
  tellOthers(topic: string): void;
  close(): Promise<void>;
};

/** PostgreSQL's name for what nodes tell each other. */
export const channel = "assistant_wakes";
/** PostgreSQL takes less than 8,000 bytes in one message. */
const mostBytes = 7_000;
const reconnectEvery = 1_000;
/** A node may die between its commit and its call: whoever waits looks for himself now and then. */
const lookEvery = 15_000;

/**
 * Tells other nodes of changes and hears theirs. While the listening connection is down, everybody waiting is woken
 * every second.
 */
export function startListening(options: ListenerOptions): Listener {
  const teller = createTeller(options);
  let client: pg.Client | null = null;
  let closed = false;
  let cancel = (): void => {};

  const again = (ms: number, act: () => void): void => {
    cancel();
    if (!closed) cancel = options.clock.after(ms, act);
  };
  const look = (): void => {
    options.wakes.wakeAll();
    again(lookEvery, look);
  };
  const lost = (which: pg.Client, cause: unknown): void => {
    if (closed || which !== client) return;
    client = null;
    which.end().catch(() => {});
    options.onTrouble("The connection that hears other nodes is down; polling meanwhile.", cause);
    options.wakes.wakeAll();
    again(reconnectEvery, () => void connect());
  };
  const connect = async (): Promise<void> => {
    const mine = openClient(options, lost);
    client = mine;
    try {
      await mine.connect();
      await mine.query(`listen ${channel}`);
      look();
    } catch (error) {
      lost(mine, error);
    }
  };

  return {
    ready: connect(),
    tellOthers: teller.tell,
    async close() {
      closed = true;
      cancel();
      await teller.idle();
      await client?.end().catch(() => {});
    },
  };
}

function openClient(options: ListenerOptions, lost: (client: pg.Client, cause: unknown) => void): pg.Client {
  const client = new pg.Client({ connectionString: options.url, keepAlive: true, connectionTimeoutMillis: 5_000 });
  client.on("error", (error) => lost(client, error));
  client.on("end", () => lost(client, "ended"));
  client.on("notification", ({ payload = "" }) => hear(payload, options));
  return client;
}

function hear(payload: string, { node, wakes }: ListenerOptions): void {
  const [from, ...topics] = payload.split("\n");
  if (from !== node) for (const topic of topics) wakes.wake(topic);
}

/**
 * Gathers topics while a message is on its way: a message to all nodes makes PostgreSQL's commits queue, so fewer are
 * better.
 */
function createTeller({ node, notify, onTrouble }: ListenerOptions) {
  const topics = new Set<string>();
  let sending: Promise<void> | null = null;
  const send = async (): Promise<void> => {
    while (topics.size > 0) {
      const message = nextMessage(node, topics);
      await notify(message).catch((error: unknown) =>
        onTrouble("Other nodes could not be told of a change; they find it by looking.", error),
      );
    }
    sending = null;
  };
  return {
    tell(topic: string) {
      topics.add(topic);
      sending ??= Promise.resolve().then(send);
    },
    idle: async () => sending ?? undefined,
  };
}

/** Takes as many topics out of the set as one message holds. */
function nextMessage(node: string, topics: Set<string>): string {
  let message = node;
  for (const topic of topics) {
    if (Buffer.byteLength(message) + Buffer.byteLength(topic) + 1 > mostBytes && message !== node) break;
    message += `\n${topic}`;
    topics.delete(topic);
  }
  return message;
}
