import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { KnowledgeFaults } from "../../knowledge/faults.ts";
import { loadKnowledge } from "../../knowledge/load.ts";
import { copyOfKnowledge, secondArticle } from "../support/knowledge-directory.ts";

/** What loading throws; a good directory throws nothing. */
function faultsOf(directory: string): unknown {
  try {
    loadKnowledge(directory);
    return undefined;
  } catch (error) {
    return error;
  }
}

test("a second article loads without code, beside the first", () => {
  using knowledge = copyOfKnowledge();
  knowledge.addSecondArticle();
  const { articles, phrasings } = loadKnowledge(knowledge.directory);
  expect(articles.map(({ id }) => id)).toEqual(expect.arrayContaining(["deezer-503", "spotify-502"]));
  expect(phrasings.get("problem:deezer-503")).toContain("deezer service unavailable");
});

test("a question that two articles answer is recognised by the phrasings of both", () => {
  using knowledge = copyOfKnowledge();
  const before = loadKnowledge(knowledge.directory).phrasings.get("faq:how-long") ?? [];
  knowledge.addSecondArticle();
  const after = loadKnowledge(knowledge.directory).phrasings.get("faq:how-long");
  expect(new Set(after)).toEqual(
    new Set([...before, ...(loadKnowledge(secondArticle).phrasings.get("faq:how-long") ?? [])]),
  );
});

test("phrasings are taken as typed: 502 and true stay text, repeats count once", () => {
  using knowledge = copyOfKnowledge();
  knowledge.write("phrasings/conversation.yaml", "help:\n  - 502\n  - true\n  - 0x1F\n  - 502\n");
  expect(loadKnowledge(knowledge.directory).phrasings.get("help")).toEqual(["502", "true", "0x1F"]);
});

test("the background is near and far together", () => {
  using knowledge = copyOfKnowledge();
  knowledge.write("phrasings/background.yaml", "near: [cancel premium]\nfar: [tell me a joke]\n");
  expect(loadKnowledge(knowledge.directory).background).toEqual(["cancel premium", "tell me a joke"]);
});

test("a directory that is not there is a fault like any other", () => {
  expect(faultsOf("/nowhere/at/all")).toMatchObject({ faults: [{ file: "articles" }, { file: "phrasings" }] });
});

test("whatever text an article or a phrasing file holds, loading succeeds or throws KnowledgeFaults", () => {
  using knowledge = copyOfKnowledge(secondArticle);
  const sound = readFileSync(join(secondArticle, "articles/deezer-503.yaml"), "utf8");
  const signs =
    "id: |- |  |\n|steps:\n|? |&a |*a|[|]|{|}|!!binary |!x |<<: *a|---\n|>-\n|__proto__: |near: |\t|%YAML 1.1\n|#|'|\"".split(
      "|",
    );
  const piece = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...signs));
  const anything = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(""));
  const nearlySound = fc
    .tuple(fc.nat(sound.length), fc.nat(40), piece)
    .map(([start, length, put]) => sound.slice(0, start) + put + sound.slice(start + length));
  const file = fc.constantFrom("articles/x.yaml", "phrasings/x.yaml", "phrasings/background.yaml");
  fc.assert(
    fc.property(file, fc.oneof(anything, nearlySound, fc.json()), (name, content) => {
      knowledge.write(name, content);
      const thrown = faultsOf(knowledge.directory);
      return thrown === undefined || thrown instanceof KnowledgeFaults;
    }),
  );
});

test("references that unfold without end are a fault, not a hang", () => {
  using knowledge = copyOfKnowledge();
  const levels = Array.from(
    { length: 12 },
    (_, level) =>
      `l${level}: &l${level} [${
        level === 0
          ? "x"
          : Array(12)
              .fill(`*l${level - 1}`)
              .join(", ")
      }]`,
  );
  knowledge.write("articles/x.yaml", levels.join("\n"));
  expect(faultsOf(knowledge.directory)).toMatchObject({
    faults: [{ file: "articles/x.yaml", fault: expect.stringContaining("references") }],
  });
});

test("a file that is no UTF-8 is named", () => {
  using knowledge = copyOfKnowledge();
  knowledge.write("articles/x.yaml", Uint8Array.of(0x69, 0x64, 0x3a, 0xff, 0xfe));
  expect(faultsOf(knowledge.directory)).toMatchObject({
    faults: [{ file: "articles/x.yaml", fix: "save it as UTF-8" }],
  });
});
