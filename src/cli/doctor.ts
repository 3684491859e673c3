import { exitCodeOfWrongSettings, readConfig } from "../config/settings.ts";
import { examine, type Finding, lineOf } from "./doctor-checks.ts";

/**
 * Tries what the settings point at and prints a line each, or one JSON object; ends with 1 when something does not work,
 * with 78 when a setting is wrong.
 */
export async function doctor({ json }: { json?: boolean }): Promise<void> {
  const read = readConfig();
  const findings: readonly Finding[] = read.ok
    ? await examine(read.config)
    : read.faults.map((fault) => ({ what: "settings", state: "failed", says: fault }));
  const isWell = findings.every(({ state }) => state !== "failed");
  process.stdout.write(
    json
      ? `${JSON.stringify({ ok: isWell, checks: findings })}\n`
      : findings.map((finding) => `${lineOf(finding)}\n`).join(""),
  );
  process.exitCode = read.ok ? Number(!isWell) : exitCodeOfWrongSettings;
}
