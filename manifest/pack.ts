import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { exitCodeOfWrongSettings, readTeamsSettings } from "../src/config/settings.ts";
import { archiveOf, teamsApp } from "./teams-app.ts";

/** `npm run manifest:pack`: writes the package that is uploaded to Teams. */

const root = new URL("../", import.meta.url);

function fail(faults: readonly string[], exitCode: number): void {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = exitCode;
}

const given = readTeamsSettings();
if (given.ok) {
  const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string };
  const app = teamsApp({ ...given.settings, version });
  if (app.ok) {
    mkdirSync(new URL("dist/", root), { recursive: true });
    const archive = fileURLToPath(new URL("dist/teams-app.zip", root));
    writeFileSync(archive, archiveOf(app.files));
    process.stdout.write(`Written: ${archive}\nUpload it in Teams under Apps, Manage your apps, Upload an app.\n`);
  } else {
    fail(app.faults, 1);
  }
} else {
  fail(given.faults, exitCodeOfWrongSettings);
}
