import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, expect, test } from "vitest";

import { openStore, type Store } from "../../src/storage/open-store.ts";
import type { Schema } from "../../src/storage/database/schema.ts";
import { laneOfCalls } from "../../src/storage/connectors/call-steps.ts";
import { temporaryFolder } from "./support/databases.ts";
import { partyOf, said, turnOf } from "./support/turns.ts";

/** Every table of the database as it is, those of tomorrow as well, holds something of each person; then one of them is erased. */

/** The only tables that hold nothing of anybody who asks for help. What is not named here must be erased. */
const ofNobody: Partial<Record<keyof Schema, string>> = {
  probe: "a row to try writing with",
  signing_keys: "the service's own keys",
  rate_counts: "keys tell no address, and go after two slots of time",
  desk_counter: "one number",
  agents: "who works at the desk",
};
/** How steps ended is kept without whose it was. */
const withoutWhose: readonly (keyof Schema)[] = ["outcomes"];

type Person = { user: string; conversation: string; channel: string };
const kim: Person = { user: "user-kim", conversation: "talk-kim", channel: "webchat" };
const kimAgain: Person = { user: "user-kim", conversation: "talk-again", channel: "webchat" };
const lee: Person = { user: "user-lee", conversation: "talk-lee", channel: "webchat" };

const numberOf = ({ conversation }: Person): string => `CASE-${conversation}`;
const laneOf = (person: Person): string => laneOfCalls({ connector: "teams", number: numberOf(person) });

/** Valid JSON as well, for the columns that hold such. */
const wordsOf = ({ conversation }: Person): string => JSON.stringify(`words of ${conversation}`);

/** What names a person's rows, by the column's name; any other text is the person's own words. */
const names: Readonly<Record<string, (person: Person, table: string) => string>> = {
  conversation: ({ conversation }) => conversation,
  number: numberOf,
  lane: laneOf,
  user_id: ({ user }) => user,
  channel: ({ channel }) => channel,
  id: (person, table) => (table === "conversations" ? person.conversation : wordsOf(person)),
};

type Column = { name: string; type: string };
type Row = Record<string, unknown>;

function tablesOf(database: DatabaseSync): Map<string, Column[]> {
  const tables = database
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%'",
    )
    .all();
  return new Map(
    tables.map(({ name }) => [
      String(name),
      database.prepare("select name, type from pragma_table_info(?)").all(String(name)) as unknown as Column[],
    ]),
  );
}

const personal = (table: string): boolean => !(table in ofNobody);

function fill(database: DatabaseSync, person: Person): void {
  const insert = (table: string, columns: readonly Column[], change: Row): void => {
    const values = columns.map(({ name, type }): string | number => {
      if (name in change) return change[name] as string;
      return /text/i.test(type) ? (names[name]?.(person, table) ?? wordsOf(person)) : 1;
    });
    const listed = columns.map(({ name }) => `"${name}"`).join(", ");
    database.prepare(`insert into ${table} (${listed}) values (${columns.map(() => "?").join(", ")})`).run(...values);
  };
  for (const [table, columns] of tablesOf(database)) {
    if (!personal(table)) continue;
    insert(table, columns, {});
    // Calls to other systems wait in the same tables under the name of their lane.
    if (["outbox", "lanes", "undelivered"].includes(table)) insert(table, columns, { conversation: laneOf(person) });
  }
}

/** In which columns of which tables this stands: `table.column`. */
function placesOf(database: DatabaseSync, words: string): string[] {
  return [...tablesOf(database)].flatMap(([table, columns]) => {
    const rows = database.prepare(`select * from ${table}`).all() as Row[];
    return columns
      .filter(({ name }) => rows.some((row) => String(row[name]).includes(words)))
      .map(({ name }) => `${table}.${name}`);
  });
}

