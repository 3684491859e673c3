import { expect, test } from "vitest";

import { homeless, importBreaches } from "./imports.ts";
import { allSourceFiles, sourceFile } from "./source-file.ts";

const files = allSourceFiles();

test("imports run downwards only, and every package stays in its room", () => {
  expect(files.map((file) => file.path)).toContain("dialogs/machine.ts");
  expect(importBreaches(files)).toEqual([]);
});

test("every file has its place in the house", () => {
  expect(homeless(files)).toEqual([]);
  expect(homeless([sourceFile("src/tools.ts", "export {};")])).toEqual(["src/tools.ts"]);
});

/** Each is planted alone; the law must see it. */
const breaches: [why: string, path: string, text: string][] = [
  ["a lower floor imports a higher one", "dialogs/x.ts", 'import { a } from "../src/turn/turn.ts";'],
  ["a type alone is imported upwards", "knowledge/x.ts", 'import type { A } from "../dialogs/events.ts";'],
  ["a type is imported upwards in an expression", "knowledge/x.ts", 'export type A = import("../dialogs/events.ts").DialogEvent;'],
  ["a type is passed on upwards", "knowledge/x.ts", 'export type { A } from "../dialogs/events.ts";'],
  ["everything is passed on upwards", "knowledge/x.ts", 'export * from "../dialogs/events.ts";'],
  ["an import is put off to run time", "src/turn/x.ts", 'export const a = () => import("../storage/open.ts");'],
  ["an edge imports another edge", "src/channel/x.ts", 'import type { A } from "../storage/open.ts";'],
  ["the desk imports the channel", "src/desk/x.ts", 'import { a } from "../channel/server.ts";'],
  ["the turn imports an edge", "src/turn/x.ts", 'import { a } from "../outbox/deliver.ts";'],
  ["the app imports main", "src/app.ts", 'import { a } from "./main.ts";'],
  ["a leaf imports the house", "src/log.ts", 'import type { A } from "./turn/ports.ts";'],
  ["dialogs use a leaf of src", "dialogs/x.ts", 'import { Fault } from "../src/errors.ts";'],
  ["the product imports a test", "src/turn/x.ts", 'import { a } from "../../test/support/a.ts";'],
  ["the manifest imports the house", "manifest/pack.ts", 'import { a } from "../src/app.ts";'],
  ["botbuilder is used outside the channel", "src/turn/x.ts", 'import type { Activity } from "botbuilder";'],
  ["restify is used at the desk", "src/desk/x.ts", 'import restify from "restify";'],
  ["a database driver is used outside the store", "src/outbox/x.ts", 'import { DatabaseSync } from "node:sqlite";'],
  ["a part of kysely is used outside the store", "src/app.ts", 'import { a } from "kysely/helpers/sqlite";'],
  ["xstate is used outside the dialogs", "src/turn/x.ts", 'import type { Snapshot } from "xstate";'],
  ["a package is required", "src/turn/x.ts", 'export const a = require("xstate");'],
  ["the environment is read", "src/storage/x.ts", "export const a = process.env.PORT;"],
  ["the environment is read by a key", "src/storage/x.ts", 'export const a = process["env"];'],
  ["the environment is taken apart", "src/storage/x.ts", "const { env } = process; export const a = env;"],
  ["the environment is imported", "src/storage/x.ts", 'import { env } from "node:process"; export const a = env;'],
];

test.each(breaches)("the law sees it when %s", (_why, path, text) => {
  expect(importBreaches([sourceFile(path, text)])).toHaveLength(1);
});

const allowed: [what: string, path: string, text: string][] = [
  ["a floor is skipped on the way down", "src/channel/x.ts", 'import type { A } from "../../knowledge/article.ts";'],
  ["a room imports itself", "src/channel/x.ts", 'import { a } from "./directline/tokens.ts";'],
  ["src uses a leaf", "src/storage/x.ts", 'import { Fault } from "../errors.ts";'],
  ["a leaf uses a leaf", "src/log.ts", 'import { Fault } from "./errors.ts";'],
  ["the app joins the edges", "src/app.ts", 'import { a } from "./desk/cases.ts"; import { b } from "./storage/open.ts";'],
  ["the settings read the environment", "src/config.ts", "export const a = process.env.PORT;"],
  ["the manifest reads the settings", "manifest/pack.ts", 'import { a } from "../src/config.ts";'],
  ["a test looks inside", "test/src/x.test.ts", 'import { machine } from "../../dialogs/machine.ts"; import { setup } from "xstate";'],
];

test.each(allowed)("the law lets it be when %s", (_what, path, text) => {
  expect(importBreaches([sourceFile(path, text)])).toEqual([]);
});
