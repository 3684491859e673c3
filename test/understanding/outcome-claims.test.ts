import { beforeAll, afterAll, describe, expect, test } from "vitest";
import fc from "fast-check";

import { loadArticles } from "../../knowledge/load.ts";
import type { ReadMessage } from "../../src/understanding/facts/message-reader.ts";
import { openMessageReader, transformerFile } from "../../src/understanding/load-models.ts";
import { createTransformerClassifier } from "../../src/understanding/transformer/transformer-classifier.ts";

/** Ends the guide by mistake, or not at all: what is a claim that this person's music plays now, and what only sounds like it. */

const transformer = createTransformerClassifier({ file: transformerFile, timeoutMs: 60_000 });
let read: ReadMessage;
beforeAll(async () => {
  await transformer.start();
  read = openMessageReader({ articles: loadArticles(), score: transformer.score });
});
afterAll(() => transformer.stop());

const outcomeOf = async (text: string, step = "restart-app") =>
  (await read(text, { asked: "step-result", step })).facts.outcome;

const subjects = ["it", "spotify", "my music", "the app", "everything"];
const successes = ["works", "plays", "is playing", "is working", "is fine", "is back"];
const claims = subjects.flatMap((subject) => successes.map((success) => [subject, success] as const));

/** Ways in which the words of a claim claim nothing of this person's music now. */
const others: readonly [kind: string, make: (subject: string, success: string) => string][] = [
  ["a question", (subject, success) => `do you think ${subject} ${success} now?`],
  ["a question by its sign alone", (subject, success) => `${subject} ${success} now?`],
  ["a hope", (subject, success) => `i hope ${subject} ${success} soon`],
  ["a condition", (subject, success) => `if ${subject} ${success} i'll tell you`],
  ["a trial", (subject, success) => `let's see if ${subject} ${success}`],
  ["somebody else's", (subject, success) => `for my neighbour ${subject} ${success}`],
  ["hearsay", (subject, success) => `they say ${subject} ${success}`],
  ["a rule", (subject, success) => `usually ${subject} ${success} after a while`],
];

describe("a claim that the music plays", () => {
  test.each(others)("turned into %s is never taken as fixed", async (_kind, make) => {
    for (const [subject, success] of claims)
      expect(await outcomeOf(make(subject, success)), make(subject, success)).not.toBe("fixed");
  });

  test.each(["youtube", "netflix", "the radio", "my wife's phone", "the status page", "the wifi", "the router"])(
    "is none where it is about %s",
    async (subject) => {
      for (const success of ["works", "is working", "is fine", "is back"])
        expect(await outcomeOf(`${subject} ${success}`), `${subject} ${success}`).not.toBe("fixed");
    },
  );

  test.each(["yesterday", "last week", "until this morning", "before the update"])(
    "is none where it was %s",
    async (when) => {
      for (const subject of subjects)
        for (const past of ["worked", "was playing", "was fine"])
          expect(await outcomeOf(`${subject} ${past} ${when}`), `${subject} ${past} ${when}`).not.toBe("fixed");
    },
  );

  test("is one in nearly every plain form", async () => {
    let fixed = 0;
    for (const [subject, success] of claims) if ((await outcomeOf(`${subject} ${success} now`)) === "fixed") fixed += 1;
    expect(fixed / claims.length).toBeGreaterThan(0.85);
  });

  test("denied is never taken as fixed, whatever stands before it", async () => {
    const before = fc.constantFrom("", "hm, ", "ok so ", "i did that, ", "thanks but ", "restarted and ");
    await fc.assert(
      fc.asyncProperty(
        before,
        fc.constantFrom(...subjects),
        fc.constantFrom("doesn't work", "isn't playing", "still won't play", "is still broken"),
        async (first, subject, failure) => {
          expect(await outcomeOf(`${first}${subject} ${failure}`)).not.toBe("fixed");
        },
      ),
      { numRuns: 60 },
    );
  });
});
