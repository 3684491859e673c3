import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";

import { openStore } from "../../src/storage/open-store.ts";
import { temporaryFolder } from "../storage/support/databases.ts";
import { entryAt, referenceOf, said, turnOf } from "../storage/support/turns.ts";

/** Runs a command of ours and gives what it printed and how it ended. */
async function run(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ out: string; err: string; code: number }> {
  const path = fileURLToPath(new URL("../../bin/assistant.mjs", import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    env: { PATH: process.env["PATH"], STATUS_FEED: "off", ...env },
  });
  const printed = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (printed.out += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (printed.err += chunk));
  const [code] = (await once(child, "close")) as [number];
  return { ...printed, code };
}

/** Something that answers every request alike. */
async function answering(status: number, body: unknown): Promise<string> {
  const server = createServer((req, res) => {
    req.resume();
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => (server.closeAllConnections(), void server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("assistant privacy", () => {
  test("exports what is stored of a person as JSON and deletes it, while the service runs", async () => {
    const url = `sqlite:${join(temporaryFolder(), "store.db")}`;
    const store = await openStore({ url });
    onTestFinished(() => store.close());
    await store.turnStore.accept(referenceOf("a", { user: "kim" }), said("a", "m1", "my words"));
    const privacy = (...args: string[]) => run(["privacy", ...args], { DATABASE_URL: url });
    const exported = await privacy("export", "--user", "kim");
    expect(JSON.parse(exported.out)).toMatchObject({
      user: "kim",
      conversations: [{ id: "a", transcript: [{ text: "my words" }] }],
    });
    expect(await privacy("delete", "--user", "kim")).toMatchObject({
      code: 0,
      out: expect.stringContaining("deleted: 1"),
    });
    expect(await store.transcripts.exists("a")).toBe(false);
  });

  test.each([[[]], [["export"]], [["forget", "--user", "kim"]], [["export", "--who", "kim"]]])(
    "a wrong use, %j, ends with 2 and the usage",
    async (args) => {
      expect(await run(["privacy", ...args], { DATABASE_URL: "sqlite::memory:" })).toMatchObject({
        code: 2,
        out: "",
        err: expect.stringContaining("Usage"),
      });
    },
  );
});

describe("assistant dead-letters", () => {
  test("lists without words what could not be delivered, and puts it back for the running service", async () => {
    const url = `sqlite:${join(temporaryFolder(), "store.db")}`;
    const store = await openStore({ url });
    onTestFinished(() => store.close());
    await store.turnStore.accept(referenceOf("a"), said("a", "m1", "my words"));
    const line = { from: "agent", id: "l1", text: "secret answer", author: "ana", at: 1 } as const;
    const outbox = [{ destination: "channel", body: { line: { id: "l1", text: "secret answer" } } }];
    await store.turnStore.commit(turnOf("a", 0, "m1", { lines: [line], outbox }));
    const entry = await entryAt(store, "a", 1);
    await store.outbox.recordResults([{ type: "failed", ...entry, attempts: 1, reason: "the channel answered 403" }]);
    const command = (...args: string[]) => run(["dead-letters", ...args], { DATABASE_URL: url });
    const listed = await command();
    expect(JSON.parse(listed.out)).toMatchObject({ destination: "channel", reason: "the channel answered 403" });
    expect(listed.out).not.toContain("secret");
    expect(await command("--retry")).toMatchObject({ code: 0, out: "Put back: 1 of 1. The service sends them now.\n" });
    expect((await command()).out).toBe("");
    expect((await store.outbox.pending("a", 0, 9))?.entries).toMatchObject([
      { position: 2, attempts: 0, body: { line: { text: "secret answer", author: "ana" } } },
    ]);
  });
});

describe("assistant missed", () => {
  test("lists what was not understood, with what was asked and what came closest, the newest first and nobody's name", async () => {
    const url = `sqlite:${join(temporaryFolder(), "store.db")}`;
    let now = 0;
    const store = await openStore({ url, now: () => now });
    onTestFinished(() => store.close());
    const alternatives = [{ label: "nav:wait", confidence: 0.3149 }];
    for (const [conversation, text, at] of [
      ["a", "old words", 0],
      ["b", "new words", 86_400_000],
    ] as const) {
      now = at;
      await store.turnStore.accept(referenceOf(conversation, { user: "kim" }), said(conversation, "m1", text));
      await store.turnStore.commit(
        turnOf(conversation, 0, "m1", { unclear: { text, awaiting: "step-result", alternatives } }),
      );
    }
    const line = (text: string) => ({
      at: text.startsWith("new") ? "1970-01-02T00:00:00.000Z" : "1970-01-01T00:00:00.000Z",
      text,
      awaiting: "step-result",
      closest: [{ label: "nav:wait", confidence: 0.31 }],
    });
    const all = await run(["missed"], { DATABASE_URL: url });
    expect(
      all.out
        .trim()
        .split("\n")
        .map((row) => JSON.parse(row) as unknown),
    ).toEqual([line("new words"), line("old words")]);
    expect(all.out).not.toContain("kim");
    expect((await run(["missed", "--newest", "1"], { DATABASE_URL: url })).out).not.toContain("old words");
  });

  test.each([[["--newest", "0"]], [["--newest", "x"]], [["--all"]]])(
    "a wrong use, %j, ends with 2 and the usage",
    async (args) => {
      expect(await run(["missed", ...args], { DATABASE_URL: "sqlite::memory:" })).toMatchObject({
        code: 2,
        out: "",
        err: expect.stringContaining("Usage"),
      });
    },
  );
});

describe("assistant doctor", () => {
  const lines = (out: string): Record<string, string> =>
    Object.fromEntries(
      out
        .trim()
        .split("\n")
        .map((line) => [line.slice(5, 19).trim(), line.slice(0, 4).trim()]),
    );

  test("says in a line each what works, what does not and what is not set", async () => {
    const [feed, collector] = [await answering(200, { status: {} }), await answering(500, {})];
    const env = {
      DATABASE_URL: `sqlite:${join(temporaryFolder(), "store.db")}`,
      STATUS_FEED: `${feed}/summary.json`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    };
    const { out, code } = await run(["doctor"], env);
    expect(lines(out)).toMatchObject({
      database: "ok",
      "channel keys": "-",
      "Azure sign-in": "-",
      "status feed": "ok",
      traces: "FAIL",
    });
    expect(code).toBe(1);
  });

  test("finds a database that is away, with what to do", async () => {
    const { out, code } = await run(["doctor"], { DATABASE_URL: "postgres://nobody@127.0.0.1:9/none" });
    expect(out).toMatch(/FAIL database .*Check the server behind DATABASE_URL/);
    expect(code).toBe(1);
  });

  test("with a wrong setting names it and ends with 78", async () => {
    expect(await run(["doctor"], { PORT: "http" })).toMatchObject({
      code: 78,
      out: expect.stringContaining("FAIL settings       PORT"),
    });
  });
});
