import { type Profiler, Session } from "node:inspector/promises";
import { posix } from "node:path";
import { Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { createApp } from "../../src/app.ts";
import { createLogger } from "../../src/common/logger.ts";
import { readConfig } from "../../src/config/settings.ts";
import { createPost } from "../bench/load/post.ts";
import { webUser } from "../bench/load/web-user.ts";
import { startStubConnector } from "../support/stub-connector.ts";
import { testArticles } from "../support/test-articles.ts";

/** How much of the product's code one message passes. */
export type MessagePath = { files: number; functions: number; folders: readonly FolderShare[] };
/** A folder's own files, without those of the folders in it. */
export type FolderShare = { folder: string; files: number; functions: number };
export type MessagePaths = { teams: MessagePath; web: MessagePath };

/** A function of the product: its file, and where it begins there. */
type Passed = { file: string; start: number };

/** Also as long as a message is listened to, so that both contain the same periodic jobs. */
const windowMs = 1_500;
const productFolders = ["src", "dialogs", "knowledge", "manifest"];
const root = new URL("../../", import.meta.url);

/**
 * Measures which functions one more message runs: the second of a conversation, on Teams and on the web page, so that
 * what is only done once for a conversation does not count. What an idle service runs in the same time is left out.
 * The service runs in this process, as V8 counts calls per thread; the threads that write the database and compute the
 * transformer are not part of it.
 */
export async function measureMessagePaths(): Promise<MessagePaths> {
  const service = await startService();
  const coverage = await startCoverage();
  try {
    const teams = await teamsPerson(service.url);
    const web = await webPerson(service.url);
    const paths = {
      teams: await secondMessage(coverage, teams.say),
      web: await secondMessage(coverage, web.say),
    };
    web.leave();
    await teams.leave();
    return paths;
  } finally {
    await coverage.stop();
    await service.stop();
  }
}

/** The functions in `ran` that are not in `idle`, counted by folder; folders in the order of the alphabet. */
export function pathOf(ran: readonly Passed[], idle: readonly Passed[]): MessagePath {
  const keyOf = ({ file, start }: Passed): string => `${file}:${start}`;
  const idleKeys = new Set(idle.map(keyOf));
  const passed = new Map(ran.filter((one) => !idleKeys.has(keyOf(one))).map((one) => [keyOf(one), one.file]));
  const files = [...passed.values()];
  const byFolder = Map.groupBy(files, (file) => posix.dirname(file));
  const folders = [...byFolder].map(([folder, within]) => ({
    folder,
    files: new Set(within).size,
    functions: within.length,
  }));
  return {
    files: new Set(files).size,
    functions: files.length,
    folders: folders.toSorted((one, other) => one.folder.localeCompare(other.folder)),
  };
}

async function secondMessage(coverage: Coverage, say: (text: string) => Promise<unknown>): Promise<MessagePath> {
  await say("Spotify says error 502 on my windows laptop");
  await wait(windowMs);
  await coverage.take();
  await wait(windowMs);
  const idle = await coverage.take();
  await say("that did not help");
  await wait(windowMs);
  return pathOf(await coverage.take(), idle);
}

type Coverage = Awaited<ReturnType<typeof startCoverage>>;

async function startCoverage() {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  return {
    /** The product's functions that ran since this was last called. */
    async take(): Promise<Passed[]> {
      const { result } = await session.post("Profiler.takePreciseCoverage");
      return result.flatMap(passedIn);
    },
    async stop(): Promise<void> {
      await session.post("Profiler.stopPreciseCoverage");
      session.disconnect();
    },
  };
}

function passedIn({ url, functions }: Profiler.ScriptCoverage): Passed[] {
  if (!url.startsWith(root.href)) return [];
  const file = fileURLToPath(url).slice(fileURLToPath(root).length);
  if (!productFolders.includes(file.split("/")[0] ?? "")) return [];
  return (
    functions
      .map(({ functionName, ranges: [whole] }) => ({
        functionName,
        start: whole?.startOffset ?? 0,
        count: whole?.count,
      }))
      // A module's own top level is listed as a function without a name that begins with the file.
      .filter(({ functionName, start, count }) => count && !(functionName === "" && start === 0))
      .map(({ start }) => ({ file, start }))
  );
}

/** The app with the settings of a fresh start and its log at its usual level, written to nowhere. */
async function startService() {
  const read = readConfig({ PORT: "0", DATABASE_URL: "sqlite::memory:", STATUS_FEED: "off", EMULATOR: "on" });
  if (!read.ok) throw new Error(read.faults.join(" "));
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const app = await createApp({
    config: { ...read.config, port: 0 },
    log: createLogger({ level: "info", to: nowhere }),
    articles: testArticles,
  });
  const { port } = await app.start();
  return { url: `http://127.0.0.1:${port}`, stop: () => app.stop(1_000) };
}

async function teamsPerson(url: string) {
  const teams = await startStubConnector();
  const { post, close } = createPost();
  let number = 0;
  return {
    /** Resolves when Teams has the answer. */
    async say(text: string): Promise<void> {
      const answered = teams.posted.length;
      await post(`${url}/api/messages`, {
        ...teamsMessage,
        id: `m${++number}`,
        timestamp: new Date().toISOString(),
        serviceUrl: teams.serviceUrl,
        text,
      });
      await teams.waitFor(
        (posted) => teams.posted.indexOf(posted) >= answered && posted.activity["type"] === "message",
      );
    },
    async leave(): Promise<void> {
      close();
      await teams.close();
    },
  };
}

async function webPerson(url: string) {
  const { post, close } = createPost();
  const { say, leave } = await webUser({ post, url, name: "kim" });
  return { say, leave: () => (leave(), close()) };
}

const teamsMessage = {
  type: "message",
  channelId: "msteams",
  from: { id: "29:kim", name: "Kim Example" },
  recipient: { id: "28:bot", name: "Music Support" },
  conversation: { id: "a:personal", conversationType: "personal", tenantId: "tenant" },
  locale: "en-GB",
  textFormat: "plain",
};
