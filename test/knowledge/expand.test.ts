import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { articleSchema, devices } from "../../knowledge/article.ts";
import { authoringSchema } from "../../knowledge/authoring-schema.ts";
import { expandArticle } from "../../knowledge/expand.ts";
import { completeLanguages, textLanguages } from "../../knowledge/languages.ts";
import { loadArticles } from "../../knowledge/load.ts";
import { copyOfKnowledge, secondArticle } from "../support/knowledge-directory.ts";

const none = new Map<string, unknown>();
const full: unknown = parse(readFileSync(`${secondArticle}/articles/deezer-503.yaml`, "utf8"));

test("the full form passes unchanged", () => expect(expandArticle(full, none)).toEqual(full));

test("our article in the short form means what the full form said", () => {
  const said: unknown = parse(readFileSync(new URL("spotify-502-full.yaml", import.meta.url), "utf8"));
  const article = loadArticles().find(({ id }) => id === "spotify-502");
  expect(article, "npx assistant article show spotify-502 > test/knowledge/spotify-502-full.yaml").toEqual(said);
});

const evidence = { source: "a page", verifiedOn: "2026-11-29" };
const step = (on: unknown) =>
  (expandArticle({ ...evidence, steps: [{ id: "a", on }] }, none) as { steps: { on: Record<string, unknown> }[] })
    .steps[0]!.on;
const doing = (...en: string[]) => ({ instructions: { en } });

describe("devices", () => {
  it("share what is written for all, with the evidence of the article", () => {
    const on = step({ all: doing("Wait.") });
    expect(Object.keys(on)).toEqual([...devices]);
    expect(on["ios"]).toEqual({ ...doing("Wait."), ...evidence });
  });
  it("override it field by field, groups before single devices", () => {
    const on = step({
      all: { ...doing("Wait."), note: { en: "A note." } },
      phone: { note: { en: "On a phone." } },
      ios: doing("Swipe."),
      web: { note: null },
    });
    expect(on["windows"]).toMatchObject({ ...doing("Wait."), note: { en: "A note." } });
    expect(on["android"]).toMatchObject({ ...doing("Wait."), note: { en: "On a phone." } });
    expect(on["ios"]).toMatchObject({ ...doing("Swipe."), note: { en: "On a phone." } });
    expect(on["web"]).toEqual({ ...doing("Wait."), ...evidence });
  });
  it("that have only a reason cannot do the step", () =>
    expect(step({ all: doing("Wait."), web: { reason: { en: "there is no app" } } })["web"]).toEqual({
      reason: { en: "there is no app" },
      ...evidence,
    }));
  it("that nothing is written for are missing, and the check says so", () =>
    expect(step({ computer: doing("Wait.") })).not.toHaveProperty("ios"));
});

test("a shared step is put in, and the article's fields override it", () => {
  const shared = new Map<string, unknown>([
    ["restart", { id: "restart", title: { en: "Restart" }, minutes: 3, on: { all: doing("Restart.") }, ...evidence }],
  ]);
  const article = { steps: [{ use: "restart", minutes: 5, on: { other: doing("Unplug it.") } }] };
  const [expanded] = (expandArticle(article, shared) as { steps: Record<string, unknown>[] }).steps;
  expect(expanded).toMatchObject({ id: "restart", minutes: 5, source: "a page" });
  expect(expanded?.["on"]).toMatchObject({ windows: doing("Restart."), other: doing("Unplug it.") });
  expect(expanded).not.toHaveProperty("use");
});

test("a shared step that is not there is a fault with its name", () => {
  using knowledge = copyOfKnowledge(secondArticle);
  knowledge.change("articles/deezer-503.yaml", "  - id: wait\n", "  - use: unheard-of\n    id: wait\n");
  expect(() => loadArticles(knowledge.directory)).toThrow(/use/);
});

test("our shared steps are complete", () => {
  for (const name of ["restart-router", "restart-device", "disable-vpn"]) {
    const shared: unknown = parse(readFileSync(new URL(`../../knowledge/steps/${name}.yaml`, import.meta.url), "utf8"));
    const { steps } = expandArticle({ steps: [{ use: name }] }, new Map([[name, shared]])) as { steps: unknown[] };
    const parsed = articleSchema.shape.steps.safeParse(steps);
    expect(parsed.error?.issues ?? []).toEqual([]);
  }
});

describe("the schema for editors", () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(authoringSchema());
  it("is the one that is checked in: npx assistant article schema", () =>
    expect(JSON.parse(readFileSync(new URL("../../knowledge/article.schema.json", import.meta.url), "utf8"))).toEqual(
      authoringSchema(),
    ));
  it.each(loadArticles().map(({ id }) => id))("accepts our article in its short form: %s", (id) => {
    const article: unknown = parse(
      readFileSync(new URL(`../../knowledge/articles/${id}.yaml`, import.meta.url), "utf8"),
    );
    expect(validate(article), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });
  it("accepts the full form, and refuses a field that is misspelt", () => {
    expect(validate(full), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    expect(validate({ ...(full as object), sumary: "x" })).toBe(false);
  });
});

describe("a language", () => {
  const texts = { title: { en: "One", de: "Eins" }, steps: [{ title: { en: "Two", de: "Zwei" } }] };
  it("that has every text is offered", () => {
    expect(textLanguages(texts).byLanguage.get("de")).toBe(2);
    expect(completeLanguages(texts)).toEqual(texts);
  });
  it("that lacks one is left out throughout", () =>
    expect(completeLanguages({ ...texts, note: { en: "Three" } })).toEqual({
      title: { en: "One" },
      steps: [{ title: { en: "Two" } }],
      note: { en: "Three" },
    }));
});
