import type { IncomingMessage, ServerResponse } from "node:http";

import type { CaseStore, StoredCase, Typing } from "../conversation/case-ports.ts";
import type { HttpRouter } from "../http/router.ts";
import { createPace } from "../common/single-flight.ts";
import type { Presence } from "./presence.ts";

/** What the event streams stand on. */
export type DeskEventsOptions = {
  cases: CaseStore;
  typing: Typing;
  presence: Presence;
  view: (found: StoredCase) => unknown;
  door: Pick<HttpRouter, "closing">;
  onTrouble: (err: unknown) => void;
  heartbeatMs?: number;
};

/** Who reads a stream, and whether they still may. */
export type Reader = { agent: string; isIn: () => boolean };

/** Cases in one reading. */
const page = 100;
/** The newest cases whose persons' typing is listened to. */
const mostTyping = 200;

/**
 * One agent's event stream. `case` events carry the whole case and the desk's number as their id: whoever comes back
 * with the last id gets each case that changed since, as it is now. `gone` says that cases are there no more, with
 * their persons' data: the lists have to be read anew, and nobody keeps which they were. `ready` comes first; without
 * an id to go on from, it is time to read the lists.
 */
export function createDeskEvents(
  options: DeskEventsOptions,
): (req: IncomingMessage, res: ServerResponse, reader: Reader) => Promise<void> {
  const { cases, presence, view, door, heartbeatMs = 20_000 } = options;

  return async (req, res, { agent, isIn }) => {
    let sent = await startOf(cases, req);
    const typing = followTyping(options, (number) => write(res, "typing", { case: number, from: "user" }));
    beginStream(res);
    write(res, "ready", { changed: sent, agent });
    write(res, "presence", { agents: presence.list() });
    presence.heard(agent);
    const pump = createPace(
      async () => {
        await typing.look();
        // Read before the cases: what is counted up to here and borne by none of them was deleted.
        const newest = await cases.newest();
        for (
          let found = await cases.changedAfter(sent, page);
          found.length > 0;
          found = await cases.changedAfter(sent, page)
        ) {
          for (const one of found) write(res, "case", view(one), one.changed);
          sent = found.at(-1)?.changed ?? sent;
          await drained(res);
        }
        if (newest > sent) write(res, "gone", {}, newest);
        sent = Math.max(sent, newest);
      },
      // The page comes back with the last id it got.
      (err) => (options.onTrouble(err), res.destroy()),
    );
    const tellPresence = (): void => (isIn() ? write(res, "presence", { agents: presence.list() }) : leave());
    const leave = (): void => void res.end();
    const stops = [cases.subscribe(pump), presence.subscribe(tellPresence), typing.stop];
    const beat = setInterval(() => {
      if (!isIn()) return leave();
      presence.heard(agent);
      res.write(": still here\n\n");
    }, heartbeatMs).unref();
    door.closing.addEventListener("abort", leave);
    res.on("error", () => res.destroy());
    res.once("close", () => {
      clearInterval(beat);
      door.closing.removeEventListener("abort", leave);
      for (const stop of stops) stop();
    });
    if (door.closing.aborted) leave();
    pump();
  };
}

/** Where the page goes on. A number that was never given, or none, means now. */
async function startOf(cases: CaseStore, req: IncomingMessage): Promise<number> {
  const newest = await cases.newest();
  const asked = req.headers["last-event-id"];
  const last = typeof asked === "string" && /^\d{1,15}$/.test(asked) ? Number(asked) : newest;
  return Math.min(last, newest);
}

/** Listens to the persons of all active cases. */
function followTyping({ cases, typing }: DeskEventsOptions, tell: (number: string) => void) {
  const followed = new Map<string, () => void>();
  return {
    async look() {
      const active = await cases.list("active", mostTyping);
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
  // Some proxies gather answers until they are complete.
  res.setHeader("X-Accel-Buffering", "no");
  res.flushHeaders();
  res.write("retry: 1000\n\n");
}

function write(res: ServerResponse, event: string, content: unknown, id?: number): void {
  if (!res.writableEnded)
    res.write(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(content)}\n\n`);
}

/** A reader who does not keep up slows the reading, not the memory. */
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
