import { setTimeout as sleep } from "node:timers/promises";

import { botUser, type User } from "./bot-user.ts";
import { type Connector, startConnector } from "./connector.ts";
import { createPost, type Post } from "./post.ts";
import { inOwnWords } from "./lifelike-lines.ts";
import { script } from "./script.ts";
import { webUser } from "./web-user.ts";

/**
 * The process that plays channels and people. It is told one task after the other and answers each with what it saw.
 * `as`: how the people talk; `urls`: nodes of one service, people hop between them from talk to talk.
 */
export type Task = {
  as: "posted" | "expectReplies" | "answered" | "web";
  urls: readonly string[];
  turns: number;
  users: number;
  names: string;
  /** What people say, from the first line on, each time with other words around it; by default the short script as it is. */
  lines?: readonly string[] | undefined;
  /** Open loop: so many messages a second at random moments, whether answers are slow or not. By default each person
   * writes as soon as they are answered. */
  perSecond?: number | undefined;
};
export type Seen = { turns: number; seconds: number; p50: number; p99: number; last: string };

/** What a person does when an answer does not come: the whole measurement is over then. */
const answerTimeoutMs = 120_000;

async function work(task: Task, connector: Connector, post: Post): Promise<Seen> {
  const took: number[] = [];
  let left = task.turns;
  let last = "";
  const { lines = script, perSecond } = task;
  const users = await Promise.all(Array.from({ length: task.users }, (_, at) => peopleOf(task, connector, post, at)));
  const began = performance.now();
  const say = async (user: User, text: string): Promise<void> => {
    const said = performance.now();
    last = await inTime(user.say(task.lines ? inOwnWords(text) : text));
    took.push(performance.now() - said);
  };
  const talk = async ({ fresh, from }: People): Promise<void> => {
    while (left > 0) {
      const user = fresh();
      for (let at = 0; at < lines.length; at += 1) {
        if (left-- <= 0) return;
        await say(user, lines[(from + at) % lines.length] ?? "");
      }
    }
  };
  if (perSecond === undefined) await Promise.all(users.map(talk));
  else await arriveAtRandom({ users, lines, turns: task.turns, perSecond, say });
  const seconds = (performance.now() - began) / 1000;
  for (const { leave } of users) leave();
  took.sort((one, other) => one - other);
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  return { turns: took.length, seconds, p50: at(0.5), p99: at(0.99), last };
}

/** `from`: the line that this person begins with, so that not all say the same at once; the short script has an order. */
type People = { fresh: () => User; leave: () => void; from: number };

/** Each message goes to somebody who waits for nothing; its moment does not depend on the answers before it. */
async function arriveAtRandom({
  users,
  lines,
  turns,
  perSecond,
  say,
}: {
  users: readonly People[];
  lines: readonly string[];
  turns: number;
  perSecond: number;
  say: (user: User, text: string) => Promise<void>;
}): Promise<void> {
  const free = users.map(({ fresh }) => ({ user: fresh(), next: 0 }));
  const running: Promise<void>[] = [];
  for (let at = performance.now(), sent = 0; sent < turns; sent += 1) {
    at += (-Math.log(1 - Math.random()) * 1000) / perSecond;
    const wait = at - performance.now();
    if (wait > 1) await sleep(wait);
    const who = free.shift();
    if (!who) throw new Error(`${users.length} people are too few for ${perSecond} messages a second`);
    const text = lines[who.next++ % lines.length] ?? "";
    running.push(say(who.user, text).then(() => void free.push(who)));
  }
  await Promise.all(running);
}

/**
 * On the page one person goes on in their conversation, as the token call is no part of a turn; elsewhere each talk is
 * a new one.
 */
async function peopleOf(task: Task, connector: Connector, post: Post, at: number): Promise<People> {
  const { as, urls, names, lines } = task;
  const from = lines ? (at * 7) % lines.length : 0;
  const urlAt = (number: number): string => urls[number % urls.length] ?? "";
  if (as === "web") {
    const user = await webUser({ post, url: urlAt(at), name: `${names}-${at}` });
    return { fresh: () => user, leave: user.leave, from };
  }
  let talks = 0;
  const fresh = (): User =>
    botUser({ post, connector, url: urlAt(at + talks), name: `${names}-${at}-${++talks}`, mode: as });
  return { fresh, leave: () => undefined, from };
}

async function inTime(answer: Promise<string>): Promise<string> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${answerTimeoutMs} ms`)), answerTimeoutMs);
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer));
}

const connector = await startConnector();
process.on("message", (task: Task) => {
  // Asked for its usage by the same channel, which is no task.
  if (typeof task !== "object") return;
  const { post, close } = createPost();
  work(task, connector, post)
    .finally(close)
    .then(
      (seen) => process.send?.(seen),
      (error: unknown) => process.send?.({ failed: String(error) }),
    );
});
process.channel?.ref();
process.send?.("ready");
