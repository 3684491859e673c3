import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { loadKnowledge } from "../../../knowledge/load.ts";
import { considering } from "../../../src/understanding/interpretation/consider.ts";
import { openReader, opinionFile } from "../../../src/understanding/load-models.ts";
import type { Opinion } from "../../../src/understanding/transformer/opinion.ts";
import {
  createTransformerClassifier,
  type Asked,
  type TransformerClassifier,
} from "../../../src/understanding/transformer/transformer-classifier.ts";

const read = openReader({ articles: loadKnowledge().articles });
const folder = mkdtempSync(join(tmpdir(), "opinion-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const made: TransformerClassifier[] = [];
afterEach(async () => void (await Promise.all(made.splice(0).map((one) => one.stop()))));

/** A second opinion whose thread runs this script, with what became of its questions and its troubles. */
function withThread(
  script: string,
  within = 60_000,
): { opinion: TransformerClassifier; asked: Asked[]; troubles: unknown[] } {
  const path = join(folder, `thread-${made.length}-${script.length}.mjs`);
  writeFileSync(path, `import { parentPort as port } from "node:worker_threads";\n${script}`);
  const [asked, troubles]: [Asked[], unknown[]] = [[], []];
  const opinion = createTransformerClassifier({
    file: "",
    within,
    thread: pathToFileURL(path),
    onAsked: (what) => asked.push(what),
    onTrouble: (err) => troubles.push(err),
  });
  made.push(opinion);
  return { opinion, asked, troubles };
}
const ready = `port.postMessage({ labels: ["human"] });`;
const unsure = "oh well, that thing again, what now";

describe("the second opinion", () => {
  it("is given by a thread of its own once that runs, and by nobody before", async () => {
    const asked: Asked[] = [];
    const opinion = createTransformerClassifier({
      file: opinionFile,
      within: 60_000,
      onAsked: (what) => asked.push(what),
    });
    made.push(opinion);
    expect(await opinion.ask("spotify says error 502")).toBeNull();
    await opinion.start();
    const given = (await opinion.ask("spotify says error 502"))!;
    const best = [...given.labels].toSorted(([, a], [, b]) => b - a)[0]?.[0];
    expect(best).toBe("problem:spotify-502");
    expect(given.none).toBeLessThan(0);
    expect([asked[0], asked.at(-1)]).toEqual(["away", "given"]);
  });

  it("does not hold up the event loop while it is made", async () => {
    const { opinion } = withThread(
      `${ready} port.on("message", ({ id }) => { const end = Date.now() + 300; while (Date.now() < end); port.postMessage({ id, scores: new Float32Array(2) }); });`,
    );
    await opinion.start();
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    await opinion.ask("hello");
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(5);
  });

  it("is given up when it takes too long, and a thread that never answers is not asked without end", async () => {
    const { opinion, asked } = withThread(`${ready} port.on("message", () => {});`, 5);
    await opinion.start();
    for (let at = 0; at < 10; at += 1) expect(await opinion.ask("hello")).toBeNull();
    expect(asked).toEqual([...Array.from({ length: 8 }, () => "late"), "busy", "busy"]);
  });

  it("dies without harm: who asks gets none, it is told, and the thread is replaced", async () => {
    const { opinion, asked, troubles } = withThread(
      `${ready} port.on("message", () => { throw new Error("broken"); });`,
    );
    await opinion.start();
    expect(await opinion.ask("hello")).toBeNull();
    expect(asked).toEqual(["away"]);
    expect(troubles).toMatchObject([{ message: "broken" }]);
    await opinion.start();
    expect(await opinion.ask("hello")).toBeNull();
    expect(troubles).toHaveLength(2);
  });

  it("is not tried again for ever where it cannot start", async () => {
    const { opinion, troubles } = withThread(`throw new Error("no such file");`);
    for (let at = 0; at < 6; at += 1) await opinion.start();
    expect(await opinion.ask("hello")).toBeNull();
    expect(troubles).toHaveLength(3);
  });
});

describe("a reading with a second opinion", () => {
  const saying = (label: string, none: number) => async (): Promise<Opinion> => ({
    labels: new Map(
      loadKnowledge()
        .phrasings.keys()
        .map((name) => [name, name === label ? -0.01 : -9]),
    ),
    none,
  });
  it("is not asked for where the first is sure", async () => {
    const consider = considering({ read, ask: () => Promise.reject(new Error("nobody asks")) });
    expect((await consider("Spotify says error 502", "idle")).label).toBe("problem:spotify-502");
  });
  it("is what the second makes of it where the first was unsure", async () => {
    expect((await considering({ read, ask: saying("human", -4) })(unsure, "step-result")).label).toBe("human");
    expect((await considering({ read, ask: saying("human", 6) })(unsure, "step-result")).label).toBe("none");
  });
  it("stays the first where no opinion comes", async () =>
    expect(await considering({ read, ask: async () => null })(unsure, "step-result")).toEqual(
      read(unsure, "step-result"),
    ));
  it("stays the first where what is likeliest is nothing that the second knows", async () => {
    const ask = async (): Promise<Opinion> => ({ labels: new Map([["human", 0]]), none: 9 });
    expect(await considering({ read, ask })(unsure, "step-result")).toEqual(read(unsure, "step-result"));
  });
});