/** How many rows of each table are this person's. */
function rowsOf(database: DatabaseSync, { conversation }: Person): Record<string, number> {
  const tables = [...tablesOf(database).keys()];
  const count = (table: string): number =>
    (database.prepare(`select * from ${table}`).all() as Row[]).filter((row) =>
      Object.values(row).some((value) => String(value).includes(conversation)),
    ).length;
  return Object.fromEntries(tables.map((table) => [table, count(table)]));
}

let url: string;
let path: string;

/** Looks into the database, or changes it, while no store is open on it. */
function directly<Result>(act: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(path);
  const result = act(database);
  database.close();
  return result;
}

async function withStore<Result>(act: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore({ url, durability: "normal" });
  const result = await act(store);
  await store.close();
  return result;
}

beforeEach(async () => {
  path = join(temporaryFolder(), "store.db");
  url = `sqlite:${path}`;
  await withStore(async () => undefined);
  directly((database) => {
    for (const person of [kim, kimAgain, lee]) fill(database, person);
  });
});

const placesNow = (words: string): string[] => directly((database) => placesOf(database, words));
const rowsNow = (person: Person): Record<string, number> => directly((database) => rowsOf(database, person));

test("every table is either named as nobody's or holds something that leads to a person, so that none is forgotten", () => {
  const tables = directly(tablesOf);
  expect([...tables.keys()]).toEqual(expect.arrayContaining(Object.keys(ofNobody)));
  const leads = (columns: readonly Column[]): boolean =>
    columns.some(({ name }) => ["conversation", "number", "lane", "user_id"].includes(name));
  expect([...tables].filter(([table, columns]) => personal(table) !== leads(columns)).map(([table]) => table)).toEqual(
    [],
  );
  const filled = Object.entries(rowsNow(kim)).filter(([, count]) => count > 0);
  expect(filled.map(([table]) => table)).toEqual([...tables.keys()].filter(personal));
});

test("a person who is erased is in no table any more, and nobody else has lost anything", async () => {
  const before = rowsNow(lee);
  expect(await withStore((store) => store.privacy.erase(kim.user))).toBe(2);
  const kept = (place: string): boolean => withoutWhose.some((table) => place.startsWith(`${table}.`));
  for (const person of [kim, kimAgain]) {
    expect(placesNow(person.conversation).filter((place) => !kept(place))).toEqual([]);
    expect(placesNow(person.conversation)).not.toContain("outcomes.conversation");
  }
  expect(placesNow(kim.user)).toEqual([]);
  expect(rowsNow(lee)).toEqual(before);
});

test("a person who deletes their data in the chat leaves nothing but the answer, how to deliver it, and what was heard already", async () => {
  const before = rowsNow(lee);
  await withStore(async ({ turnStore }) => {
    await turnStore.accept(
      partyOf(kim.conversation, { user: kim.user, timeZone: "Europe/London" }),
      said(kim.conversation, "m1", "yes, delete it"),
    );
    const record = turnOf(kim.conversation, 1, "m1", {
      lines: [{ from: "assistant", id: "answer", text: "All is deleted.", at: 1 }],
      outbox: [{ destination: "channel", body: "All is deleted." }],
      erase: { user: kim.user, channel: kim.channel },
    });
    expect(await turnStore.commit(record)).toBe("stored");
  });
  // What came and has not had its turn yet is answered; ids of messages stay until they are old, so that none is heard twice.
  const heard = (place: string): boolean => /^(inbox|seen|outcomes)\./.test(place);
  expect(placesNow(JSON.parse(wordsOf(kim)) as string).filter((place) => !heard(place))).toEqual([]);
  expect(placesNow(kim.conversation)).not.toContain("outcomes.conversation");
  expect(placesNow(kimAgain.conversation).filter((place) => !place.startsWith("outcomes."))).toEqual([]);
  expect(placesNow("All is deleted.")).toEqual(["transcript.text", "outbox.body"]);
  expect(rowsNow(lee)).toEqual(before);
});
