import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test("the terminal has the transformer classifier from the first message on, which understands what the classifier alone would miss", () => {
  const input = ["Spotify says error 502", "windows", "still broken", "what tools do i need"]
    .map((line) => `${line}\n`)
    .join("");
  const env = { ...process.env, STATUS_FEED: "off", NODE_ENV: "production" };
  const { stdout, status } = spawnSync(process.execPath, ["bin/assistant.mjs", "chat"], {
    input,
    env,
    encoding: "utf8",
  });
  expect(status).toBe(0);
  expect(stdout).toContain("You need the device you listen on");
  expect(stdout).not.toContain("I can't help with that");
});
