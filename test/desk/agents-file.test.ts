import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";

import { hashOfToken } from "../../src/config/agent-settings.ts";
import { type Config, readConfig } from "../../src/config/settings.ts";
import { temporaryFolder } from "../storage/support/databases.ts";
import { type DeskApp, useDeskApp } from "../support/desk-app.ts";
import { listen } from "./event-stream.ts";

let file: string;
beforeEach(() => {
  file = join(temporaryFolder(), "agents");
});
/** Exchanges the file, as mounted secrets are. */
const write = (...lines: string[]): void => {
  writeFileSync(`${file}.new`, `${lines.join("\n")}\n`);
  renameSync(`${file}.new`, file);
};
const of = (login: string, name = login): string => `${name} <${login}>:sha256:${hashOfToken(`${login}-token`)}`;

const configOf = (env: Record<string, string>): Config => {
  const read = readConfig({ DESK_AGENTS_FILE: file, ...env });
  if (!read.ok) throw new Error(read.faults.join("\n"));
  return read.config;
};

describe("a file of agents", () => {
  const start = (): Promise<DeskApp> => useDeskApp({ DESK_AGENTS_FILE: file, DESK_LEADS: "ana" });
  const me = async ({ desk }: DeskApp, agent: string) => {
    const { status, body } = await desk(agent, "GET", "/me");
    return status === 200 ? `${body.name}, ${body.role}` : status;
  };

  /** Asked by somebody else: too many wrong tokens would be refused. */
  const knownAt = async ({ desk }: DeskApp, login: string): Promise<void> => {
    const logins = async () => (await desk("ana", "GET", "/presence")).body.agents.map((agent) => agent.login);
    await expect.poll(logins, { timeout: 20_000 }).toContain(login);
  };

  test("stands beside the agents of the settings, with names and leads", async () => {
    write("# our night shift", "", of("kim", "Kim Lee"), `${of("lou", "Lou Day")} lead`, "max:max-token");
    const service = await start();
    const seen = await Promise.all(["ana", "kim", "lou", "max", "none"].map((agent) => me(service, agent)));
    expect(seen).toEqual(["ana, lead", "Kim Lee, agent", "Lou Day, lead", "max, agent", 401]);
  });

  test("is read again when it changes: who is new comes in; who is gone, or has another token, is out with open pages and all", async () => {
    write(of("kim"), of("lou"), of("max"));
    const service = await start();
    const signIn = async (token: string): Promise<string> => {
      const answer = await fetch(`${service.base}/api/desk/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token }),
      });
      return (answer.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
    };
    const withCookie = async (cookie: string): Promise<number> =>
      (await fetch(`${service.base}/api/desk/me`, { headers: { cookie } })).status;
    const cookies = await Promise.all(["kim-token", "lou-token", "max-token"].map(signIn));
    expect(await Promise.all(cookies.map(withCookie))).toEqual([200, 200, 200]);
    const events = await listen(service, "kim");
    write(`lou:sha256:${hashOfToken("another-token")}`, `${of("max", "Max Roe")} lead`, of("new"));
    await knownAt(service, "new");
    const seen = await Promise.all(["kim", "lou", "another", "max", "ana"].map((agent) => me(service, agent)));
    expect(seen).toEqual([401, 401, "lou, agent", "Max Roe, lead", "ana, lead"]);
    expect(await Promise.all(cookies.map(withCookie))).toEqual([401, 401, 200]);
    await events.ended;
    const { body } = await service.desk("ana", "GET", "/audit");
    expect(body.entries).toContainEqual(
      expect.objectContaining({ what: "settings", subject: "agents file", detail: "1 added, 1 removed, 2 changed" }),
    );
  });

  test.each([
    ["with a line that is no agent", () => write(of("kim"), "secret-of-somebody"), "line 2"],
    ["with a login of the settings", () => write("ana:another-token"), "line 1"],
    ["that is gone", () => rmSync(file), "ENOENT"],
  ])("that becomes one %s changes nothing, and operators are told until it is mended", async (_what, spoil, said) => {
    write(of("kim"));
    const service = await start();
    const ready = async () => (await fetch(`${service.base}/readyz`)).json() as Promise<{ warnings: object }>;
    spoil();
    await expect.poll(ready, { timeout: 20_000 }).toMatchObject({
      ready: true,
      degraded: true,
      warnings: { agents: expect.stringContaining(said) },
    });
    expect(JSON.stringify(await ready())).not.toContain("secret-of-somebody");
    expect(await me(service, "kim")).toBe("kim, agent");
    write(of("kim"), of("new"));
    await knownAt(service, "new");
    expect([await me(service, "new"), (await ready()).warnings]).toEqual(["new, agent", {}]);
  });
});

test.each([
  [[of("kim"), of("kim")], "line 2 has a login that another agent has"],
  [["kim:the-same-long-token", "lou:the-same-long-token"], "line 2 has a token that another agent has"],
  [["kim"], "line 1 is not an agent"],
  [["kim:a,lou:b"], "line 1 is not an agent"],
  [["kim:short"], "line 1 has a token that could be guessed"],
])("a file that is wrong at the start stops it like a wrong setting: %s", (lines, fault) => {
  write(...lines);
  expect(() => configOf({ HOST: "0.0.0.0" })).toThrow(fault);
});

test("a file that is not there stops the start", () => {
  expect(() => configOf({})).toThrow(`DESK_AGENTS_FILE is ${file}, which cannot be read (ENOENT)`);
});
