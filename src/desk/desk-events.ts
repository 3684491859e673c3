import type { IncomingMessage, ServerResponse } from "node:http";

import type { CaseStore, StoredCase, Typing } from "../conversation/case-ports.ts";
import type { Logger } from "../common/logger.ts";
import type { HttpRouter } from "../http/router.ts";
import { createSingleFlight } from "../common/single-flight.ts";
import type { AuthenticatedAgent } from "./authentication.ts";
import type { Presence } from "./presence.ts";

export type DeskEventsOptions = {
  cases: CaseStore;
  typing: Typing;
  presence: Presence;
  toJson: (found: StoredCase) => unknown;
  /** The notes that name an agent, who has not seen them. */
  mentionsOf: (agent: string) => Promise<unknown>;
  router: Pick<HttpRouter, "closing" | "openStream">;
  log: Logger;
  heartbeatMs?: number;
};

/** Cases read at once. */
const pageSize = 100;
/** Active cases whose typing indicators are followed. */
const maxFollowed = 200;

/**
 * An agent's server-sent event stream. `case` events carry the whole case, with the desk's sequence number as their id:
 * a client that reconnects with its last id gets every case changed since. `gone` says that cases were erased: the lists
 * must be read again, as nobody keeps which they were. `totals` says how many cases there are, by status;
 * `mentions` which notes name the agent, who has not seen them. `ready` comes first; a client without a last id reads the lists then.
 */
export function createDeskEvents(
  options: DeskEventsOptions,
): (req: IncomingMessage, res: ServerResponse, reader: AuthenticatedAgent) => Promise<void> {
  const { cases, presence, router, heartbeatMs = 20_000 } = options;

  return async (req, res, { agent, isActive }) => {
    const release = router.openStream(req);
    res.once("close", release);
    const sent = await sequenceFrom(cases, req);
    const typing = followTyping(options, (number) => write(res, "typing", { case: number, from: "user" }));
    beginStream(res);
    write(res, "ready", { changed: sent, agent });
    write(res, "presence", { agents: presence.list() });
    presence.touch(agent);
    const sendChanges = createSingleFlight(
      createSendChanges(options, { res, agent, from: sent }, typing.look),
      // The page reconnects with its last event id.
      (err) => {
        options.log.warn({ agent, err }, "event stream failed, closing it");
        res.destroy();
      },
    );
    /** A session that cannot be looked up just now is not over. */
    const ifActive = (act: () => void): void =>
      void isActive().then(
        (active) => (active ? act() : leave()),
        () => act(),
      );
    const sendPresence = (): void => ifActive(() => write(res, "presence", { agents: presence.list() }));
    const leave = (): void => void res.end();
    const stops = [cases.subscribe(sendChanges), presence.subscribe(sendPresence), typing.stop];
    const beat = setInterval(() => {
      ifActive(() => {
        presence.touch(agent);
        if (!res.writableEnded) res.write(": still here\n\n");
      });
    }, heartbeatMs).unref();
    router.closing.addEventListener("abort", leave);
    res.on("error", () => res.destroy());
    res.once("close", () => {
      clearInterval(beat);
      router.closing.removeEventListener("abort", leave);
      for (const stop of stops) stop();
    });
    if (router.closing.aborted) leave();
    sendChanges();
  };
}

/** Sends the cases changed since `from`, what was erased, and how many cases there are by now; goes on from there each time. */
function createSendChanges(
  { cases, toJson, mentionsOf }: DeskEventsOptions,
  { res, agent, from }: { res: ServerResponse; agent: string; from: number },
  followTypingNow: () => Promise<void>,
): () => Promise<void> {
  let sent = from;
  const writeIfNew = writeChanged(res);
  return async () => {
    await followTypingNow();
    // Read before the cases: numbers up to this one that no case has belong to erased cases.
    const newest = await cases.newest();
    for (
      let found = await cases.changedAfter(sent, pageSize);
      found.length > 0;
      found = await cases.changedAfter(sent, pageSize)
    ) {
      for (const one of found) write(res, "case", toJson(one), one.changed);
      sent = found.at(-1)?.changed ?? sent;
      await drained(res);
    }
    if (newest > sent) write(res, "gone", {}, newest);
    sent = Math.max(sent, newest);
    writeIfNew("totals", await cases.counts());
    writeIfNew("mentions", { mentions: await mentionsOf(agent) });
  };
}

/** Writes an event only where it says something else than the one before. */
function writeChanged(res: ServerResponse): (event: string, content: unknown) => void {
  const written = new Map<string, string>();
  return (event, content) => {
    const now = JSON.stringify(content);
    if (written.get(event) === now) return;
    written.set(event, now);
    write(res, event, content);
  };
}

/** Sequence number to continue from. An unknown one, or none, means now. */
async function sequenceFrom(cases: CaseStore, req: IncomingMessage): Promise<number> {
  const newest = await cases.newest();
  const asked = req.headers["last-event-id"];
  const last = typeof asked === "string" && /^\d{1,15}$/.test(asked) ? Number(asked) : newest;
  return Math.min(last, newest);
}

/** Follows the typing indicators of all active cases. */
function followTyping({ cases, typing }: DeskEventsOptions, tell: (number: string) => void) {
  const followed = new Map<string, () => void>();
  return {
    async look() {
      const active = await cases.list("active", maxFollowed);
      const numbers = new Set(active.map(({ number }) => number));
      for (const [number, stop] of followed) {
        if (numbers.has(number)) continue;
        stop();
        followed.delete(number);
      }
      for (const { number, conversation } of active) {
        if (!followed.has(number))
          followed.set(
            number,
            typing.subscribe("user", conversation, () => tell(number)),
          );
      }
    },
    stop() {
      for (const stop of followed.values()) stop();
    },
  };
}

function beginStream(res: ServerResponse): void {
  res.statusCode = 200;
  res.setHeader("Content-Type", "text/event-stream; charset=utf-8");
  // Some proxies buffer responses until they are complete.
  res.setHeader("X-Accel-Buffering", "no");
  res.flushHeaders();
  res.write("retry: 1000\n\n");
}

function write(res: ServerResponse, event: string, content: unknown, id?: number): void {
  if (!res.writableEnded)
    res.write(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(content)}\n\n`);
}

/** Back-pressure: a slow client slows the reads instead of filling the memory. */
function drained(res: ServerResponse): Promise<void> {
  if (!res.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      res.off("drain", done);
      res.off("close", done);
      resolve();
    };
    res.once("drain", done);
    res.once("close", done);
  });
}
