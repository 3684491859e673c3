import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { en } from "../../dialogs/wording/en.ts";
import { devices } from "../../knowledge/article.ts";
import { serveAuthorPage } from "../../src/cli/article/try-page.ts";
import { copyOfKnowledge, type KnowledgeCopy } from "../support/knowledge-directory.ts";

let copy: KnowledgeCopy;
let url: string;
beforeAll(async () => {
  copy = copyOfKnowledge();
  const page = await serveAuthorPage({
    id: "spotify-16",
    score: () => Promise.resolve(null),
    directory: copy.directory,
  });
  ({ url } = page);
  return async () => {
    await page.close();
    copy[Symbol.dispose]();
  };
});

const part = async (path: string): Promise<string> => (await fetch(url + path)).text();
const say = (body: unknown, headers: Record<string, string> = { "content-type": "application/json" }) =>
  fetch(`${url}say`, { method: "POST", headers, body: JSON.stringify(body) });

/** Resolves once the page is told that files changed. */
async function nextChange(change: () => void): Promise<void> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { body } = await fetch(`${url}changes`, { signal: stop.signal });
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  change();
  for (let news = await reader.read(); !news.value?.includes("changed"); news = await reader.read());
}

describe("the page of an article", () => {
  it("shows it on each device as people read it, its answers, and that there are no faults", async () => {
    const article = await part("article");
    expect(article).toContain("<h1>Spotify error 16</h1>");
    for (const device of devices) expect(article).toContain(`<summary>${en.deviceNames[device]}</summary>`);
    for (const words of [
      "Step 1 of",
      "Let Spotify through the firewall",
      "Yes, show me how",
      "Step 7 of 7",
      "That was the last step",
      "No faults.",
    ])
      expect(article).toContain(words);
  });
  it("says how many of its own lines are understood", { timeout: 60_000 }, async () =>
    expect(await part("lines")).toMatch(/\d+ of \d+ are understood/u),
  );
  it("answers in a chat, with buttons, and says why a line was read so", async () => {
    const reported = await (await say({ text: "spotify error 16" })).text();
    expect(reported).toContain("Which device");
    expect(reported).toContain("problem.known");
    const pressed = await (await say({ text: "Windows computer", choice: 0 })).text();
    expect(pressed).toContain("Step 1 of");
    expect(pressed).not.toContain("Why it was read so");
  });
  it("takes what is written as text, not as HTML", async () =>
    expect(await (await say({ text: "<img src=x>" })).text()).not.toContain("<img"));
  it("is read again when a file is saved; a broken one is named, and the former is still talked about", async () => {
    const file = "articles/spotify-16.yaml";
    const before = readFileSync(join(copy.directory, file), "utf8");
    await nextChange(() => copy.change(file, "Let Spotify through the firewall", "Let Spotify pass the firewall"));
    expect(await part("article")).toContain("Let Spotify pass the firewall");
    await nextChange(() => copy.write(file, "id: spotify-16\n"));
    expect(await part("article")).toContain("articles/spotify-16.yaml: identity");
    expect(await (await say({ text: "list the steps" })).text()).toContain("Let Spotify pass the firewall");
    await nextChange(() => copy.write(file, before));
    expect(await part("article")).toContain("No faults.");
  });
  it("shows what can be read where a file has a fault from the beginning", async () => {
    using broken = copyOfKnowledge();
    broken.change("articles/spotify-16.yaml", "  severity:", "\tseverity:");
    const options = { score: () => Promise.resolve(null), directory: broken.directory };
    const page = await serveAuthorPage({ id: "spotify-502", ...options });
    onTestFinished(() => page.close());
    const article = await (await fetch(`${page.url}article`)).text();
    expect(article).toContain("<h1>Spotify error 502</h1>");
    expect(article).toContain("articles/spotify-16.yaml: line 27: is indented with a tab");
    expect(await (await fetch(`${page.url}lines`)).text()).toContain("as soon as no file has a fault");
  });
  it("serves this machine alone, and no form of another page", async () => {
    const { status } = await say({ text: "hello" }, { "content-type": "text/plain" });
    expect(status).toBe(415);
    expect((await fetch(url)).headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(new URL(url).hostname).toBe("127.0.0.1");
  });
});
