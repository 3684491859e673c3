import nock from "nock";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { createStatusPoller, type StatusPoller } from "../../src/status-feed/status-poller.ts";
import { createRecordedLog, type LogLine } from "../support/recorded-log.ts";
import { asked } from "./support/asked.ts";
import { type FakeClock, makeFakeClock } from "./support/fake-clock.ts";
import { allGood, broken, feedUrl, incident, origin, path } from "./support/status-page.ts";

const minute = 60_000;
const feed = { article: "spotify-502", url: feedUrl, hosts: ["spotify.statuspage.io"] };
let clock: FakeClock;
let lines: LogLine[];
let over: string[];
let watcher: StatusPoller;
let reported: string[];

beforeEach(() => {
  nock.disableNetConnect();
  clock = makeFakeClock();
  over = [];
  reported = [];
  watcher = makeWatcher();
});
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
  nock.enableNetConnect();
});

function makeWatcher(feeds = [feed], random = 0): StatusPoller {
  const recorded = createRecordedLog();
  lines = recorded.lines;
  const made = createStatusPoller({
    feeds,
    clock,
    log: recorded.log,
    onIncidentOver: (article) => over.push(article),
    onIncident: (articles) => void reported.push(...articles),
    random: () => random,
  });
  onTestFinished(() => made.stop());
  return made;
}

/** The line of a failed poll. */
const failure = (reason: Record<string, unknown>) => ({
  level: "warn",
  time: expect.any(String),
  msg: "status feed unavailable, will retry",
  article: "spotify-502",
  ...reason,
  afterMs: minute,
});

/** What the page answers to the next questions, one after the other; a question beyond these fails. */
function answers(...bodies: (Record<string, unknown> | number)[]): void {
  for (const body of bodies) {
    if (typeof body === "number") nock(origin).get(path).reply(body, {});
    else nock(origin).get(path).reply(200, body);
  }
}

async function readAll(...bodies: (Record<string, unknown> | number)[]): Promise<void> {
  for (const body of bodies) {
    answers(body);
    await watcher.refresh();
  }
}

const status = () => watcher.now()["spotify-502"];

describe("the status", () => {
  test("is unknown until the page was read, and never waits for it", async () => {
    const page = nock(origin).get(path).delay(3_600_000).reply(200, allGood());
    watcher.start();
    await asked(page);
    expect(status()).toEqual({ kind: "unknown" });
    expect(watcher.ageSeconds()).toBeNull();
  });

  test("is no incident after a page without one, with the time of the reading", async () => {
    await readAll(allGood());
    const checkedAt = clock.now();
    clock.advance(30_000);
    expect(status()).toEqual({ kind: "no-incident", checkedAt });
    expect(watcher.ageSeconds()).toBe(30);
  });

  test("is the open incident, and no incident once that is resolved", async () => {
    await readAll(broken());
    expect(status()).toEqual({
      kind: "incident",
      title: "Playback errors",
      since: Date.parse(incident.created_at),
      checkedAt: clock.now(),
    });
    await readAll({ ...allGood(), incidents: [{ ...incident, status: "resolved" }] });
    expect(status()).toEqual({ kind: "no-incident", checkedAt: clock.now() });
  });

  test("dates an undated incident from when it was first seen", async () => {
    const undated = broken({ created_at: null });
    await readAll(undated);
    const since = clock.now();
    clock.advance(minute);
    await readAll(undated);
    expect(status()).toMatchObject({ since, checkedAt: since + minute });
  });
});

describe("the last reading", () => {
  test("stays through failures for five minutes, then is unknown", async () => {
    await readAll(broken(), 500);
    clock.advance(5 * minute);
    expect(status()).toMatchObject({ kind: "incident", checkedAt: clock.now() - 5 * minute });
    clock.advance(1);
    expect(status()).toEqual({ kind: "unknown" });
  });

  test("is followed by the next good answer, whatever failed in between", async () => {
    await readAll(500, allGood());
    expect(status()).toMatchObject({ kind: "no-incident" });
  });
});

describe("several feeds", () => {
  test("of one address are one: it is asked once, for every article", async () => {
    watcher = makeWatcher([feed, { ...feed, article: "spotify-other" }]);
    await readAll(allGood());
    expect(Object.keys(watcher.now())).toEqual(["spotify-502", "spotify-other"]);
    expect(lines).toEqual([]);
  });

  test("do not hang on one another", async () => {
    watcher = makeWatcher([feed, { article: "other", url: "https://other.example/", hosts: ["other.example"] }]);
    nock("https://other.example").get("/").reply(500);
    await readAll(allGood());
    expect(watcher.now()).toMatchObject({ "spotify-502": { kind: "no-incident" }, other: { kind: "unknown" } });
    expect(watcher.ageSeconds()).toBeNull();
  });

  test("may be none: nobody is asked", async () => {
    watcher = makeWatcher([]);
    watcher.start();
    await watcher.refresh();
    expect(watcher.now()).toEqual({});
    expect(clock.ahead()).toEqual([]);
  });
});

