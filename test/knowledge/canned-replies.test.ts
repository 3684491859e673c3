import { expect, test } from "vitest";

import { loadCannedReplies } from "../../knowledge/canned-replies.ts";
import { checkKnowledge } from "../../knowledge/check.ts";
import { copyOfKnowledge } from "../support/knowledge-directory.ts";

test("the ready replies are sound, each with a title and a text", () => {
  const replies = loadCannedReplies();
  expect(replies.length).toBeGreaterThan(5);
  for (const { title, text } of replies) expect(Math.min(title.en.length, text.en.length)).toBeGreaterThan(5);
});

test.each([
  ["- id: Hello There\n  title: { en: A }\n  text: { en: B }\n", "small letters"],
  ["- id: a\n  title: { en: A }\n", "is missing"],
  ["- { id: a, title: { en: A }, text: { en: B } }\n- { id: a, title: { en: A }, text: { en: B } }\n", "same id twice"],
  ["- id: [\n", "has a text that begins with"],
])("knowledge:check names the file and the fault of %j", (content, fault) => {
  using copy = copyOfKnowledge();
  copy.write("canned-replies.yaml", content);
  expect(checkKnowledge(copy.directory).faults).toEqual([
    expect.objectContaining({ file: "canned-replies.yaml", fault: expect.stringContaining(fault) }),
  ]);
});
