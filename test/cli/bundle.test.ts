import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

import { buildRecord, builtModule, hashOfFiles } from "../../src/cli/bundle.ts";
import { temporaryFolder } from "../storage/support/databases.ts";
import { postAsEmulator } from "../support/bot-endpoint.ts";

/** A project of two sources and what was built of them. */
function project(): string {
  const root = temporaryFolder();
  const files = ["one.ts", "two.ts"];
  for (const file of files) writeFileSync(join(root, file), file);
  mkdirSync(join(root, "dist/bundle"), { recursive: true });
  writeFileSync(
    join(root, buildRecord),
    JSON.stringify({ entry: "assistant.js", files, hash: hashOfFiles(root, files) }),
  );
  return root;
}

test("the service runs as built while its sources are those it was built from", () => {
  expect(builtModule(project())).toBe(join("dist/bundle", "assistant.js"));
});

test("the service runs from its sources where one of them has changed, moved or gone since it was built", () => {
  const changed = project();
  writeFileSync(join(changed, "two.ts"), "owt.ts");
  expect(builtModule(changed)).toBeNull();
  const moved = project();
  writeFileSync(join(moved, "one.ts"), "one.tstwo.ts");
  writeFileSync(join(moved, "two.ts"), "");
  expect(builtModule(moved)).toBeNull();
  const gone = project();
  rmSync(join(gone, "one.ts"));
  expect(builtModule(gone)).toBeNull();
});

test("the service runs from its sources where nothing was built, or the record of it is damaged", () => {
  expect(builtModule(temporaryFolder())).toBeNull();
  const damaged = project();
  writeFileSync(join(damaged, buildRecord), '{"entry":');
  expect(builtModule(damaged)).toBeNull();
});

test("the built service answers a message", { timeout: 60_000 }, async () => {
  // As the installation built it, where nothing changed since: other tests may be starting it.
  if (builtModule(process.cwd()) === null) await promisify(execFile)(process.execPath, ["src/cli/build-bundle.ts"]);
  expect(builtModule(process.cwd())).not.toBeNull();
  const child = spawn(process.execPath, ["--max-semi-space-size=16", "bin/assistant.mjs", "start"], {
    env: { PATH: process.env["PATH"], PORT: "0", STATUS_FEED: "off", EMULATOR: "on", DATABASE_URL: "sqlite::memory:" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  while (!printed.includes("Chat page")) await once(child.stdout, "data");
  const base = /http:\/\/[^\s/]+/.exec(printed)?.[0] ?? "";
  expect((await fetch(`${base}/readyz`)).status).toBe(200);
  expect((await fetch(`${base}/`)).status).toBe(200);
  const answer = await postAsEmulator(base, { deliveryMode: "expectReplies", text: "Spotify says error 502" });
  expect(await answer.text()).toContain("502");
  child.kill("SIGTERM");
  expect((await once(child, "exit"))[0]).toBe(0);
});
