import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { loadKnowledge } from "../../../knowledge/load.ts";
import type { ScoreText } from "../../../src/understanding/transformer/transformer-classifier.ts";
import { openMessageReader, openPredictor, transformerFile } from "../../../src/understanding/load-models.ts";
import type { TransformerScores } from "../../../src/understanding/transformer/transformer-classifier.ts";
import {
  createTransformerClassifier,
  type TransformerResult,
  type TransformerClassifier,
} from "../../../src/understanding/transformer/transformer-classifier.ts";
import { testArticles } from "../../support/test-articles.ts";

const read = openPredictor({ articles: testArticles });
const folder = mkdtempSync(join(tmpdir(), "transformer-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const made: TransformerClassifier[] = [];
afterEach(async () => void (await Promise.all(made.splice(0).map((one) => one.stop()))));

/** A classifier whose thread runs this script, with the results of its requests and its warnings. */
function withThread(
  script: string,
  within = 60_000,
): { opinion: TransformerClassifier; asked: TransformerResult[]; warnings: unknown[] } {
  const path = join(folder, `thread-${made.length}-${script.length}.mjs`);
  writeFileSync(path, `import { parentPort as port } from "node:worker_threads";\n${script}`);
  const [asked, warnings]: [TransformerResult[], unknown[]] = [[], []];
  const opinion = createTransformerClassifier({
    file: "",
    timeoutMs: within,
    thread: pathToFileURL(path),
    onResult: (what) => asked.push(what),
    log: { warn: (fields: { err: unknown }) => void warnings.push(fields.err) },
  });
  made.push(opinion);
  return { opinion, asked, warnings };
}
const layout = { labels: ["human"], heads: {}, context: {}, stepWords: {} };
const ready = `port.postMessage({ layout: ${JSON.stringify(layout)} });`;
const unsure = "oh well, that thing again, what now";

describe("the transformer classifier", () => {
  it("scores in a worker thread once that runs, and not before", async () => {
    const asked: TransformerResult[] = [];
    const opinion = createTransformerClassifier({
      file: transformerFile,
      timeoutMs: 60_000,
      onResult: (what) => asked.push(what),
    });
    made.push(opinion);
    expect(await opinion.score("spotify says error 502")).toBeNull();
    await opinion.start();
    const given = (await opinion.score("spotify says error 502"))!;
    const best = [...given.logProbabilities].toSorted(([, a], [, b]) => b - a)[0]?.[0];
    expect(best).toBe("problem:spotify-502");
    expect(given.oosLogit).toBeLessThan(0);
    expect([asked[0], asked.at(-1)]).toEqual(["away", "given"]);
  });

  it("does not block the event loop", async () => {
    const { opinion } = withThread(
      `${ready} port.on("message", ({ id }) => { const end = Date.now() + 300; while (Date.now() < end); port.postMessage({ id, scores: new Float32Array(2) }); });`,
    );
    await opinion.start();
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    await opinion.score("hello");
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(5);
  });

  it("times out, and takes a text that waited too long out of the queue unread", async () => {
    const { opinion, asked } = withThread(`${ready} port.on("message", () => {});`, 50);
    await opinion.start();
    const texts = ["one", "two", "three", "four"];
    expect(await Promise.all(texts.map((text) => opinion.score(text)))).toEqual([null, null, null, null]);
    expect(asked).toEqual(["late", "late", "late", "late"]);
    expect(opinion.queueLength()).toBe(2);
  });

  it("answers all of a crowd in the order in which they came, and refuses none", async () => {
    const { opinion, asked } = withThread(
      `${ready} port.on("message", ({ id }) => port.postMessage({ id, scores: new Float32Array(2) }));`,
    );
    await opinion.start();
    const order: number[] = [];
    const crowd = Array.from({ length: 500 }, (_, at) => opinion.score(`text ${at}`).then(() => order.push(at)));
    expect(opinion.queueLength()).toBe(500);
    await Promise.all(crowd);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(asked)).toEqual(new Set(["given"]));
    expect(opinion.queueLength()).toBe(0);
  });

  it("refuses what would make the queue longer than 1,000", async () => {
    const { opinion, asked } = withThread(`${ready} port.on("message", () => {});`);
    await opinion.start();
    for (let at = 0; at < 1_002; at += 1) void opinion.score(`text ${at}`);
    expect(await opinion.score("one more")).toBeNull();
    expect(asked).toEqual(["busy"]);
  });

  it("reads a text once in the same place, and again where something else was asked", async () => {
    const asking = { ...layout, context: { resolved: "all good? : " } };
    const { opinion, asked } = withThread(
      `port.postMessage({ layout: ${JSON.stringify(asking)} }); port.on("message", ({ id, text }) => port.postMessage({ id, scores: Float32Array.of(0, text.length) }));`,
    );
    await opinion.start();
    const logit = async (awaiting: string) => (await opinion.score("nope", { awaiting }))?.oosLogit;
    expect([await logit("idle"), await logit("idle"), await logit("resolved")]).toEqual([4, 4, 16]);
    expect(asked).toEqual(["given", "remembered", "given"]);
  });

  it("survives a failed thread: null for open requests, one warning, a new thread", async () => {
    const { opinion, asked, warnings } = withThread(
      `${ready} port.on("message", () => { throw new Error("broken"); });`,
    );
    await opinion.start();
    const more = Array.from({ length: 5 }, (_, at) => opinion.score(`hello ${at}`));
    expect(await Promise.all(more)).toEqual([null, null, null, null, null]);
    expect(asked).toEqual(Array.from({ length: 5 }, () => "away"));
    expect(warnings).toMatchObject([{ message: "broken" }]);
    await opinion.start();
    expect(await opinion.score("hello")).toBeNull();
    expect(warnings).toHaveLength(2);
  });

  it("is not restarted for ever if it cannot start", async () => {
    const { opinion, warnings } = withThread(`throw new Error("no such file");`);
    for (let at = 0; at < 6; at += 1) await opinion.start();
    expect(await opinion.score("hello")).toBeNull();
    expect(warnings).toHaveLength(3);
  });
});

describe("a prediction with the transformer as fallback", () => {
  const considering = (score: ScoreText) => {
    const readMessage = openMessageReader({ articles: testArticles, score });
    return async (text: string, asked: "idle" | "step-result") =>
      (await readMessage(text, { asked, step: null })).prediction;
  };
  const saying = (label: string, none: number) => async (): Promise<TransformerScores> => ({
    logProbabilities: new Map(
      loadKnowledge()
        .phrasings.keys()
        .map((name) => [name, name === label ? -0.01 : -9]),
    ),
    oosLogit: none,
  });
  it("does not ask the transformer for a short text that is known word for word", async () => {
    const consider = considering(() => Promise.reject(new Error("not asked")));
    expect((await consider("hello", "idle")).label).toBe("greeting");
  });
  it("does not ask it for sure small talk and moves in a few words, and asks it for a sure report", async () => {
    const consider = considering(() => Promise.reject(new Error("asked")));
    expect((await consider("thank you so much for that", "step-result")).label).toBe("thanks");
    expect((await consider("can we go back one step please", "step-result")).label).toBe("nav:back");
    await expect(consider("spotify keeps showing error 502", "idle")).rejects.toThrow("asked");
    await expect(
      consider("thanks, and i already restarted the router and cleared the cache", "step-result"),
    ).rejects.toThrow("asked");
  });
  it("is the combined one where the fast classifier is unsure", async () => {
    expect((await considering(saying("human", -4))(unsure, "step-result")).label).toBe("human");
    expect((await considering(saying("human", 6))(unsure, "step-result")).label).toBe("none");
  });
  it("stays the fast one without an answer", async () =>
    expect(await considering(async () => null)(unsure, "step-result")).toEqual(read(unsure, "step-result")));
  it("stays the fast one if the transformer does not know its best label", async () => {
    const ask = async (): Promise<TransformerScores> => ({ logProbabilities: new Map([["human", 0]]), oosLogit: 9 });
    expect(await considering(ask)(unsure, "step-result")).toEqual(read(unsure, "step-result"));
  });
});
