import { expect, test } from "vitest";

import { loadKnowledge } from "../../knowledge/load.ts";
import { openPredictor } from "../../src/understanding/load-models.ts";

const read = openPredictor({ articles: loadKnowledge().articles });

test.each([["my mac is new", "platform:macos"]])(
  "asked which device it is, an answer is taken that the classifier alone would not dare to take: %s",
  (text, label) => {
    expect(read(text, "platform").label).toBe(label);
    expect(read(text, "idle").label).not.toBe(label);
  },
);
