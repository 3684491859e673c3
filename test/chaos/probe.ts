import type { Chance } from "./chance.ts";
import type { Fleet } from "./fleet.ts";

/** One call that is made again, each time to some node, until it is taken. Gives the answer's text. */
export type Probe = (path: string, call?: Call) => Promise<string>;
/** The same for who can live with a refusal: gives the status, which is below 500, and the answer's text. */
export type Ask = (path: string, call?: Call) => Promise<{ status: number; text: string }>;
export type Call = { method?: "GET" | "POST"; body?: unknown; token?: string };
/** How calls ended: by status, or `no answer`. */
export type Endings = Record<string, number>;
export type Way = { fleet: Fleet; chance: Chance; endings: Endings };

/** Some ten minutes: on a busy machine a node that is killed again and again is away for long. */
const mostAttempts = 3_000;
/** A node whose machine has no time to read it says that a call came too late: it was not processed, and is made again. */
const tooLate = 408;

/** The way of one person through the balancer: another node for each call. Throws where a call is refused for good. */
export function createProbe(way: Way): Probe {
  const ask = createAsk(way);
  return async (path, call) => {
    const { status, text } = await ask(path, call);
    if (status >= 400) throw new Error(`${path} was refused: ${status} ${text}`);
    return text;
  };
}

/** The way of somebody who is told no now and then. */
export function createAsk({ fleet, chance, endings }: Way): Ask {
  return async (path, { method = "POST", body, token } = {}) => {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const url = fleet.address(chance.below(fleet.size)) + path;
      const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
      const found = await fetch(url, {
        method,
        headers,
        signal: AbortSignal.timeout(30_000),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
        .then(async (answer) => ({ status: answer.status, text: await answer.text() }))
        .catch(() => ({ status: 0, text: "" }));
      const ending = found.status === 0 ? "no answer" : String(found.status);
      endings[ending] = (endings[ending] ?? 0) + 1;
      if (found.status >= 200 && found.status < 500 && found.status !== tooLate) return found;
      await pause(100 + chance.below(200));
    }
    throw new Error(`${path} was not taken in ${mostAttempts} attempts`);
  };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
