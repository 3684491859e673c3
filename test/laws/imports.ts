import { posix } from "node:path";

import { Visitor } from "vite";

import type { SourceFile } from "./source-file.ts";

/** The law of imports as data, and its breaches in a set of files. Type-only imports count like any other. */

/** The floors of the house from the roof down, each with its rooms. A room imports from itself and from floors below its own. */
const floors: readonly (readonly string[])[] = [
  ["src/main.ts"],
  [
    "src/serve.ts",
    "src/chat.ts",
    "src/compile-command.ts",
    "src/backup-command.ts",
    "src/doctor-command.ts",
    "src/missed-command.ts",
    "src/privacy-command.ts",
    "src/restore-command.ts",
  ],
  ["src/app.ts", "src/doctor.ts", "src/run-on-database.ts"],
  ["src/running.ts", "src/doctor-connectors.ts"],
  ["src/channel/", "src/desk/", "src/outbox/", "src/storage/", "src/watch/"],
  ["src/turn/"],
  ["src/understanding/"],
  ["dialogs/"],
  ["knowledge/"],
];
/** Used by every room of `src`, and using none. */
const leaves = ["src/config.ts", "src/connector-settings.ts", "src/errors.ts", "src/late-fetch.ts", "src/log.ts", "src/precompress.ts", "src/setting-forms.ts"];
/** Stands beside the house: packs the Teams app from its own files and the settings. */
const outhouse = "manifest/";
/** The one file of the house that the outhouse may know: it packs what it is told there. */
const settings = "src/config.ts";

/** Packages that only one room may know, so that leaving them is a change of one folder. */
const homes: readonly { packages: RegExp; room: string }[] = [
  { packages: /^(botbuilder|botframework|adaptivecards|restify)/, room: "src/channel/" },
  { packages: /^(node:sqlite|pg|kysely)($|\/)/, room: "src/storage/" },
  { packages: /^xstate($|\/)/, room: "dialogs/" },
];

/** What the files do against the law, in words: empty where it is kept. Tests may import everything. */
export function importBreaches(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => !file.path.startsWith("test/"))
    .flatMap((file) => {
      const wrong = specifiersOf(file).map((specifier) => breachOf(file.path, specifier));
      return [...wrong, environmentBreach(file)].filter((breach) => breach !== null);
    });
}

/** All that a file names to import: also types, re-exports, `import()`, `import("…").Type` and `require`. */
function specifiersOf(file: SourceFile): string[] {
  const { staticImports, staticExports, dynamicImports } = file.parsed.module;
  const quoted = ({ start, end }: { start: number; end: number }) => file.text.slice(start, end).replace(/^["'`]|["'`]$/g, "");
  const reExported = staticExports.flatMap((one) => one.entries.flatMap((entry) => (entry.moduleRequest ? [entry.moduleRequest.value] : [])));
  const inTree: string[] = [];
  new Visitor({
    TSImportType: ({ source }) => void inTree.push(source.value),
    CallExpression: ({ callee, arguments: [first] }) => {
      const required = callee.type === "Identifier" && callee.name === "require" && first?.type === "Literal";
      if (required) inTree.push(String(first.value));
    },
  }).visit(file.parsed.program);
  return [...staticImports.map((one) => one.moduleRequest.value), ...reExported, ...dynamicImports.map((one) => quoted(one.moduleRequest)), ...inTree];
}

function breachOf(path: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return packageBreach(path, specifier);
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  if (path.startsWith(outhouse) && target === settings) return null;
  if (leaves.includes(target)) return path.startsWith("src/") ? null : `${path} imports ${target}, which is for src alone`;
  if (isAllowed(path, target)) return null;
  return `${path} must not import ${target}`;
}

function packageBreach(path: string, specifier: string): string | null {
  if (specifier === "node:process") return `${path} must not import node:process: settings come from src/config.ts`;
  const home = homes.find(({ packages }) => packages.test(specifier));
  return home && !path.startsWith(home.room) ? `${path} must not import ${specifier}, whose only home is ${home.room}` : null;
}

function isAllowed(path: string, target: string): boolean {
  if (path.startsWith(outhouse)) return target.startsWith(outhouse);
  if (leaves.includes(path)) return false;
  const [from, to] = [placeOf(path), placeOf(target)];
  return from !== null && to !== null && (from.room === to.room || from.floor < to.floor);
}

function placeOf(path: string): { floor: number; room: string } | null {
  const floor = floors.findIndex((rooms) => rooms.some((room) => path.startsWith(room)));
  const room = floors[floor]?.find((one) => path.startsWith(one));
  return room === undefined ? null : { floor, room };
}

/** A file that stands nowhere in the house has no law to keep, so it may not be there. */
export function homeless(files: readonly SourceFile[]): string[] {
  const known = (path: string) => path.startsWith("test/") || path.startsWith(outhouse) || leaves.includes(path) || placeOf(path) !== null;
  return files.map((file) => file.path).filter((path) => !known(path));
}

function environmentBreach(file: SourceFile): string | null {
  // The second passes something on to Node itself.
  if ([settings, "src/main.ts"].includes(file.path)) return null;
  let found = false;
  new Visitor({
    MemberExpression: ({ object, property }) => {
      const name = property.type === "Identifier" ? property.name : property.type === "Literal" ? property.value : undefined;
      found ||= object.type === "Identifier" && object.name === "process" && name === "env";
    },
    VariableDeclarator: ({ id, init }) => {
      found ||= id.type === "ObjectPattern" && init?.type === "Identifier" && init.name === "process";
    },
  }).visit(file.parsed.program);
  return found ? `${file.path} must not read the environment: settings come from src/config.ts` : null;
}
