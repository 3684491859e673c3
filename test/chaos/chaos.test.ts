import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import type { LegResult } from "./checker.ts";

type Verdict = { held: boolean; legs: (Omit<LegResult, "violations"> & { violations: number })[] };

/** `npm run chaos`, small enough for every run. What it prints names the seed. */
async function chaos(...more: string[]): Promise<{ exitCode: number; printed: string; verdict: Verdict }> {
  const script = fileURLToPath(new URL("chaos-command.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", script, "--short", "--users", "5", "--seed", "7", ...more],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [printed, [exitCode]] = (await Promise.all([text(child.stdout), once(child, "exit")])) as [string, [number]];
  return { exitCode, printed, verdict: JSON.parse(printed.trim().split("\n").at(-1) ?? "") as Verdict };
}

const nothing = { conversations: 5, lost: 0, doubled: 0, outOfOrder: 0, differing: 0, leftovers: 0, violations: 0 };

test(
  "while nodes and PostgreSQL die under people and agents, nothing is lost, doubled or out of order, and who is erased is gone",
  { timeout: 200_000 },
  async () => {
    const { exitCode, printed, verdict } = await chaos("--leg", "postgres");
    expect(verdict.legs, printed).toMatchObject([{ ...nothing, erased: 1 }]);
    expect([exitCode, verdict.held]).toEqual([0, true]);
    const [leg] = verdict.legs;
    expect(Math.min(leg!.cases, leg!.agents["acknowledged"] ?? 0, ...Object.values(leg!.commands))).toBeGreaterThan(0);
  },
);

test("while the one node on SQLite is killed again and again, nothing is lost either; a message that is said to be lost ends with 1", async () => {
  const { exitCode, printed, verdict } = await chaos("--leg", "sqlite", "--plant");
  expect(verdict.legs, printed).toMatchObject([{ ...nothing, erased: 1, lost: 1, violations: 1 }]);
  expect(printed).toContain("planted was acknowledged and is not stored");
  expect([exitCode, verdict.held]).toEqual([1, false]);
}, 200_000);

test("while a channel takes nothing for hours, people block and remove the assistant, articles are edited and the one node on SQLite is killed, nothing is lost and the desk shows what did not arrive", async () => {
  const { exitCode, printed, verdict } = await chaos("--leg", "channel");
  expect(verdict.legs, printed).toMatchObject([{ ...nothing, erased: 1 }]);
  const [leg] = verdict.legs;
  expect(Math.min(leg!.failed, ...Object.values(leg!.commands)), printed).toBeGreaterThan(0);
  expect([exitCode, verdict.held]).toEqual([0, true]);
}, 200_000);
