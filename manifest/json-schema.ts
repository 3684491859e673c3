/** A fault of a document, where it is and what is wrong there. */
export type SchemaFault = { path: string; message: string };

type Schema = Readonly<Record<string, unknown>>;
type Place = { root: Schema; schema: Schema; value: unknown; path: string };
type Rule = (operand: unknown, place: Place) => readonly SchemaFault[];

/**
 * Checks a document against a JSON Schema of the drafts 4 to 7, as far as Microsoft's schemas go. A keyword that is not
 * known here throws: a rule that is passed over would make every document look right.
 */
export function schemaFaults(schema: unknown, value: unknown): readonly SchemaFault[] {
  const root = schema as Schema;
  return check({ root, schema: root, value, path: "" });
}

function check(place: Place): readonly SchemaFault[] {
  const { schema } = place;
  // Beside a reference nothing else counts, in these drafts.
  const reference = schema["$ref"];
  if (typeof reference === "string") return check({ ...place, schema: resolve(place.root, reference) });
  return Object.entries(schema).flatMap(([keyword, operand]) => {
    const rule = rules.get(keyword);
    if (rule) return rule(operand, place);
    if (silent.has(keyword)) return [];
    throw new Error(`the schema's keyword "${keyword}" is not known`);
  });
}

/** Words for people, and what is read together with another keyword. */
const silent = new Set([
  "$schema",
  "$id",
  "id",
  "title",
  "description",
  "default",
  "definitions",
  "format",
  "then",
  "else",
  "examples",
  "version",
]);

function resolve(root: Schema, reference: string): Schema {
  const steps = reference
    .replace(/^#\/?/, "")
    .split("/")
    .filter((step) => step !== "");
  const found = steps.reduce<unknown>(
    (at, step) => (at as Schema | undefined)?.[decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~")],
    root,
  );
  if (typeof found !== "object" || found === null) throw new Error(`the schema has nothing at ${reference}`);
  return found as Schema;
}

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [
    "type",
    (type, place) =>
      when(
        !listOf(type).some((name) => isOfType(place.value, String(name))),
        place,
        `must be ${listOf(type).join(" or ")}`,
      ),
  ],
  [
    "enum",
    (values, place) =>
      when(!listOf(values).some((one) => same(one, place.value)), place, `must be one of ${listOf(values).join(", ")}`),
  ],
  ["const", (wanted, place) => when(!same(wanted, place.value), place, `must be ${JSON.stringify(wanted)}`)],
  [
    "maxLength",
    (most, place) =>
      when(isText(place.value) && signsIn(place.value) > Number(most), place, `is longer than ${String(most)}`),
  ],
  [
    "minLength",
    (least, place) =>
      when(isText(place.value) && signsIn(place.value) < Number(least), place, `is shorter than ${String(least)}`),
  ],
  [
    "pattern",
    (pattern, place) =>
      when(isText(place.value) && !matches(String(pattern), place.value), place, `does not match ${String(pattern)}`),
  ],
  [
    "maximum",
    (most, place) =>
      when(typeof place.value === "number" && place.value > Number(most), place, `is more than ${String(most)}`),
  ],
  [
    "minimum",
    (least, place) =>
      when(typeof place.value === "number" && place.value < Number(least), place, `is less than ${String(least)}`),
  ],
  [
    "maxItems",
    (most, place) =>
      when(isList(place.value) && place.value.length > Number(most), place, `has more than ${String(most)} entries`),
  ],
  [
    "minItems",
    (least, place) =>
      when(isList(place.value) && place.value.length < Number(least), place, `has fewer than ${String(least)} entries`),
  ],
  [
    "uniqueItems",
    (wanted, place) =>
      when(wanted === true && isList(place.value) && hasTwins(place.value), place, "has an entry twice"),
  ],
  [
    "minProperties",
    (least, place) =>
      when(isRecord(place.value) && Object.keys(place.value).length < Number(least), place, "has too few members"),
  ],
  [
    "required",
    (names, place) =>
      listOf(names).flatMap((name) =>
        when(isRecord(place.value) && !(String(name) in place.value), place, `lacks "${String(name)}"`),
      ),
  ],
  ["properties", (schemas, place) => inMembers(place, (name) => (schemas as Record<string, Schema>)[name])],
  [
    "patternProperties",
    (schemas, place) =>
      inMembers(
        place,
        (name) => Object.entries(schemas as Record<string, Schema>).find(([key]) => matches(key, name))?.[1],
      ),
  ],
  [
    "additionalProperties",
    (rest, place) => inMembers(place, (name) => (isNamed(place.schema, name) ? undefined : (rest as Schema | boolean))),
  ],
  [
    "items",
    (schema, place) =>
      isList(place.value) ? place.value.flatMap((value, at) => inPart(place, value, String(at), schema as Schema)) : [],
  ],
  ["dependencies", dependencies],
  ["allOf", (schemas, place) => listOf(schemas).flatMap((schema) => check({ ...place, schema: schema as Schema }))],
  ["anyOf", (schemas, place) => when(countFitting(schemas, place) === 0, place, "fits none of the allowed forms")],
  [
    "oneOf",
    (schemas, place) => when(countFitting(schemas, place) !== 1, place, "must fit exactly one of the allowed forms"),
  ],
  [
    "not",
    (schema, place) =>
      when(check({ ...place, schema: schema as Schema }).length === 0, place, "has a form that is not allowed"),
  ],
  ["if", condition],
]);

