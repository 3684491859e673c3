import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { temporaryFolder } from "../storage/support/databases.ts";

const command = (TMPDIR: string) =>
  spawnSync(process.execPath, ["src/cli/warm-compile-cache.ts"], { env: { ...process.env, TMPDIR }, encoding: "utf8" });

test("the service is started once to fill the compile cache, and leaves nothing else behind", () => {
  const folder = temporaryFolder();
  expect(command(folder)).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect(readdirSync(folder)).toEqual([]);
  expect(readdirSync("dist/compiled")).not.toEqual([]);
});

test("an installation goes on where the service cannot be started, with a line about it", () => {
  const { status, stderr } = command(join(temporaryFolder(), "is", "not", "there"));
  expect(stderr).toMatch(/^The compile cache could not be warmed\. /);
  expect(status).toBe(0);
});
