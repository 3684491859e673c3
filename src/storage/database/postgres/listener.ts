import pg from "pg";
import type { Logger } from "pino";

import type { Clock } from "../../../common/clock.ts";
import type { ChangeNotifier } from "../change-notifier.ts";
import { createPeers, type Peers } from "./peers.ts";
import type { PrimaryHost } from "./primary-host.ts";

/** What a listener works with. */
export type ListenerOptions = {
  /** The server that notifications go through. */
  primary: Pick<PrimaryHost, "url" | "find" | "openSocket">;
  /** This node's name, by which its own notifications are skipped. */
  node: string;
  changes: ChangeNotifier;
  /** Called with each topic that another node notifies of, before its subscribers are. */
  onOtherNode: (topic: string) => void;
  clock: Clock;
  /** A monotonic clock, in milliseconds. */
  monotonicNow: () => number;
  /** Sends a message to all nodes on `channel`; may fail. */
  notify: (message: string) => Promise<unknown>;
  log: Logger;
};

/** Notifications between nodes. Never rejects: while the connection is lost, every topic is published now and then. */
export type Listener = {
  /** Resolves when the listening connection was first made, or first failed. */
  ready: Promise<void>;
  notifyNodes(topic: string): void;
  close(): Promise<void>;
};

/** The channel of LISTEN and NOTIFY. */
export const channel = "assistant_changes";
/** PostgreSQL takes less than 8,000 bytes in one notification. */
const maxPayloadBytes = 7_000;
const reconnectMs = 1_000;
/** A node may die between its commit and its notification, so subscribers poll as well. */
const pollMs = 15_000;
/** A node says that it is there. No conversation has this id or the next. */
const greeting = "\u0001greeting";
/** This node has just learned of another one: what it did not tell it before is to be read. */
const everything = "\u0001everything";

/**
 * Notifies other nodes of changes and receives theirs. Without a connection, every topic is published each second. A node
 * that is alone notifies nobody: a notification is a statement, and takes a lock that all commits of the server share.
 */
export function startListening(options: ListenerOptions): Listener {
  const peers = createPeers({ node: options.node, now: options.monotonicNow, intervalMs: pollMs });
  const sender = createSender(options);
  let client: pg.Client | null = null;
  let closed = false;
  let cancel = (): void => {};

  const schedule = (ms: number, act: () => void): void => {
    cancel();
    if (!closed) cancel = options.clock.after(ms, act);
  };
  const poll = (): void => {
    sender.send(greeting);
    if (!peers.isAlone()) options.changes.publishAll();
    schedule(pollMs, poll);
  };
  const lost = (which: pg.Client, cause: unknown): void => {
    if (closed || which !== client) return;
    client = null;
    peers.lost();
    which.end().catch(() => {});
    options.log.warn({ err: cause }, "connection for notifications lost, polling until it is back");
    options.changes.publishAll();
    schedule(reconnectMs, () => void reconnect());
  };
  const connect = async (): Promise<void> => {
    const mine = openClient(lost, options, (payload) => receive(payload, { ...options, peers, sender }));
    client = mine;
    try {
      await mine.connect();
      await mine.query(`listen ${channel}`);
      peers.connected();
      poll();
    } catch (error) {
      lost(mine, error);
    }
  };

  // A node that has nothing to do notices a fail-over here alone.
  const reconnect = async (): Promise<void> => {
    await options.primary.find();
    if (!closed) await connect();
  };

  return {
    ready: connect(),
    notifyNodes(topic) {
      if (!peers.isAlone()) sender.send(topic);
    },
    async close() {
      closed = true;
      cancel();
      await sender.idle();
      await client?.end().catch(() => {});
    },
  };
}

function openClient(
  lost: (client: pg.Client, cause: unknown) => void,
  { primary }: ListenerOptions,
  onPayload: (payload: string) => void,
): pg.Client {
  const client = new pg.Client({
    connectionString: primary.url(),
    stream: primary.openSocket,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", (error) => lost(client, error));
  client.on("end", () => lost(client, "ended"));
  client.on("notification", ({ payload = "" }) => onPayload(payload));
  return client;
}

type Receiving = ListenerOptions & { peers: Peers; sender: Sender };

function receive(payload: string, { node, changes, onOtherNode, peers, sender }: Receiving): void {
  const [from = "", ...topics] = payload.split("\n");
  if (peers.receivedFrom(from)) sender.send(everything);
  if (from === node) return;
  for (const topic of topics) {
    if (topic === everything) changes.publishAll();
    else if (topic !== greeting) {
      onOtherNode(topic);
      changes.publish(topic);
    }
  }
}

type Sender = { send(topic: string): void; idle(): Promise<void> };

/** Collects topics while a notification is being sent: each one makes PostgreSQL's commits queue, so fewer are better. */
function createSender({ node, notify, log }: ListenerOptions): Sender {
  const topics = new Set<string>();
  let sending: Promise<void> | null = null;
  const sendAll = async (): Promise<void> => {
    while (topics.size > 0) {
      const message = nextMessage(node, topics);
      await notify(message).catch((error: unknown) =>
        log.warn({ err: error }, "other nodes not notified of a change, they find it by polling"),
      );
    }
    sending = null;
  };
  return {
    send(topic: string) {
      topics.add(topic);
      sending ??= Promise.resolve().then(sendAll);
    },
    idle: async () => sending ?? undefined,
  };
}

/** Takes as many topics out of the set as one message holds. */
function nextMessage(node: string, topics: Set<string>): string {
  let message = node;
  for (const topic of topics) {
    if (Buffer.byteLength(message) + Buffer.byteLength(topic) + 1 > maxPayloadBytes && message !== node) break;
    message += `\n${topic}`;
    topics.delete(topic);
  }
  return message;
}
