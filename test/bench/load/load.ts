import { botUser, type User } from "./bot-user.ts";
import { type Connector, startConnector } from "./connector.ts";
import { createPost, type Post } from "./post.ts";
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
};
export type Seen = { turns: number; seconds: number; p50: number; p99: number; last: string };

/** What a person does when an answer does not come: the whole measurement is over then. */
const patience = 30_000;

async function work(task: Task, connector: Connector, post: Post): Promise<Seen> {
  const took: number[] = [];
  let left = task.turns;
  let last = "";
  const users = await Promise.all(Array.from({ length: task.users }, (_, at) => peopleOf(task, connector, post, at)));
  const began = performance.now();
  const talk = async (fresh: () => User): Promise<void> => {
    while (left > 0) {
      const user = fresh();
      for (const text of script) {
        if (left-- <= 0) return;
        const said = performance.now();
        last = await inTime(user.say(text));
        took.push(performance.now() - said);
      }
    }
  };
  await Promise.all(users.map(({ fresh }) => talk(fresh)));
  const seconds = (performance.now() - began) / 1000;
  for (const { leave } of users) leave();
  took.sort((one, other) => one - other);
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  return { turns: took.length, seconds, p50: at(0.5), p99: at(0.99), last };
}

type People = { fresh: () => User; leave: () => void };

/**
 * On the page one person goes on in their conversation, as the token call is no part of a turn; elsewhere each talk is
 * a new one.
 */
async function peopleOf({ as, urls, names }: Task, connector: Connector, post: Post, at: number): Promise<People> {
  const urlAt = (number: number): string => urls[number % urls.length] ?? "";
  if (as === "web") {
    const user = await webUser({ post, url: urlAt(at), name: `${names}-${at}` });
    return { fresh: () => user, leave: user.leave };
  }
  let talks = 0;
  const fresh = (): User =>
    botUser({ post, connector, url: urlAt(at + talks), name: `${names}-${at}-${++talks}`, mode: as });
  return { fresh, leave: () => undefined };
}

async function inTime(answer: Promise<string>): Promise<string> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience);
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
