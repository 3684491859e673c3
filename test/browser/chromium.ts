import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

/** The system's Chromium, or undefined where there is none. */
export const chromiumPath = (process.env["PATH"] ?? "")
  .split(delimiter)
  .flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)))
  .find((file) => existsSync(file));

/** What the tests say where they are skipped. */
export const needsChromium = chromiumPath ? "" : " (SKIPPED: no chromium on the PATH)";

/**
 * Starts it; it calls no one by itself. To it this machine is a local network, which pages of other sites may only
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
  return chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }), args });
}
