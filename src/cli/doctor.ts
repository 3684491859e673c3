import { exitCodeOfWrongSettings, readConfig } from "../config/settings.ts";
import { examine, lineOf } from "./doctor-checks.ts";

/**
 * `npm run doctor`: tries what the settings point at, a line each; ends with 1 when something is unwell, with 78 when a
 * setting is wrong.
 */
const read = readConfig();
if (!read.ok) {
  for (const fault of read.faults) process.stdout.write(`FAIL settings       ${fault}\n`);
  process.exitCode = exitCodeOfWrongSettings;
} else {
  const findings = await examine(read.config);
  for (const finding of findings) process.stdout.write(`${lineOf(finding)}\n`);
  process.exitCode = findings.some(({ state }) => state === "unwell") ? 1 : 0;
}
