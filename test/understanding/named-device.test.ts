import { expect, test } from "vitest";

import { openPredictor } from "../../src/understanding/load-models.ts";
import { testArticles } from "../support/test-articles.ts";

const read = openPredictor({ articles: testArticles });

test.each([["garmin on the bike", "platform:other"]])(
  "asked which device it is, an answer is taken that the classifier alone would not dare to take: %s",
  (text, label) => {
    expect(read(text, "platform").label).toBe(label);
    expect(read(text, "idle").label).not.toBe(label);
  },
);
