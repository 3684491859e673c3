import type { Chance } from "./chance.ts";
import type { Fleet } from "./fleet.ts";

/** One call that is made again, each time to some node, until it is taken. Gives the answer's text. */
export type Knock = (path: string, call?: { method?: "GET" | "POST"; body?: unknown; token?: string }) => Promise<string>;
/** How calls ended: by status, or `no answer`. */
export type Endings = Record<string, number>;

const mostAttempts = 300;

/** The way of one person through the balancer: another node for each call. Throws where a call is refused for good. */
export function createKnock(options: { fleet: Fleet; chance: Chance; endings: Endings }): Knock {
  const { fleet, chance, endings } = options;
  return async (path, { method = "POST", body, token } = {}) => {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const url = fleet.address(chance.below(fleet.size)) + path;
      const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
      const found = await fetch(url, { method, headers, signal: AbortSignal.timeout(30_000), ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
        .then(async (answer) => ({ status: answer.status, text: await answer.text() }))
        .catch(() => ({ status: 0, text: "" }));
      const ending = found.status === 0 ? "no answer" : String(found.status);
      endings[ending] = (endings[ending] ?? 0) + 1;
      if (found.status >= 200 && found.status < 300) return found.text;
      if (found.status >= 400 && found.status < 500) throw new Error(`${path} was refused: ${found.status} ${found.text}`);
      await pause(100 + chance.below(200));
    }
    throw new Error(`${path} was not taken in ${mostAttempts} attempts`);
  };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
