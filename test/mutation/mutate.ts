import { type ESTree, parseSync, Visitor } from "vite";

/** One operator of a file changed: what stands between `start` and `end` gives way to `instead`. */
export type Mutant = { line: number; start: number; end: number; was: string; instead: string };

const swapped: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
};
const equalities = new Set(["===", "!=="]);

/** Calls in a chain that narrow or order what goes through them; without one of them there is more, or in another order. */
const narrowing = new Set(["where", "filter", "limit", "orderBy", "slice", "toSorted"]);

type Node = { start: number; end: number };

/** Every mutant of a TypeScript source: comparisons, conditions, logic, arithmetic, constants, statements, elements of lists, calls in a chain. */
export function mutantsOf(path: string, text: string): Mutant[] {
  const found: Mutant[] = [];
  const types: Node[] = [];
  const put = (node: Node, instead: string): void => {
    const { start, end } = node;
    found.push({ line: text.slice(0, start).split("\n").length, start, end, was: text.slice(start, end), instead });
  };
  const textOf = ({ start, end }: Node): string => text.slice(start, end);
  const operator = ({ left, right, operator: sign }: ESTree.BinaryExpression | ESTree.LogicalExpression): void => {
    const other = swapped[sign];
    const at = text.indexOf(sign, left.end);
    if (other !== undefined && at < right.start) put({ start: at, end: at + sign.length }, other);
  };
  const condition = ({ test }: { test: ESTree.Expression }): void => {
    // Its own mutant is the same.
    if (test.type !== "BinaryExpression" || !equalities.has(test.operator)) put(test, `!(${textOf(test)})`);
  };
  const { program } = parseSync(path, text);
  new Visitor({
    TSLiteralType: (node) => void types.push(node),
    BinaryExpression: operator,
    LogicalExpression: operator,
    IfStatement: condition,
    ConditionalExpression: condition,
    UnaryExpression: (node) => void (node.operator === "!" && put(node, textOf(node.argument))),
    Literal: (node) => void (otherConstant(node.value) !== null && put(node, otherConstant(node.value) ?? "")),
    ExpressionStatement: (node) => put(node, ";"),
    ThrowStatement: (node) => put(node, ";"),
    ReturnStatement: (node) => void (node.argument === null && put(node, ";")),
    ArrayExpression: ({ elements }) => void (elements.length > 1 && withoutEach(elements, text, put)),
    CallExpression: ({ callee, end }) => {
      if (
        callee.type !== "MemberExpression" ||
        callee.property.type !== "Identifier" ||
        !narrowing.has(callee.property.name)
      )
        return;
      put({ start: callee.object.end, end }, "");
    },
  }).visit(program);
  const isType = ({ start, end }: Node): boolean => types.some((type) => type.start <= start && end <= type.end);
  return found.filter((mutant) => !isType(mutant)).toSorted((one, other) => one.start - other.start);
}

/** Another value for a constant; null: it is none that decides anything. */
function otherConstant(value: unknown): string | null {
  if (typeof value === "boolean") return String(!value);
  if (typeof value === "number") return String(value < 2 ? 1 - value : value * 3);
  return null;
}

/** A list without each of its elements in turn. */
function withoutEach(
  elements: readonly (Node | null)[],
  text: string,
  put: (node: Node, instead: string) => void,
): void {
  for (const element of elements) {
    if (!element) continue;
    const comma = /^\s*,/.exec(text.slice(element.end))?.[0].length ?? 0;
    put({ start: element.start, end: element.end + comma }, "");
  }
}

/** The source with this mutant in it. */
export function mutated(text: string, { start, end, instead: by }: Mutant): string {
  return text.slice(0, start) + by + text.slice(end);
}
