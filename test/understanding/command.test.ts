import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

type Answer = {
  label?: string;
  confidence?: number;
  alternatives?: { label: string; confidence: number }[];
  error?: string;
};

/** The command as programs call it. */
function understand(lines: readonly string[]): Answer[] {
  const ran = spawnSync(process.execPath, ["bin/assistant.mjs", "understand"], {
    input: lines.map((line) => `${line}\n`).join(""),
    encoding: "utf8",
  });
  expect(ran.stderr).toBe("");
  expect(ran.status).toBe(0);
  return ran.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
}

const folder = mkdtempSync(join(tmpdir(), "understand-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, lines: readonly unknown[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""));
  return path;
}

function withArguments(...given: string[]): { stdout: string; stderr: string; status: number | null } {
  return spawnSync(process.execPath, ["bin/assistant.mjs", "understand", ...given], { input: "", encoding: "utf8" });
}

describe("the command `understand`", () => {
  it("learns any labelled set, says how far it is, and gives the share of right labels of another", () => {
    const said = (text: string, label: string) => ({ text, label });
    const train = ["wake me at six", "set an alarm for noon", "alarm at seven please"]
      .map((text) => said(text, "alarm"))
      .concat(
        ["will it rain today", "is it sunny in rome", "how cold is it outside"].map((text) => said(text, "weather")),
      );
    const test = [said("set an alarm for six", "alarm"), said("is it cold and rainy today", "weather")];
    const { stdout, stderr, status } = withArguments("--train", fileOf("train", train), "--test", fileOf("test", test));
    expect([stdout, status]).toEqual(["accuracy 1.000\n", 0]);
    expect(stderr).toContain("Learning from 6 lines");
    expect(stderr).toContain("0 of 2");
  });

  it("says in one line which file, and which line of it, cannot be used", () => {
    const good = fileOf("good", [{ text: "a", label: "b" }]);
    const missing = join(folder, "missing");
    for (const [path, words] of [
      [missing, `${missing} cannot be read: ENOENT.`],
      [fileOf("empty", [""]), "holds no line."],
      [fileOf("torn", [{ text: "a", label: "b" }, "{"]), 'line 2: not {"text"'],
      [fileOf("bare", [{ text: "a" }]), 'line 1: not {"text"'],
    ] as const) {
      for (const given of [
        ["--score", path],
        ["--confusions", path],
        ["--facts", path],
        ["--train", good, "--test", path],
      ]) {
        const { stdout, stderr, status } = withArguments(...given);
        expect([stdout, status]).toEqual(["", 1]);
        expect(stderr).toContain(words);
        expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      }
    }
  });

  it("tells of each fact how often it was found, and which were missed or wrong", () => {
    const facts = { devices: [{ device: "ios", role: "fails" }], person: true };
    const path = fileOf("facts", [
      { text: "get me a real person please", label: "human", facts: { person: true } },
      { text: "spotify 502", label: "problem:spotify-502", facts },
    ]);
    const { stdout, status } = withArguments("--facts", path);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^facts person +precision 1.000 recall 0.500 /mu);
    expect(stdout).toMatch(/^devices ios fails +right 0 wrong 0 missed 1$/mu);
    const bare = withArguments("--facts", fileOf("no-facts", [{ text: "hello", label: "greeting" }]));
    expect(bare.stdout.trim()).toBe("No line of this file has facts.");
  });

  it("answers a wrong use with the usage", () => {
    for (const given of [
      ["--train", "x"],
      ["--test", "x"],
      ["--scores", "x"],
    ]) {
      const { stderr, status } = withArguments(...given);
      expect(stderr).toContain("Usage: assistant understand");
      expect(status).toBe(2);
    }
  });

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
