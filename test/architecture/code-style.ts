import { posix } from "node:path";

import { Visitor } from "vite";
import type { ESTree } from "vite";

import { lineAt } from "./source-file.ts";
import type { SourceFile } from "./source-file.ts";

/** Rules of style that no linter has; each function returns the violations. */

/** Names that say nothing about what a thing is. */
const emptyNames = /(Manager|Helper|Helpers|Utils|Util|Service)$|^(manager|helpers?|utils?|service)$/;

/** Things and files named after nothing. */
export function emptyNamesIn(file: SourceFile): string[] {
  const base = posix.basename(file.path).replace(/\.test\.tsx?$|\.tsx?$/, "");
  const named = new Map<string, number>();
  const take = (id: { name: string; start: number } | null) => void (id && named.set(id.name, id.start));
  new Visitor({
    FunctionDeclaration: ({ id }) => take(id),
    ClassDeclaration: ({ id }) => take(id),
    TSTypeAliasDeclaration: ({ id }) => take(id),
    TSInterfaceDeclaration: ({ id }) => take(id),
    VariableDeclarator: ({ id }) => (id.type === "Identifier" ? take(id) : undefined),
  }).visit(file.parsed.program);
  const things = [...named]
    .filter(([name]) => emptyNames.test(name))
    .map(([name, start]) => `${file.path}:${lineAt(file, start)} ${name}`);
  return base.split("-").some((word) => emptyNames.test(word)) ? [...things, file.path] : things;
}

/** Exports of what another file made: readers would look for it here. */
export function reExportsIn(file: SourceFile): string[] {
  const imported = new Set(
    file.parsed.module.staticImports.flatMap((one) => one.entries.map((entry) => entry.localName.value)),
  );
  return file.parsed.module.staticExports
    .flatMap((one) => one.entries)
    .filter(
      (entry) => entry.moduleRequest !== null || (entry.localName.name !== null && imported.has(entry.localName.name)),
    )
    .map((entry) => `${file.path}:${lineAt(file, entry.start)}`);
}

/** Variables of a module that change: two users of the module would meet in them. */
export function changingModuleState(file: SourceFile): string[] {
  return file.parsed.program.body
    .map((node) => (node.type === "ExportNamedDeclaration" ? node.declaration : node))
    .filter((node) => node?.type === "VariableDeclaration" && node.kind !== "const" && !node.declare)
    .map((node) => `${file.path}:${lineAt(file, node?.start ?? 0)}`);
}

/** Parameters called `data`: everything is data. */
export function dataParameters(file: SourceFile): string[] {
  const found: string[] = [];
  const take = ({ params }: { params: readonly ESTree.ParamPattern[] }) => {
    for (const param of params) {
      const pattern = param.type === "AssignmentPattern" ? param.left : param;
      if (pattern.type === "Identifier" && pattern.name === "data")
        found.push(`${file.path}:${lineAt(file, param.start)}`);
    }
  };
  new Visitor({ FunctionDeclaration: take, FunctionExpression: take, ArrowFunctionExpression: take }).visit(
    file.parsed.program,
  );
  return found;
}

/** Work put off, and tests that are not run or run alone. */
export function putOff(file: SourceFile): string[] {
  const reminders = file.parsed.comments
    .filter((comment) => /\b(TODO|FIXME|XXX|HACK)\b/.test(comment.value))
    .map((comment) => comment.start);
  const calls: number[] = [];
  new Visitor({
    MemberExpression: ({ object, property, start }) => {
      const isTest = object.type === "Identifier" && ["test", "it", "describe"].includes(object.name);
      if (isTest && property.type === "Identifier" && ["skip", "only", "todo", "fails"].includes(property.name))
        calls.push(start);
    },
  }).visit(file.parsed.program);
  return [...reminders, ...calls].map((start) => `${file.path}:${lineAt(file, start)}`);
}

/** Modules replaced behind their users' backs: parts are handed in instead. */
export function mockedModules(file: SourceFile): string[] {
  const found: number[] = [];
  new Visitor({
    MemberExpression: ({ object, property, start }) => {
      const isVi = object.type === "Identifier" && object.name === "vi";
      if (isVi && property.type === "Identifier" && ["mock", "doMock", "hoisted"].includes(property.name))
        found.push(start);
    },
  }).visit(file.parsed.program);
  return found.map((start) => `${file.path}:${lineAt(file, start)}`);
}