function dependencies(needed: unknown, place: Place): readonly SchemaFault[] {
  const { value } = place;
  if (!isRecord(value)) return [];
  return Object.entries(needed as Record<string, unknown>).flatMap(([name, others]) => {
    if (!(name in value)) return [];
    return Array.isArray(others)
      ? check({ ...place, schema: { required: others } })
      : check({ ...place, schema: others as Schema });
  });
}

function condition(schema: unknown, place: Place): readonly SchemaFault[] {
  const holds = check({ ...place, schema: schema as Schema }).length === 0;
  const next = place.schema[holds ? "then" : "else"];
  return next === undefined ? [] : check({ ...place, schema: next as Schema });
}

function inMembers(place: Place, schemaOf: (name: string) => Schema | boolean | undefined): readonly SchemaFault[] {
  if (!isRecord(place.value)) return [];
  return Object.entries(place.value).flatMap(([name, value]) => {
    const schema = schemaOf(name);
    if (schema === undefined || schema === true) return [];
    return schema === false
      ? [{ path: place.path || "/", message: `must not have "${name}"` }]
      : inPart(place, value, name, schema);
  });
}

function inPart(place: Place, value: unknown, name: string, schema: Schema): readonly SchemaFault[] {
  return check({ ...place, schema, value, path: `${place.path}/${name}` });
}

function isNamed(schema: Schema, name: string): boolean {
  const patterns = Object.keys(schema["patternProperties"] ?? {});
  return Object.hasOwn(schema["properties"] ?? {}, name) || patterns.some((pattern) => matches(pattern, name));
}

function countFitting(schemas: unknown, place: Place): number {
  return listOf(schemas).filter((schema) => check({ ...place, schema: schema as Schema }).length === 0).length;
}

function when(broken: boolean, { path }: Place, message: string): readonly SchemaFault[] {
  return broken ? [{ path: path || "/", message }] : [];
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "null") return value === null;
  return type === "object" ? isRecord(value) : typeof value === type;
}

/** Not in Unicode mode: Microsoft's patterns are older than that. */
function matches(pattern: string, text: string): boolean {
  return new RegExp(pattern).test(text);
}

/** Characters as the drafts count them: a code point is one, however many units it takes. */
function signsIn(text: string): number {
  return Array.from(text).length;
}

function hasTwins(values: readonly unknown[]): boolean {
  return new Set(values.map((value) => JSON.stringify(value))).size < values.length;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
