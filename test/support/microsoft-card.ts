import { createRequire } from "node:module";
import type * as AdaptiveCards from "adaptivecards";

const require = createRequire(import.meta.url);

/**
 * Microsoft's own package, the one that Web Chat draws with. What it offers to imports lacks file endings, so the file
 * for pages is taken.
 */
export const rendererPath = require.resolve("adaptivecards/dist/adaptivecards.min.js");

const microsoft = require(rendererPath) as typeof AdaptiveCards;
const version = microsoft.Versions.v1_5;

type Known = { getSchema(): AdaptiveCards.SerializableObjectSchema };
type Node = Readonly<Record<string, unknown>>;

/** Members that the package reads by hand, so that its descriptions lack them. */
const children: Readonly<Record<string, readonly string[]>> = {
  AdaptiveCard: ["body", "actions"],
  Container: ["items"],
  Column: ["items"],
  ColumnSet: ["columns"],
  ActionSet: ["actions"],
  RichTextBlock: ["inlines"],
};

/**
 * What Microsoft's package has against a card as one of version 1.5: types and members that it does not know or that
 * are newer, values that it does not take.
 */
export function microsoftFaults(content: unknown): readonly string[] {
  const card = new microsoft.AdaptiveCard();
  const context = new microsoft.SerializationContext(version);
  card.parse(content, context);
  const events = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message);
  return [...events, ...unknownMembers(content, "card")];
}

function unknownMembers(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one, at) => unknownMembers(one, `${path}/${at}`));
  if (typeof value !== "object" || value === null) return [];
  const node = value as Node;
  const type = String(node["type"]);
  const known = knownOf(type);
  if (!known) return [`${path} is of the unknown type ${type}`];
  const names = new Set([...namesOf(known), ...(children[type] ?? []), "fallback"]);
  const wrong = Object.keys(node).filter((name) => !names.has(name));
  const inside = [...(children[type] ?? []), "fallback"].filter((name) => name in node);
  return [
    ...wrong.map((name) => `${path} must not have "${name}"`),
    ...inside.flatMap((name) => unknownMembers(node[name], `${path}/${name}`)),
  ];
}

function knownOf(type: string): Known | undefined {
  if (type === "AdaptiveCard") return new microsoft.AdaptiveCard();
  if (type === "Column") return new microsoft.Column();
  if (type === "TextRun") return new microsoft.TextRun();
  const { elements, actions } = microsoft.GlobalRegistry;
  return elements.createInstance(type, version) ?? actions.createInstance(type, version);
}

function namesOf(known: Known): readonly string[] {
  const schema = known.getSchema();
  const all = Array.from({ length: schema.getCount() }, (_, at) => schema.getItemAt(at));
  return all.filter(({ targetVersion }) => version.compareTo(targetVersion) >= 0).map(({ name }) => name);
}
