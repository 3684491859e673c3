import { Visitor } from "vite";
import type { ESTree } from "vite";

import { lineAt } from "./source-file.ts";
import type { SourceFile } from "./source-file.ts";

/** A function with a body, and how many lines it takes. */
export type SizedFunction = { at: string; lines: number };

type Block = { body: { type: string } | null; start: number; end: number };

/** All functions with a block; one-line arrows are expressions and would make every measure look good. */
export function functionsOf(file: SourceFile): SizedFunction[] {
  const found: SizedFunction[] = [];
  const groups = file.path.startsWith("test/") ? groupsOfTests(file) : new Set();
  const take = (node: Block) => {
    if (node.body?.type !== "BlockStatement" || groups.has(node.start)) return;
    const first = lineAt(file, node.start);
    found.push({ at: `${file.path}:${first}`, lines: lineAt(file, node.end) - first + 1 });
  };
  new Visitor({ FunctionDeclaration: take, FunctionExpression: take, ArrowFunctionExpression: take }).visit(file.parsed.program);
  return found;
}

/** Where functions begin that hold tests, as a file does; they are no functions of their own. A single test is one. */
function groupsOfTests(file: SourceFile): Set<number> {
  const calls: number[] = [];
  new Visitor({ CallExpression: ({ callee, start }) => void (isTestCall(callee) && calls.push(start)) }).visit(file.parsed.program);
  const starts = new Set<number>();
  const take = ({ start, end }: Block) => void (calls.some((call) => start < call && call < end) && starts.add(start));
  new Visitor({ FunctionDeclaration: take, FunctionExpression: take, ArrowFunctionExpression: take }).visit(file.parsed.program);
  return starts;
}

function isTestCall(callee: ESTree.Expression): boolean {
  if (callee.type === "Identifier") return ["describe", "test", "it"].includes(callee.name);
  if (callee.type === "CallExpression") return isTestCall(callee.callee);
  return callee.type === "MemberExpression" && isTestCall(callee.object);
}

/** The value below which this share of all values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
