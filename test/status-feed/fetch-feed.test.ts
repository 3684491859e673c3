import { gzipSync } from "node:zlib";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { createFetchFeed, type FeedResult } from "../../src/status-feed/fetch-feed.ts";
import { asked } from "./support/asked.ts";
import { type FakeClock, makeFakeClock } from "./support/fake-clock.ts";
import { allGood, feedUrl, origin, path } from "./support/status-page.ts";

const hosts = ["spotify.statuspage.io", "status.spotify.com"];
const never = new AbortController().signal;
let clock: FakeClock;

beforeEach(() => {
  nock.disableNetConnect();
  clock = makeFakeClock();
});
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
  nock.enableNetConnect();
});

function ask(
  limits: { timeoutMs?: number; maxBytes?: number } = {},
  stopped: AbortSignal = never,
): Promise<FeedResult> {
  return createFetchFeed({ clock, ...limits })({ url: feedUrl, hosts }, stopped);
}

describe("an answer", () => {
  test("is the body that was sent", async () => {
    nock(origin).get(path).reply(200, allGood());
    expect(await ask()).toEqual({ ok: true, body: allGood() });
  });

  test("may be packed", async () => {
    nock(origin)
      .get(path)
      .reply(200, gzipSync(JSON.stringify(allGood())), {
        "content-type": "application/json",
        "content-encoding": "gzip",
      });
    expect(await ask()).toEqual({ ok: true, body: allGood() });
  });

  test("leaves no timer behind", async () => {
    nock(origin).get(path).reply(200, allGood());
    await ask();
    expect(clock.ahead()).toEqual([]);
  });
});

describe("a failure is told by its kind", () => {
  test("http: the page itself is broken", async () => {
    nock(origin).get(path).reply(500, { error: "oops" });
    expect(await ask()).toEqual({ ok: false, failure: "http", status: 500 });
  });

  test("network: nobody answers", async () => {
    nock(origin)
      .get(path)
      .replyWithError(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
    expect(await ask()).toEqual({ ok: false, failure: "network" });
  });

  test("timeout: nobody answers within the limit", async () => {
    const page = nock(origin)
      .get(path)
      .reply(200, () => new Promise<string>(() => {}));
    const asking = ask({ timeoutMs: 2_000 });
    await asked(page);
    clock.advance(2_000);
    expect(await asking).toEqual({ ok: false, failure: "timeout" });
  });

  test("timeout: the answer begins and does not end", async () => {
    const page = nock(origin).get(path).delay(3_600_000).reply(200, allGood());
    const asking = ask();
    await asked(page);
    clock.advance(5_000);
    expect(await asking).toEqual({ ok: false, failure: "timeout" });
  });
});

describe("a page that does not want us", () => {
  test.each([401, 403, 407, 429])("is told as refused: %i", async (status) => {
    nock(origin).get(path).reply(status, { message: "no" });
    expect(await ask()).toEqual({ ok: false, failure: "refused", status });
  });

  test("may say how long to stay away", async () => {
    nock(origin)
      .get(path)
      .reply(429, "<html>Slow down</html>", { "content-type": "text/html; charset=utf-8", "retry-after": "120" });
    expect(await ask()).toEqual({ ok: false, failure: "refused", status: 429, afterMs: 120_000 });
  });

  test("may send a challenge that calls itself well", async () => {
    nock(origin).get(path).reply(200, "<html>Are you a robot?</html>", { "content-type": "text/html" });
    expect(await ask()).toEqual({ ok: false, failure: "refused", status: 200 });
  });

  test("may say until when to stay away, and nonsense is passed over", async () => {
    nock(origin)
      .get(path)
      .reply(503, {}, { "retry-after": new Date(clock.now() + 90_000).toUTCString() });
    expect(await ask()).toEqual({ ok: false, failure: "http", status: 503, afterMs: 90_000 });
    nock(origin).get(path).reply(503, {}, { "retry-after": "later" });
    expect(await ask()).toEqual({ ok: false, failure: "http", status: 503 });
  });
});

describe("a body of no use", () => {
  test.each(["", "{", "nonsense", '{"status":'])("is told as parse: %j", async (body) => {
    nock(origin).get(path).reply(200, body, { "content-type": "application/json" });
    expect(await ask()).toEqual({ ok: false, failure: "parse" });
  });

  test("is one of more than 4 MiB", async () => {
    nock(origin)
      .get(path)
      .reply(200, JSON.stringify({ ...allGood(), filler: "x".repeat(5_000_000) }), {
        "content-type": "application/json",
      });
    expect(await ask()).toEqual({ ok: false, failure: "parse" });
  });

  test("is a small one that unpacks to more than the limit", async () => {
    const bomb = gzipSync(JSON.stringify({ ...allGood(), filler: "x".repeat(100_000) }));
    nock(origin).get(path).reply(200, bomb, { "content-type": "application/json", "content-encoding": "gzip" });
    expect(bomb.length).toBeLessThan(10_000);
    expect(await ask({ maxBytes: 10_000 })).toEqual({ ok: false, failure: "parse" });
  });
});

describe("a question", () => {
  test("that is called off ends at once", async () => {
    const page = nock(origin).get(path).delay(3_600_000).reply(200, allGood());
    const stopping = new AbortController();
    const asking = ask({}, stopping.signal);
    await asked(page);
    stopping.abort();
    expect(await asking).toMatchObject({ ok: false });
  });
});

const to = (location: string) => nock(origin).get(path).reply(302, "", { location });

describe("a redirect", () => {
  test("to a host on the list is followed", async () => {
    to("https://status.spotify.com/summary");
    nock("https://status.spotify.com").get("/summary").reply(200, allGood());
    expect(await ask()).toEqual({ ok: true, body: allGood() });
  });

  test("to another path of the same host is followed", async () => {
    to("/v3/summary.json");
    nock(origin).get("/v3/summary.json").reply(200, allGood());
    expect(await ask()).toMatchObject({ ok: true });
  });

  test.each([
    "https://evil.example/summary",
    "http://status.spotify.com/summary",
    "https://status.spotify.com:8443/",
    "https://status.spotify.com.evil.example/",
    "http://169.254.169.254/",
    "file:///etc/passwd",
    "https://",
  ])("to a stranger is refused, and the stranger is never asked: %s", async (location) => {
    const strangers: string[] = [];
    const note = (request: Request): void => void strangers.push(request.url);
    nock.emitter.on("no match", note);
    onTestFinished(() => void nock.emitter.off("no match", note));
    to(location);
    expect(await ask()).toEqual({ ok: false, failure: "refused", status: 302 });
    expect(strangers).toEqual([]);
  });
});

describe("a redirect that leads nowhere", () => {
  test("for want of an address is refused", async () => {
    nock(origin).get(path).reply(302);
    expect(await ask()).toEqual({ ok: false, failure: "refused", status: 302 });
  });

  test("but round in a circle is given up after three", async () => {
    let times = 0;
    nock(origin)
      .get(path)
      .times(10)
      .reply(() => {
        times += 1;
        return [302, "", { location: feedUrl }];
      });
    expect(await ask()).toEqual({ ok: false, failure: "refused", status: 302 });
    expect(times).toBe(4);
  });

  test("shares its time with the answer it leads to", async () => {
    to("https://status.spotify.com/summary");
    const second = nock("https://status.spotify.com").get("/summary").delay(3_600_000).reply(200, allGood());
    const asking = ask();
    await asked(second);
    clock.advance(5_000);
    expect(await asking).toEqual({ ok: false, failure: "timeout" });
  });
});
