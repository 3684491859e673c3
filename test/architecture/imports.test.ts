import { expect, test } from "vitest";

import { unassignedFiles, importViolations } from "./imports.ts";
import { allSourceFiles, sourceFile } from "./source-file.ts";

const files = allSourceFiles();

test("imports run downwards only, and every package has one home folder", () => {
  expect(files.map((file) => file.path)).toContain("dialogs/machine.ts");
  expect(importViolations(files)).toEqual([]);
});

test("every file belongs to a layer", () => {
  expect(unassignedFiles(files)).toEqual([]);
  expect(unassignedFiles([sourceFile("src/tools.ts", "export {};")])).toEqual(["src/tools.ts"]);
});

/** Each is checked alone and must be reported. */
const violations: [why: string, path: string, text: string][] = [
  ["a lower layer imports a higher one", "dialogs/x.ts", 'import { a } from "../src/conversation/turn.ts";'],
  ["a type alone is imported upwards", "knowledge/x.ts", 'import type { A } from "../dialogs/events.ts";'],
  [
    "a type is imported upwards in an expression",
    "knowledge/x.ts",
    'export type A = import("../dialogs/events.ts").DialogEvent;',
  ],
  ["a type is passed on upwards", "knowledge/x.ts", 'export type { A } from "../dialogs/events.ts";'],
  ["everything is passed on upwards", "knowledge/x.ts", 'export * from "../dialogs/events.ts";'],
  [
    "an import is put off to run time",
    "src/conversation/x.ts",
    'export const a = () => import("../storage/open-store.ts");',
  ],
  [
    "a folder imports another one of its layer",
    "src/channels/x.ts",
    'import type { A } from "../storage/open-store.ts";',
  ],
  ["the desk imports a channel", "src/desk/x.ts", 'import { a } from "../channels/terminal.ts";'],
  ["a turn imports the delivery", "src/conversation/x.ts", 'import { a } from "../delivery/outbox-dispatcher.ts";'],
  ["the app imports main", "src/app.ts", 'import { a } from "./main.ts";'],
  ["a leaf imports another folder", "src/common/logger.ts", 'import type { A } from "../conversation/ports.ts";'],
  ["dialogs use a leaf of src", "dialogs/x.ts", 'import { Fault } from "../src/common/errors.ts";'],
  ["the product imports a test", "src/conversation/x.ts", 'import { a } from "../../test/support/a.ts";'],
  ["the manifest imports the service", "manifest/pack.ts", 'import { a } from "../src/app.ts";'],
  ["botbuilder is used outside the channels", "src/conversation/x.ts", 'import type { Activity } from "botbuilder";'],
  ["restify is used at the desk", "src/desk/x.ts", 'import restify from "restify";'],
  ["a database driver is used outside the store", "src/delivery/x.ts", 'import { DatabaseSync } from "node:sqlite";'],
  ["a part of kysely is used outside the store", "src/app.ts", 'import { a } from "kysely/helpers/sqlite";'],
  ["xstate is used outside the dialogs", "src/conversation/x.ts", 'import type { Snapshot } from "xstate";'],
  ["a package is required", "src/conversation/x.ts", 'export const a = require("xstate");'],
  ["the environment is read", "src/storage/x.ts", "export const a = process.env.PORT;"],
  ["the environment is read by a key", "src/storage/x.ts", 'export const a = process["env"];'],
  ["the environment is taken apart", "src/storage/x.ts", "const { env } = process; export const a = env;"],
  ["the environment is imported", "src/storage/x.ts", 'import { env } from "node:process"; export const a = env;'],
];

test.each(violations)("a violation is reported when %s", (_why, path, text) => {
  expect(importViolations([sourceFile(path, text)])).toHaveLength(1);
});

const allowed: [what: string, path: string, text: string][] = [
  ["a layer is skipped on the way down", "src/channels/x.ts", 'import type { A } from "../../knowledge/article.ts";'],
  ["a folder imports from itself", "src/channels/x.ts", 'import { a } from "./directline/tokens.ts";'],
  ["src uses a leaf", "src/storage/x.ts", 'import { Fault } from "../common/errors.ts";'],
  ["a leaf uses a leaf", "src/common/logger.ts", 'import { Fault } from "./errors.ts";'],
  [
    "the composition root joins all parts",
    "src/app.ts",
    'import { a } from "./desk/cases.ts"; import { b } from "./storage/open-store.ts";',
  ],
  ["the settings read the environment", "src/config/settings.ts", "export const a = process.env.PORT;"],
  ["the manifest reads the settings", "manifest/pack.ts", 'import { a } from "../src/config/settings.ts";'],
  [
    "a test looks inside",
    "test/src/x.test.ts",
    'import { machine } from "../../dialogs/machine.ts"; import { setup } from "xstate";',
  ],
];

test.each(allowed)("an import is allowed when %s", (_what, path, text) => {
  expect(importViolations([sourceFile(path, text)])).toEqual([]);
});