describe("a page that is of no use", () => {
  test.each<[string, () => void, Partial<Record<string, unknown>>]>([
    ["is broken", () => answers(500), { reason: "http", status: 500 }],
    [
      "does not want us",
      () => nock(origin).get(path).reply(429, "<html>Slow down</html>", { "content-type": "text/html" }),
      { reason: "refused", status: 429 },
    ],
    ["talks nonsense", () => nock(origin).get(path).reply(200, "secret nonsense"), { reason: "parse" }],
    ["sends JSON that is no summary", () => answers({ message: "secret limit" }), { reason: "parse" }],
    ["sends far too much", () => answers({ ...allGood(), filler: "x".repeat(5_000_000) }), { reason: "parse" }],
    [
      "sends us to a stranger",
      () => nock(origin).get(path).reply(301, "", { location: "https://evil.example/" }),
      { reason: "refused", status: 301 },
    ],
  ])("because it %s leaves the status unknown and is logged without its content", async (_, answer, reason) => {
    answer();
    await watcher.refresh();
    expect(status()).toEqual({ kind: "unknown" });
    expect(lines).toEqual([failure(reason)]);
    expect(JSON.stringify(lines)).not.toContain("secret");
  });

  test("because it takes too long is given up after five seconds", async () => {
    const page = nock(origin).get(path).delay(3_600_000).reply(200, allGood());
    const reading = watcher.refresh();
    await asked(page);
    clock.advance(5_000);
    await reading;
    expect(status()).toEqual({ kind: "unknown" });
    expect(lines).toEqual([failure({ reason: "timeout" })]);
  });
});

describe("the schedule", () => {
  test("asks at once and then every minute", async () => {
    answers(allGood(), broken());
    watcher.start();
    await watcher.refresh();
    expect(clock.ahead()).toEqual([minute]);
    clock.advance(minute);
    await watcher.refresh();
    expect(status()).toMatchObject({ kind: "incident" });
    expect(clock.ahead()).toEqual([minute]);
    expect(lines).toEqual([]);
  });

  test("spreads the questions of many nodes by up to a tenth, never sooner", async () => {
    watcher = makeWatcher([feed], 0.5);
    answers(allGood());
    watcher.start();
    await watcher.refresh();
    expect(clock.ahead()).toEqual([1.05 * minute]);
  });

  test("asks one question at a time, whoever wants to know", async () => {
    answers(allGood());
    await Promise.all([watcher.refresh(), watcher.refresh(), watcher.refresh()]);
    expect(lines).toEqual([]);
  });
});

test("a failure puts the next question off for as long as the page asks", async () => {
  nock(origin).get(path).reply(429, "<html></html>", { "content-type": "text/html", "retry-after": "600" });
  watcher.start();
  await watcher.refresh();
  expect(clock.ahead()).toEqual([10 * minute]);
});

describe("the end of the watch", () => {
  test("comes at once, also in the middle of a question", async () => {
    const page = nock(origin).get(path).delay(3_600_000).reply(200, allGood());
    watcher.start();
    await asked(page);
    await watcher.stop();
    await watcher.refresh();
    expect(clock.ahead()).toEqual([]);
    expect(status()).toEqual({ kind: "unknown" });
    expect(lines).toEqual([]);
  });
});

describe("the end of an incident", () => {
  test("is told after two good readings in a row, because one may be a lagging copy", async () => {
    await readAll(broken(), allGood());
    expect(over).toEqual([]);
    await readAll(allGood());
    expect(over).toEqual(["spotify-502"]);
  });

  test("is not told when the incident comes back in between", async () => {
    await readAll(broken(), allGood(), broken(), allGood());
    expect(over).toEqual([]);
  });

  test("is not told because the page fails, and a failure between two good readings changes nothing", async () => {
    await readAll(broken(), 500, 500, allGood(), 500);
    expect(over).toEqual([]);
    await readAll(allGood());
    expect(over).toEqual(["spotify-502"]);
  });

  test("is not told while the page speaks of maintenance", async () => {
    await readAll(broken(), allGood(), { status: { indicator: "maintenance" } }, allGood());
    expect(over).toEqual([]);
  });

  test("is told again at every good reading, so that wishes from before a restart are found", async () => {
    await readAll(allGood(), allGood(), allGood());
    expect(over).toEqual(["spotify-502", "spotify-502"]);
  });

  test("is told for each article that shares the feed", async () => {
    watcher = makeWatcher([feed, { ...feed, article: "spotify-other" }]);
    await readAll(allGood(), allGood());
    expect(over).toEqual(["spotify-502", "spotify-other"]);
  });
});

test("an outage of the feed is logged once when it begins and once when it ends", async () => {
  await readAll(500, 503, 500);
  expect(lines).toMatchObject([{ level: "warn", msg: "status feed unavailable, will retry", status: 500 }]);
  await readAll(allGood(), allGood());
  expect(lines.map(({ msg }) => msg)).toEqual(["status feed unavailable, will retry", "status feed available again"]);
});
