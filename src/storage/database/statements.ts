import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";

import type { Dialect, Prepared, Query, SqlValue } from "./database.ts";
import type { Schema } from "./schema.ts";

/**
 * Compiles a query once and only binds values after that, because building a query costs more than running it.
 * It is compiled when it is first used, so that a start does not wait for all of them.
 * `prepare<{ id: string }>()((db, $) => db.selectFrom("cases").where("number", "=", $.id).selectAll())`
 * gives a function from the arguments to a `Query`. `$` stands for the arguments; use it only where a value goes.
 */
export type Prepare = <Args extends Record<string, SqlValue>>() => <Row>(
  build: (db: Kysely<Schema>, $: Args) => Compilable<Row>,
) => (args: Args) => Query<Row>;

/** Numbers the statements of one store from 0 on, so each connection can cache what it prepared for them. */
export function createPrepare(dialect: Dialect): Prepare {
  const db = new Kysely<Schema>({ dialect: dialect === "sqlite" ? sqliteCompiler : postgresCompiler });
  let made = 0;
  return <Args extends Record<string, SqlValue>>() =>
    <Row>(build: (db: Kysely<Schema>, $: Args) => Compilable<Row>) => {
      let known: { prepared: Prepared<Row>; parameters: readonly unknown[] } | null = null;
      const make = () => {
        const { sql, parameters } = build(db, placeholders as Args).compile();
        return { prepared: { key: made++, sql, returnsRows: /^(select|with)\b|\breturning\b/i.test(sql) }, parameters };
      };
      return (args) => {
        const { prepared, parameters } = (known ??= make());
        return { prepared, values: parameters.map((parameter) => valueOf(parameter, args)) };
      };
    };
}

/** Stands in a query for the argument of that name. */
class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const placeholders: object = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) });

function valueOf(parameter: unknown, args: Record<string, SqlValue>): SqlValue {
  if (!(parameter instanceof Placeholder)) return parameter as SqlValue;
  const value = args[parameter.name] as SqlValue;
  return typeof value === "string" ? withoutNull(value) : value;
}

/** PostgreSQL's text cannot hold U+0000. Replacing it on one database only would make the same id two. */
function withoutNull(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
}

/** A text as it is read back after it was written: neither database keeps half of a surrogate pair either. */
export function asStored(text: string): string {
  return withoutNull(text).toWellFormed();
}

const sqliteCompiler = {
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db: Kysely<never>) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
};

const postgresCompiler = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db: Kysely<never>) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};

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
