import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Result, Round } from "./runner.ts";
import type { Tests } from "./targets.ts";

/** What the tests made of a change: `hung` is noticed as well, by whoever waits for it. */
export type Verdict = { kind: "killed"; by: string } | { kind: "hung" } | { kind: "survived" };

const root = fileURLToPath(new URL("../../", import.meta.url));
/** A mutant may take so many times as long as the tests take without one, and so much on top. */
const limits = { times: 5, onTop: 10_000 };
const longest = 300_000;

/** A copy of the work tree in a temporary folder, as it is now; nothing outside of it is ever changed. */
export function copyTree(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
  }).split("\0");
  for (const file of files) {
    if (file === "" || !existsSync(join(root, file))) continue;
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  if (existsSync(join(root, "dist"))) cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs the same test files again and again in a copy, each time on sources of which one is changed. */
export type Bench = {
  /** Milliseconds that the tests take on sources as they are. Throws where they fail: no mutant could be told then. */
  measure(): Promise<number>;
  /** Runs the tests on this file changed so; afterwards it is as it was. */
  judge(path: string, change: { from: string; to: string }): Promise<Verdict>;
  close(): Promise<void>;
};

/** Opens a bench for these tests in a copy of the work tree. */
export function openBench(folder: string, tests: Tests): Bench {
  let runner: ChildProcess | null = null;
  let most = longest;
  /** Put back after the last verdict, which the runner has not heard of yet: without this it would keep the change. */
  let putBack: string | null = null;
  const stop = (): void => {
    // The whole group: a runner that hangs does not end its workers.
    if (runner?.pid) process.kill(-runner.pid, "SIGKILL");
    runner = null;
  };
  const run = async (changed: readonly string[]): Promise<Result | null> => {
    runner ??= startRunner(folder, tests);
    const result = await answerOf(runner, { files: tests.files, changed }, most);
    if (result === null) stop();
    return result;
  };
  return {
    async measure() {
      let took = 0;
      // The first run is dearer than all others.
      for (let time = 0; time < 2; time++) {
        const from = performance.now();
        const result = await run([]);
        if (result === null || result.failed !== null)
          throw new Error(`The tests fail without any mutant: ${result?.failed ?? "they hang"}.`);
        took = performance.now() - from;
      }
      most = took * limits.times + limits.onTop;
      return took;
    },
    async judge(path, { from, to }) {
      writeFileSync(join(folder, path), to);
      const result = await run(putBack === null || putBack === path ? [path] : [path, putBack]);
      writeFileSync(join(folder, path), from);
      putBack = path;
      if (result === null) return { kind: "hung" };
      return result.failed === null ? { kind: "survived" } : { kind: "killed", by: result.failed };
    },
    async close() {
      if (!runner) return;
      const gone = once(runner, "exit");
      runner.disconnect();
      await gone;
    },
  };
}

function startRunner(folder: string, { only, postgres }: Tests): ChildProcess {
  const options = [...(only === undefined ? [] : ["--only", only]), ...(postgres ? ["--postgres"] : [])];
  return fork(join(folder, "test/mutation/runner.ts"), options, { cwd: folder, detached: true, stdio: "ignore" });
}

/** Null: there is none within `most` milliseconds, or the runner is gone. */
function answerOf(runner: ChildProcess, round: Round, most: number): Promise<Result | null> {
  return new Promise((resolve) => {
    const end = (result: Result | null): void => {
      clearTimeout(timer);
      runner.off("message", answered).off("exit", gone);
      resolve(result);
    };
    const answered = (result: unknown): void => end(result as Result);
    const gone = (): void => end(null);
    const timer = setTimeout(gone, most);
    runner.once("message", answered).once("exit", gone);
    runner.send(round);
  });
}
