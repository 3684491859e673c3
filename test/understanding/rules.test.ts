import { describe, expect, test } from "vitest";

import type { ExpectedInput } from "../../dialogs/events.ts";
import { loadLexicon } from "../../knowledge/lexicon.ts";
import { entityReader } from "../../src/understanding/entities/read-entities.ts";
import { applyRules } from "../../src/understanding/interpretation/prediction-rules.ts";
import { testArticles } from "../support/test-articles.ts";

const readEntities = entityReader(testArticles, loadLexicon());

const labels = [
  "problem:spotify-502",
  "problem:other",
  "platform:ios",
  "platform:macos",
  "nav:fixed",
  "nav:not-fixed",
  "faq:severity",
] as const;
type Label = (typeof labels)[number];

/** What the rules make of a guess that prefers nothing: which labels became likelier, which less likely, and whether it is more or less ours. */
function changed(text: string, awaiting: ExpectedInput) {
  const scores = { probabilities: Float64Array.from(labels, () => 1 / labels.length), oosProbability: 0.5 };
  const words = text.toLowerCase().match(/[\w']+/g) ?? [];
  const { probabilities, oosProbability } = applyRules({
    scores,
    labels,
    entities: readEntities(text.toLowerCase()),
    words,
    awaiting,
  });
  const [most, least] = [Math.max(...probabilities), Math.min(...probabilities)];
  // Less than twice as likely as another is not worth being called so.
  const those = (value: number): Label[] =>
    most < least * 2 ? [] : labels.filter((_, at) => Math.abs(probabilities[at]! - value) < 1e-9);
  const sum = probabilities.reduce((total, part) => total + part, 0);
  expect(oosProbability >= 0 && oosProbability <= 1).toBe(true);
  return {
    likeliest: those(most),
    unlikeliest: those(least),
    alone: most > 0.999,
    ours: 0.5 - oosProbability,
    isWhole: Math.abs(sum - 1) < 1e-9,
  };
}

describe("asked which device it is", () => {
  test.each(["my iphone", "it is on my iphone"])(
    "a short answer that names one is that device and nothing else: %s",
    (text) => {
      const { likeliest, alone, ours, isWhole } = changed(text, "platform");
      expect([likeliest, alone, isWhole]).toEqual([["platform:ios"], true, true]);
      expect(ours).toBeGreaterThan(0.3);
    },
  );

  test.each(["it is on my old iphone", "is my iphone too old?"])(
    "a longer one, or a question, may mean something else as well: %s",
    (text) => {
      const { likeliest, unlikeliest, alone, ours, isWhole } = changed(text, "platform");
      expect([likeliest, unlikeliest, alone, isWhole]).toEqual([["platform:ios"], ["platform:macos"], false, true]);
      expect(ours).toBeGreaterThan(0.1);
    },
  );

  test("an answer that names none is left to the classifier, and is no more ours than before", () => {
    expect(changed("the blue one", "platform")).toMatchObject({ likeliest: [], ours: 0 });
  });

  test("a device that it is not is the least likely", () => {
    expect(changed("not the iphone", "platform")).toMatchObject({ unlikeliest: ["platform:ios"], ours: 0 });
  });
});

test.each<ExpectedInput>(["idle", "step-result", "resolved", "offer-human"])(
  "a device that nobody asked for changes nothing (%s)",
  (awaiting) => {
    expect(changed("my iphone", awaiting)).toMatchObject({ likeliest: [], ours: 0 });
  },
);

describe("a code", () => {
  test("that is another one is another problem, and surely one of ours", () => {
    const { likeliest, alone, ours } = changed("spotify shows error 404", "idle");
    expect([likeliest, alone]).toEqual([["problem:other"], true]);
    expect(ours).toBeGreaterThan(0.4);
  });

  test("that is another one and only asked about is none of ours", () => {
    expect(changed("what does error 404 mean?", "idle").ours).toBeCloseTo(-0.47);
  });

  test("that is another one beside ours is ours all the same", () => {
    expect(changed("first error 404, now error 502", "idle")).toMatchObject({ unlikeliest: ["problem:other"] });
  });

  test("that is ours is no other problem, and likelier ours", () => {
    const { unlikeliest, ours } = changed("it shows error 502", "idle");
    expect(unlikeliest).toEqual(["problem:other"]);
    expect(ours).toBeGreaterThan(0.3);
  });

  test.each(["netflix shows error 502", "my own server shows error 502"])(
    "that is ours, of something else, is another problem: %s",
    (text) => {
      expect(changed(text, "idle").likeliest).toEqual(["problem:other"]);
    },
  );

  test("whose digits name something that is no code is none of ours, unless our product is named", () => {
    expect(changed("i paid 502 euros", "idle").ours).toBeCloseTo(-0.47);
    expect(changed("i paid 502 euros for spotify", "idle").ours).toBe(0);
  });
});

describe("another product", () => {
  test.each(["netflix is not working", "my own server is not working"])(
    "whose fault is reported is another problem, and likelier ours to answer: %s",
    (text) => {
      const { likeliest, ours } = changed(text, "idle");
      expect(likeliest).toEqual(["problem:other"]);
      expect(ours).toBeGreaterThan(0.3);
    },
  );

  test.each(["i watch netflix", "why is netflix not working?", "netflix was not working and works now"])(
    "whose fault is not reported is another problem at most, and no more ours than before: %s",
    (text) => {
      expect(changed(text, "idle")).toMatchObject({ likeliest: ["problem:other"], ours: 0 });
    },
  );

  test("beside ours changes nothing", () => {
    expect(changed("spotify and netflix are not working", "idle")).toMatchObject({ likeliest: [], ours: 0 });
  });
});

describe("what a text says of the result", () => {
  test.each<ExpectedInput>(["step-result", "resolved"])(
    "makes its contrary unlikely after a step and after the end (%s)",
    (awaiting) => {
      expect(changed("it still does not work", awaiting).unlikeliest).toEqual(["nav:fixed"]);
      expect(changed("it works now", awaiting).unlikeliest).toEqual(["nav:not-fixed"]);
    },
  );

  test.each<ExpectedInput>(["idle", "platform", "offer-human"])("counts nowhere else (%s)", (awaiting) => {
    expect(changed("it still does not work", awaiting).likeliest).toEqual([]);
    expect(changed("it works now", awaiting).likeliest).toEqual([]);
  });

  test("does not count in a question", () => {
    expect(changed("why does it still not work?", "step-result").likeliest).toEqual([]);
  });

  test("makes both unlikely where it says what is not the matter", () => {
    expect(changed("it is not that it is not working", "step-result").unlikeliest).toEqual([
      "nav:fixed",
      "nav:not-fixed",
    ]);
  });

  test("that it is broken again, after the end, is that and nothing else", () => {
    const { likeliest, alone, ours } = changed("it came back", "resolved");
    expect([likeliest, alone]).toEqual([["nav:not-fixed"], true]);
    expect(ours).toBeGreaterThan(0.4);
    expect(changed("it came back", "step-result").alone).toBe(false);
  });

  test.each(["netflix is broken again", "my own server is broken again", "error 404 came back"])(
    "that something else is broken again is another problem: %s",
    (text) => {
      expect(changed(text, "resolved").likeliest).toEqual(["problem:other"]);
    },
  );

  test("that ours is broken again beside something else is ours", () => {
    expect(changed("netflix works, spotify is broken again", "resolved").likeliest).toEqual(["nav:not-fixed"]);
  });
});

test("what is surely none of ours stays so, whatever it names", () => {
  const scores = { probabilities: Float64Array.from(labels, () => 1 / labels.length), oosProbability: 0.99 };
  const texts = ["it shows error 502", "netflix is not working", "my iphone", "spotify shows error 404"];
  for (const text of texts) {
    const { oosProbability } = applyRules({
      scores,
      labels,
      entities: readEntities(text),
      words: text.split(" "),
      awaiting: "platform",
    });
    expect(oosProbability, text).toBeGreaterThan(0.7);
    expect(oosProbability, text).toBeLessThan(0.99);
  }
});

test("a problem that is known for sure is not turned into another one by naming another product", () => {
  const at = labels.indexOf("problem:spotify-502");
  const probabilities = Float64Array.from(labels, (_, label) => (label === at ? 0.999 : 0.001 / (labels.length - 1)));
  const { probabilities: after } = applyRules({
    scores: { probabilities, oosProbability: 0 },
    labels,
    entities: readEntities("i watch netflix"),
    words: ["i", "watch", "netflix"],
    awaiting: "idle",
  });
  expect(after.indexOf(Math.max(...after))).toBe(at);
});
