import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

type Answer = { label?: string; confidence?: number; alternatives?: { label: string; confidence: number }[]; error?: string };

/** The command as programs call it. */
function understand(lines: readonly string[]): Answer[] {
  const ran = spawnSync(process.execPath, ["src/understanding/command.ts"], { input: lines.map((line) => `${line}\n`).join(""), encoding: "utf8" });
  expect(ran.stderr).toBe("");
  expect(ran.status).toBe(0);
  return ran.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
}

describe("the command `understand`", () => {
  it("answers each line in order, a bad line with an error, and goes on", () => {
    const answers = understand([
      '{"text":"bad gateway on spotify again"}',
      "not json",
      '{"text":5}',
      "",
      '{"text":"x","awaiting":"lunch"}',
      '{"text":"yes","awaiting":"step-result"}',
    ]);
    expect(answers.map(({ label, error }) => label ?? (error === undefined ? "?" : "error"))).toEqual([
      "problem:spotify-502",
      "error",
      "error",
      "error",
      "error",
      "nav:fixed",
    ]);
  });

  it("says how sure it is, and what else it may be", () => {
    const [answer] = understand(['{"text":"how long does it take"}']);
    expect(answer?.confidence).toBeGreaterThan(0);
    expect(answer?.confidence).toBeLessThanOrEqual(1);
    expect(answer?.alternatives?.length).toBeGreaterThan(0);
    expect(Object.keys(answer?.alternatives?.[0] ?? {})).toEqual(["label", "confidence"]);
  });
});
