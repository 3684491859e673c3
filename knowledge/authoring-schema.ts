import { z } from "zod";

import { articleSchema, devices } from "./article.ts";
import { deviceGroups } from "./expand.ts";

/**
 * The JSON Schema of an article's file, for editors: names complete while typing. It allows the short form, whose missing
 * fields come from above; the check of the expanded article is the stricter one.
 */

type Schema = { [key: string]: unknown };

const shape = (schema: unknown): Schema => (typeof schema === "object" && schema !== null ? (schema as Schema) : {});

/** The schema without required evidence, wherever it can be inherited. */
function withoutEvidence(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutEvidence);
  if (typeof schema !== "object" || schema === null) return schema;
  const fields = Object.entries(schema).map(([name, value]) => {
    if (name !== "required" || !Array.isArray(value)) return [name, withoutEvidence(value)] as const;
    return [name, value.filter((field) => field !== "source" && field !== "verifiedOn")] as const;
  });
  return Object.fromEntries(fields);
}

/** A device in the short form: any of its fields, as the others come from a group. */
function partialDevice(device: Schema): Schema {
  const properties = Object.assign(
    {},
    ...[device["anyOf"], device["oneOf"]].flat().map((one) => shape(shape(one)["properties"])),
  ) as Schema;
  const removable = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, { anyOf: [value, { type: "null" }] }]),
  );
  return { type: "object", properties: removable, additionalProperties: false };
}

/** The schema as an object of JSON. */
export function authoringSchema(): Schema {
  const full = withoutEvidence(z.toJSONSchema(articleSchema, { io: "input" })) as Schema;
  const properties = shape(full["properties"]);
  const step = shape(shape(properties["steps"])["items"]);
  const stepFields = shape(step["properties"]);
  const device = partialDevice(shape(shape(shape(stepFields["on"])["properties"])[devices[0]]));
  const names = [...Object.keys(deviceGroups), ...devices];
  const on = {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, device])),
    additionalProperties: false,
  };
  const use = { type: "string", description: "A step of knowledge/steps, whose fields are overridden here." };
  const fields = { use, ...stepFields, on };
  return {
    ...full,
    title: "An article of the support assistant",
    properties: {
      ...properties,
      source: { type: "string", minLength: 1 },
      verifiedOn: { type: "string", format: "date" },
      steps: {
        ...shape(properties["steps"]),
        items: {
          ...step,
          properties: fields,
          required: [],
          anyOf: [{ required: ["use"] }, { required: ["id", "title", "minutes", "purpose", "on"] }],
        },
      },
    },
  };
}
