import { setTimeout as sleep } from "node:timers/promises";

import { createPost } from "../load/post.ts";
import { script } from "../load/script.ts";
import { webUser } from "../load/web-user.ts";

/**
 * How long people waited for answers, in milliseconds from a message to its answer in the stream, and how often they
 * were refused.
 */
export type Waited = { turns: number; refused: number; p50: number; p99: number };
/** So many people, each from an address of their own, write a message every `everyMs` for so many seconds. */
export type Crowd = { urls: readonly string[]; people: number; everyMs: number; names: string };

/** People who have come and stay. */
export type People = { write(seconds: number): Promise<Waited>; leave(): void };

/** Lets them come, half to each of two nodes and so on. */
export async function gather({ urls, people, everyMs, names }: Crowd): Promise<People> {
  const { post, close } = createPost();
  const users = await Promise.all(
    Array.from({ length: people }, (_, at) =>
      webUser({ post, url: urls[at % urls.length]!, name: `${names}-${at}`, from: `198.51.100.${at}` }),
    ),
  );
  const lines = users.map(() => 0);
  return {
    async write(seconds) {
      const took: number[] = [];
      let refused = 0;
      const until = performance.now() + seconds * 1000;
      const one = async ({ say }: (typeof users)[number], at: number): Promise<void> => {
        // Not all at once.
        await sleep((everyMs * at) / users.length);
        while (performance.now() < until) {
          const began = performance.now();
          const text = script[lines[at]!++ % script.length]!;
          await say(text).then(
            () => took.push(performance.now() - began),
            () => (refused += 1),
          );
          await sleep(Math.max(0, everyMs - (performance.now() - began)));
        }
      };
      await Promise.all(users.map(one));
      took.sort((less, more) => less - more);
      const share = (of: number): number => took[Math.min(took.length - 1, Math.floor(took.length * of))] ?? Number.NaN;
      return { turns: took.length, refused, p50: share(0.5), p99: share(0.99) };
    },
    leave() {
      for (const { leave } of users) leave();
      close();
    },
  };
}
