import { posix } from "node:path";

import { Visitor } from "vite";

import type { SourceFile } from "./source-file.ts";

/** The import rules as data, and the violations in a set of files. Type-only imports count like any other. */

/** The layers from the top down, each with its folders. A folder imports from itself and from layers below its own. */
const layers: readonly (readonly string[])[] = [
  ["src/main.ts"],
  ["src/cli/"],
  ["src/app.ts"],
  ["src/composition/"],
  ["src/channels/", "src/desk/", "src/delivery/", "src/storage/", "src/status-feed/", "src/web/"],
  ["src/http/"],
  ["src/observability/"],
  ["src/conversation/"],
  ["src/understanding/"],
  ["dialogs/"],
  ["knowledge/"],
];
/** Used by every folder of `src`, and using none of them but one another. */
const leaves = ["src/config/", "src/common/"];
/** Stands beside the layers: packs the Teams app from its own files, the settings, and the words about the products. */
const buildTools = "manifest/";
/** The one file of `src` that the build tools may know. */
const settings = "src/config/settings.ts";
/** Where the products of the articles are named. */
const productWords = ["knowledge/", "dialogs/wording/"];

/** Packages that only one folder may know, so that leaving them is a change of one folder. */
const homes: readonly { packages: RegExp; folder: string }[] = [
  { packages: /^botbuilder/, folder: "src/channels/botframework/botbuilder-authentication.ts" },
  { packages: /^(botframework|adaptivecards)/, folder: "src/channels/" },
  { packages: /^nodemailer/, folder: "src/channels/mail/" },
  { packages: /^restify/, folder: "src/http/" },
  { packages: /^(node:sqlite|pg|kysely)($|\/)/, folder: "src/storage/" },
  { packages: /^xstate($|\/)/, folder: "dialogs/" },
];

/** Violations of the import rules as sentences; empty when there are none. Tests may import everything. */
export function importViolations(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => !file.path.startsWith("test/"))
    .flatMap((file) => {
      const wrong = specifiersOf(file).map((specifier) => violationOf(file.path, specifier));
      return [...wrong, environmentViolation(file)].filter((violation) => violation !== null);
    });
}

/** All that a file names to import: also types, re-exports, `import()`, `import("…").Type` and `require`. */
function specifiersOf(file: SourceFile): string[] {
  const { staticImports, staticExports, dynamicImports } = file.parsed.module;
  const quoted = ({ start, end }: { start: number; end: number }) =>
    file.text.slice(start, end).replace(/^["'`]|["'`]$/g, "");
  const reExported = staticExports.flatMap((one) =>
    one.entries.flatMap((entry) => (entry.moduleRequest ? [entry.moduleRequest.value] : [])),
  );
  const inTree: string[] = [];
  new Visitor({
    TSImportType: ({ source }) => void inTree.push(source.value),
    CallExpression: ({ callee, arguments: [first] }) => {
      const required = callee.type === "Identifier" && callee.name === "require" && first?.type === "Literal";
      if (required) inTree.push(String(first.value));
    },
  }).visit(file.parsed.program);
  return [
    ...staticImports.map((one) => one.moduleRequest.value),
    ...reExported,
    ...dynamicImports.map((one) => quoted(one.moduleRequest)),
    ...inTree,
  ];
}

function violationOf(path: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return packageViolation(path, specifier);
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  if (path.startsWith(buildTools) && target === settings) return null;
  if (isLeaf(target)) return path.startsWith("src/") ? null : `${path} imports ${target}, which is for src alone`;
  if (isAllowed(path, target)) return null;
  return `${path} must not import ${target}`;
}

function packageViolation(path: string, specifier: string): string | null {
  if (specifier === "node:process")
    return `${path} must not import node:process: settings come from src/config/settings.ts`;
  const home = homes.find(({ packages }) => packages.test(specifier));
  return home && !path.startsWith(home.folder)
    ? `${path} must not import ${specifier}, whose only home is ${home.folder}`
    : null;
}

function isAllowed(path: string, target: string): boolean {
  if (path.startsWith(buildTools)) return [buildTools, ...productWords].some((folder) => target.startsWith(folder));
  if (isLeaf(path)) return false;
  const [from, to] = [placeOf(path), placeOf(target)];
  return from !== null && to !== null && (from.folder === to.folder || from.layer < to.layer);
}

const isLeaf = (path: string): boolean => leaves.some((folder) => path.startsWith(folder));

function placeOf(path: string): { layer: number; folder: string } | null {
  const layer = layers.findIndex((folders) => folders.some((folder) => path.startsWith(folder)));
  const folder = layers[layer]?.find((one) => path.startsWith(one));
  return folder === undefined ? null : { layer, folder };
}

/** Files outside every layer: no import rule would apply to them, so they may not exist. */
export function unassignedFiles(files: readonly SourceFile[]): string[] {
  const known = (path: string) =>
    path.startsWith("test/") || path.startsWith(buildTools) || isLeaf(path) || placeOf(path) !== null;
  return files.map((file) => file.path).filter((path) => !known(path));
}

function environmentViolation(file: SourceFile): string | null {
  // The second passes something on to Node itself.
  if ([settings, "src/main.ts"].includes(file.path)) return null;
  let found = false;
  new Visitor({
    MemberExpression: ({ object, property }) => {
      const name =
        property.type === "Identifier" ? property.name : property.type === "Literal" ? property.value : undefined;
      found ||= object.type === "Identifier" && object.name === "process" && name === "env";
    },
    VariableDeclarator: ({ id, init }) => {
      found ||= id.type === "ObjectPattern" && init?.type === "Identifier" && init.name === "process";
    },
  }).visit(file.parsed.program);
  return found ? `${file.path} must not read the environment: settings come from src/config/settings.ts` : null;
}
