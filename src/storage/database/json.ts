declare const jsonOf: unique symbol;

/** JSON text of a `Value`. What is read back is not checked: only this service writes it. */
export type Json<Value> = string & { readonly [jsonOf]: Value };

/** JSON of anything; what JSON cannot express becomes null. */
export function toJson<Value>(value: Value): Json<Value> {
  return (JSON.stringify(value) ?? "null") as Json<Value>;
}

/** JSON, or null for a value that is missing. */
export function toJsonOrNull<Value>(value: Value | undefined): Json<Value> | null {
  return value === undefined ? null : toJson(value);
}

/** The value that `toJson` was given. `reviver` as `JSON.parse` takes it; it must keep the shape. */
export function fromJson<Value>(json: Json<Value>, reviver?: (name: string, value: unknown) => unknown): Value {
  return JSON.parse(json, reviver) as Value;
}
