import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, expect, test } from "vitest";

import { openStore, type Store } from "../../src/storage/open-store.ts";
import { type PersonalData, personalData } from "../../src/storage/database/personal-data.ts";
import { callQueue } from "../../src/storage/connectors.ts";
import { temporaryFolder } from "./support/databases.ts";
import { referenceOf, said, turnOf } from "./support/turns.ts";

/** Every table of the database as it is, those of tomorrow as well, holds something of each person; then one of them is erased. */

const tablesThat = (does: PersonalData["personalData"]): string[] =>
  Object.entries<PersonalData>(personalData).flatMap(([table, rule]) => (rule.personalData === does ? [table] : []));

/** The only tables that hold nothing of anybody who asks for help; every other one must be erased. */
const ofNobody = tablesThat("none");
/** Tables whose rows stay, without whose they were. */
const anonymised = tablesThat("anonymise");

type Person = { user: string; conversation: string; channel: string };
const kim: Person = { user: "user-kim", conversation: "talk-kim", channel: "webchat" };
const kimAgain: Person = { user: "user-kim", conversation: "talk-again", channel: "webchat" };
const lee: Person = { user: "user-lee", conversation: "talk-lee", channel: "webchat" };

const numberOf = ({ conversation }: Person): string => `CASE-${conversation}`;
const queueOf = (person: Person): string => callQueue({ connector: "teams", number: numberOf(person) });

/** Valid JSON as well, for the columns that hold such. */
const wordsOf = ({ conversation }: Person): string => JSON.stringify(`words of ${conversation}`);

/** What names a person's rows, by the column's name; any other text is the person's own words. */
const names: Readonly<Record<string, (person: Person, table: string) => string>> = {
  conversation: ({ conversation }) => conversation,
  number: numberOf,
  queue: queueOf,
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

const personal = (table: string): boolean => !ofNobody.includes(table);

function fill(database: DatabaseSync, person: Person): void {
  const insert = (table: string, columns: readonly Column[], change: Row): void => {
    const values = columns.map(({ name, type }): string | number | Buffer | null => {
      if (name in change) return change[name] as string;
      // The content of files is in their rows: there is no bucket here.
      if (name === "object" || name === "object_key") return null;
      if (/blob/i.test(type)) return Buffer.from(wordsOf(person));
      return /text/i.test(type) ? (names[name]?.(person, table) ?? wordsOf(person)) : 1;
    });
    const listed = columns.map(({ name }) => `"${name}"`).join(", ");
    database.prepare(`insert into ${table} (${listed}) values (${columns.map(() => "?").join(", ")})`).run(...values);
  };
  for (const [table, columns] of tablesOf(database)) {
    if (!personal(table)) continue;
    insert(table, columns, {});
    // Calls to other systems wait in the same tables under the key of their queue.
    if (["outbox", "outbox_leases", "dead_letters"].includes(table))
      insert(table, columns, { queue: person.conversation });
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

test("every table of the database says what it holds of persons, and holds a column that leads to one unless it says none", () => {
  const tables = directly(tablesOf);
  expect([...tables.keys()].toSorted()).toEqual(Object.keys(personalData).toSorted());
  const leads = (columns: readonly Column[]): boolean =>
    columns.some(({ name }) => ["conversation", "number", "queue", "user_id"].includes(name));
  expect([...tables].filter(([table, columns]) => personal(table) !== leads(columns)).map(([table]) => table)).toEqual(
    [],
  );
  const filled = Object.entries(rowsNow(kim)).filter(([, count]) => count > 0);
  expect(filled.map(([table]) => table)).toEqual([...tables.keys()].filter(personal));
});

test("a person who is erased is in no table any more, and nobody else has lost anything", async () => {
  const before = rowsNow(lee);
  expect(await withStore((store) => store.privacy.erase(kim.user))).toBe(2);
  const kept = (place: string): boolean => anonymised.some((table) => place.startsWith(`${table}.`));
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
      referenceOf(kim.conversation, { user: kim.user, timeZone: "Europe/London" }),
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
  const received = (place: string): boolean => /^(inbox|idempotency_keys|outcomes)\./.test(place);
  expect(placesNow(JSON.parse(wordsOf(kim)) as string).filter((place) => !received(place))).toEqual([]);
  expect(placesNow(kim.conversation)).not.toContain("outcomes.conversation");
  expect(placesNow(kimAgain.conversation).filter((place) => !place.startsWith("outcomes."))).toEqual([]);
  expect(placesNow("All is deleted.")).toEqual(["transcript.text", "outbox.body"]);
  expect(rowsNow(lee)).toEqual(before);
});

test("the export holds every table that says so, and of the others only what they say is left out", async () => {
  const text = JSON.stringify(await withStore((store) => store.privacy.exportOf(kim.user)));
  expect(text).toContain("words of talk-kim");
  expect(text).toContain("words of talk-again");
  expect(text).not.toContain("words of talk-lee");
});

test("retention deletes every row that is old, with or without a case, and leaves only what it says", async () => {
  const retained = Object.entries<PersonalData>(personalData).flatMap(([table, rule]) =>
    rule.personalData !== "none" && rule.retention !== "until-processed" && rule.personalData === "delete"
      ? [table]
      : [],
  );
  directly((database) => {
    // What waits is processed by then; it would keep its conversation.
    database.exec("delete from inbox; delete from outbox; delete from outbox_leases");
    database.exec("update cases set status = 'closed'");
  });
  expect(await withStore((store) => store.retention.sweep({ before: 1_000, casesBefore: 1_000 }))).toBe(3);
  for (const person of [kim, kimAgain, lee]) {
    const left = rowsNow(person);
    expect(retained.filter((table) => (left[table] ?? 0) > 0)).toEqual([]);
    expect(placesNow(person.conversation)).not.toContain("outcomes.conversation");
  }
});
