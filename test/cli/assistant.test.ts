import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { describe, expect, onTestFinished, test } from "vitest";

import { createProgram } from "../../src/cli/assistant.ts";
import { runDevelopmentScript } from "../../src/cli/development-commands.ts";
import { temporaryFolder } from "../storage/support/databases.ts";

const bin = fileURLToPath(new URL("../../bin/assistant.mjs", import.meta.url));

type Ended = { code: number | null; out: string; err: string };

async function assistant(
  args: readonly string[],
  { env = {}, cwd, node = process.execPath }: { env?: Record<string, string>; cwd?: string; node?: string } = {},
): Promise<Ended> {
  const child = spawn(node, [bin, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], STATUS_FEED: "off", DATABASE_URL: "sqlite::memory:", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (printed.out += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (printed.err += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  return { ...printed, code };
}

/** Every command and subcommand with its words on the command line. */
function pathsOf(command: Command, words: readonly string[] = []): string[][] {
  return command.commands.flatMap((one) => [[...words, one.name()], ...pathsOf(one, [...words, one.name()])]);
}

const paths = pathsOf(createProgram());

/** A Node of the machine that is too old for the sources, else the one that runs this test. */
function oldestNode(): string {
  const candidates = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "node"));
  const old = candidates
    .filter((file) => existsSync(file))
    .find((file) => /^v2[0-3]\./.test(spawnSync(file, ["--version"], { encoding: "utf8" }).stdout));
  return old ?? process.execPath;
}

describe("assistant", () => {
  test("has the documented commands", () => {
    expect(paths.map((words) => words.join(" "))).toEqual(
      expect.arrayContaining([
        "start",
        "chat",
        "doctor",
        "train",
        "understand",
        "article check",
        "article new",
        "article import",
        "article test",
        "article missed",
        "article use-as",
        "article review-report",
        "missed",
        "dead-letters",
        "backup",
        "restore",
        "privacy export",
        "privacy delete",
        "manifest",
        "bench",
        "soak",
        "fuzz",
        "chaos",
      ]),
    );
  });

  test.each(paths.map((words) => [words]))("%j --help says what it does, with an example", (words) => {
    const command = words.reduce<Command>(
      (parent, word) => parent.commands.find((one) => one.name() === word) ?? parent,
      createProgram(),
    );
    let help = "";
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toMatch(new RegExp(`^Usage: assistant ${words.join(" ")}`));
    expect(help).toMatch(/\nExamples?:\n {2}.*npx assistant /);
  });

  test.each([
    [["docter"], "Did you mean doctor?"],
    [["missed", "--newst", "3"], "Did you mean --newest?"],
    [["doctor", "more"], "too many arguments"],
    [["article", "check"], "missing required argument"],
    [["understand", "--score", "a", "--confusions", "b"], "cannot be used with"],
    [["understand", "--train", "a"], "go together"],
    [["bench", "--round", "3"], "Did you mean --rounds?"],
    [[], "Commands:"],
  ])("used as %j ends with 2 and says why", async (args, why) => {
    expect(await assistant(args)).toEqual({
      code: 2,
      out: "",
      err: expect.stringContaining(why) as string,
    });
  });

  test("runs on the Node of the project where the machine's is too old", async () => {
    const { out, code } = await assistant(["--help"], { node: oldestNode() });
    expect(code).toBe(0);
    expect(out).toContain("Usage: assistant");
  });

  test("says that a development command needs files that a production installation has not got", async () => {
    await expect(runDevelopmentScript("bench", "test/not/there.ts", [])).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("production installation") as string,
    });
  });
});

describe("settings of a command", () => {
  test("come from .env of the working directory too, and the environment wins", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, ".env"), "PORT=not-a-port\nHOST=not a host\n");
    const { code, out } = await assistant(["doctor"], { cwd, env: { HOST: "localhost" } });
    expect(code).toBe(78);
    expect(out).toMatch(/^FAIL settings +PORT is not a port\. .*\n$/);
  });

  test("that nobody knows are named, with the nearest known one", async () => {
    const { err } = await assistant(["missed"], { env: { DESK_AGENT: "ana:token", PATHS: "/bin" } });
    expect(err).toBe("DESK_AGENT is not a setting and is ignored. Did you mean DESK_AGENTS?\n");
  });
});

describe("a start that cannot listen ends with 1 and one line:", () => {
  test("the port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await assistant(["start"], { env: { PORT: String(port), LOG_LEVEL: "silent" } })).toEqual({
      code: 1,
      out: "",
      err: `Port ${port} is taken. Set PORT, or stop what listens there.\n`,
    });
  });

  test("the host is not of this machine", async () => {
    const env = { HOST: "203.0.113.7", PORT: "0", LOG_LEVEL: "silent", MicrosoftAppType: "MultiTenant" };
    const app = { MicrosoftAppId: "11111111-2222-4333-8444-555555555555", MicrosoftAppPassword: "p" };
    expect(await assistant(["start"], { env: { ...env, ...app } })).toEqual({
      code: 1,
      out: "",
      err: expect.stringMatching(/^203\.0\.113\.7 is no address of this machine .* Set HOST .*\n$/) as string,
    });
  });
});
