import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import type { ErrorObject } from "ajv";

/** A violation of the schema: JSON pointer of the value, `/` for the document itself, and what is wrong there. */
export type SchemaFault = { path: string; message: string };

/** Validates a document against a JSON Schema of draft 4, as Microsoft publishes them. Throws for a keyword that is not of that draft. */
export function schemaFaults(schema: unknown, document: unknown): readonly SchemaFault[] {
  const ajv = new AjvDraft04.default({
    allErrors: true,
    strictTypes: false,
    strictRequired: false,
    unicodeRegExp: false,
  });
  addFormats.default(ajv);
  const validate = ajv.compile(schema as Record<string, unknown>);
  return validate(document) ? [] : (validate.errors ?? []).map(faultOf);
}

function faultOf({ instancePath, keyword, params, message }: ErrorObject): SchemaFault {
  const named = params as Record<string, unknown>;
  const details: Readonly<Record<string, string>> = {
    required: `lacks "${String(named["missingProperty"])}"`,
    additionalProperties: `must not have "${String(named["additionalProperty"])}"`,
    enum: `must be one of ${[named["allowedValues"]].flat().join(", ")}`,
  };
  return { path: instancePath || "/", message: details[keyword] ?? message ?? keyword };
}
