import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { places } from "../../dialogs/effects.ts";
import { spokenEvent } from "../../dialogs/events.ts";
import { stateTable } from "../../dialogs/state-table.ts";
import { spotify } from "./talk.ts";

const [article] = spotify.articles;
const table = article ? stateTable(article) : "";

test("the table in dialogs/README.md is the machine's: run npm run dialogs:table", () => {
  const readme = readFileSync(new URL("../../dialogs/README.md", import.meta.url), "utf8");
  expect(readme.split("npm run dialogs:table -->\n\n")[1]).toBe(`${table}\n`);
});

test("the table shows every event at every place", () => {
  const types = [
    ...spokenEvent.options.map((option) => option.shape.type.value),
    "unclear",
    "conversation.opened",
    "fault",
  ];
  const sections = table.split("### ").slice(1);
  expect(sections.map((section) => section.split("\n")[0])).toEqual([...places]);
  for (const section of sections)
    for (const type of types) expect(section).toMatch(new RegExp(`\`${type}( [a-z-]+)?\``));
});
