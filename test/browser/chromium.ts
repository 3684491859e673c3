import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";

/** A browser to start, and the environment that it needs. */
type Installed = { path: string; env: Record<string, string> };

const cache = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url));

/** The system's Chromium, or undefined where there is none. `BROWSER_FROM_NPM=on` passes it over, to try the other. */
const systemChromium =
  process.env["BROWSER_FROM_NPM"] === "on"
    ? undefined
    : (process.env["PATH"] ?? "")
        .split(delimiter)
        .flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)))
        .find((file) => existsSync(file));

/** Whether browser tests can run here: with the system's Chromium, or on Linux x64 with the one of a dev dependency. */
export const hasChromium = systemChromium !== undefined || (process.platform === "linux" && process.arch === "x64");

/** Appended to the titles of skipped browser tests. */
export const needsChromium = hasChromium ? "" : " (SKIPPED: no chromium on the PATH)";

/**
 * Unpacks the Chromium of `@sparticuz/chromium` once, for all test files: into a folder of its own, which gets its final
 * name when it is complete, so that two processes that unpack at the same time do not disturb each other.
 */
function unpackedChromium(): Installed {
  const manifest = fileURLToPath(new URL("../../node_modules/@sparticuz/chromium/package.json", import.meta.url));
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const folder = join(existsSync(dirname(cache)) ? cache : tmpdir(), `assistant-chromium-${version}`);
  if (!existsSync(folder)) unpackInto(folder);
  return {
    path: join(folder, "chromium"),
    env: { LD_LIBRARY_PATH: join(folder, "al2023", "lib"), FONTCONFIG_FILE: join(folder, "fonts.conf") },
  };
}

function unpackInto(folder: string): void {
  const parent = mkdtempSync(join(tmpdir(), "assistant-unpack-"));
  // The package unpacks into the temporary folder of its process; its name for "with the libraries" is that of a host.
  const script = 'import("@sparticuz/chromium").then(({ default: chromium }) => chromium.executablePath())';
  execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    env: { ...process.env, TMPDIR: parent, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" },
  });
  // The package's own font settings name a folder that is not there; without fonts text is invisible.
  writeFileSync(
    join(parent, "fonts.conf"),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${join(folder, "fonts")}</dir>` +
      `<cachedir>${join(folder, "font-cache")}</cachedir></fontconfig>`,
  );
  moveTo(parent, folder);
}

/** Another process may have been quicker: then its copy is used and ours removed. */
function moveTo(unpacked: string, folder: string): void {
  try {
    execFileSync("mkdir", ["-p", dirname(folder)]);
    renameSync(unpacked, folder);
  } catch {
    // The temporary folder may lie on another file system, which rename cannot cross.
    const nextTo = `${folder}-${process.pid}`;
    execFileSync("cp", ["-a", unpacked, nextTo]);
    rmSync(unpacked, { recursive: true, force: true });
    try {
      renameSync(nextTo, folder);
    } catch (error) {
      rmSync(nextTo, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
}

/**
 * Starts Chromium; it calls no one by itself. To it this machine is a local network, which pages of other sites may only
 * frame with `framesLocal`.
 */
export async function launchChromium({ framesLocal = false } = {}): Promise<Browser> {
  const local = framesLocal ? ["--disable-features=LocalNetworkAccessChecks"] : [];
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    ...local,
  ];
  if (systemChromium) return chromium.launch({ executablePath: systemChromium, args });
  const { path, env } = unpackedChromium();
  return chromium.launch({
    executablePath: path,
    args: [...args, "--headless=shell"],
    env: { ...definedEnvironment(), ...env },
  });
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
