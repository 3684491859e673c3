import { type Kysely, sql } from "kysely";

import { prepareLogSteps } from "./case-steps.ts";
import type { Step } from "./database/database.ts";
import { type Prepare, toJson } from "./database/statements.ts";
import { type Owner, type PersonalTable, personalTables } from "./database/personal-data.ts";
import type { Schema } from "./database/schema.ts";

/** Whose conversations: of this user, in this channel (empty: in any), except one (empty: none). */
export type Whose = { user: string; channel: string; except: string };

/** The conversation in which the person asked, and how many lines and outbox entries the answering turn adds. */
export type OwnConversation = { conversation: string; lines: number; entries: number };

/**
 * Makes the steps that delete a person's conversations with everything that belongs to them (`personal-data.ts`).
 * How steps of the guides ended stays, without whose it was.
 */
export function createErasure(prepare: Prepare): (whose: Whose) => Step[] {
  const lock = prepare<Whose>()((db, $) =>
    db
      .updateTable("conversations")
      .set({ user_name: "" })
      .where("user_id", "=", $.user)
      .where("id", "!=", $.except)
      .where((eb) => eb.or([eb("channel", "=", $.channel), eb(eb.val($.channel), "=", "")])),
  );
  const clear = personalTables.flatMap((table) =>
    table.belongsTo.map((owner) =>
      prepare<Whose>()((db, $) => clearRows(db, { table, owner, conversations: idsOf(db, $) })),
    ),
  );
  const count = prepareDeletionCount(prepare);
  return (whose) => [...[lock, ...clear].map((query) => ({ query: query(whose) })), count()];
}

/**
 * Makes the steps that empty the conversation in which the person asked for it, in the same batch as the turn that
 * answers. What stays is the answer and what it takes to deliver it, by `ownErasure` of each table.
 */
export function createOwnErasure(prepare: Prepare): (own: OwnConversation) => Step[] {
  const clear = personalTables.flatMap((table) =>
    table.belongsTo
      .filter(({ names }) => names !== "conversation" || !(table.ownErasure && "keep" in table.ownErasure))
      .map((owner) => prepare<OwnConversation>()((db, $) => clearOwnRows(db, { table, owner, own: $ }))),
  );
  const name = prepare<OwnConversation>()((db, $) =>
    db
      .updateTable("conversations")
      // The address of web chat only holds what the embedding site said of the person.
      .set((eb) => ({
        user_name: "",
        page: null,
        address: eb.case().when("channel", "=", "webchat").then(toJson<unknown>({})).else(eb.ref("address")).end(),
      }))
      .where("id", "=", $.conversation),
  );
  const count = prepareDeletionCount(prepare);
  return (own) => [...[...clear, name].map((query) => ({ query: query(own) })), count()];
}

/** A number of the desk's sequence without a case, by which readers of the sequence notice that cases were deleted. */
function prepareDeletionCount(prepare: Prepare): () => Step {
  const { count } = prepareLogSteps(prepare);
  return () => ({ query: count({}) });
}

type Cleared = { table: PersonalTable; owner: Owner; conversations: ReturnType<typeof idsOf> };

function clearRows(db: Kysely<Schema>, { table, owner, conversations }: Cleared) {
  const column = sql.ref<string>(owner.column);
  const owners = ownersIn(db, owner, conversations);
  if (table.personalData === "anonymise")
    return db.updateTable(table.table).set(sql.ref<string>(owner.column), "").where(column, "in", owners);
  return db.deleteFrom(table.table).where(column, "in", owners);
}

function clearOwnRows(
  db: Kysely<Schema>,
  { table, owner, own }: { table: PersonalTable; owner: Owner; own: OwnConversation },
) {
  const { ownErasure } = table;
  if (owner.names !== "conversation" || !ownErasure || "keep" in ownErasure)
    return clearRows(db, {
      table,
      owner,
      conversations: db.selectFrom("conversations").select("id").where("id", "=", own.conversation),
    });
  const { beforeTurn, counter, added } = ownErasure;
  return db
    .deleteFrom(table.table)
    .where(sql.ref<string>(owner.column), "=", own.conversation)
    .where(sql.ref<number>(beforeTurn), "<=", (eb) =>
      eb
        .selectFrom("conversations")
        .select((of) => of(counter, "-", own[added]).as("last"))
        .where("id", "=", own.conversation),
    );
}

/** The cases or queues of calls that belong to these conversations, or the conversations themselves. */
function ownersIn(db: Kysely<Schema>, { names }: Owner, conversations: ReturnType<typeof idsOf>) {
  if (names === "case") return db.selectFrom("cases").select("number").where("conversation", "in", conversations);
  if (names === "call-queue")
    return db.selectFrom("connector_links").select("queue").where("conversation", "in", conversations);
  return conversations;
}

function idsOf(db: Kysely<Schema>, $: Whose) {
  return db
    .selectFrom("conversations")
    .select("id")
    .where("user_id", "=", $.user)
    .where("id", "!=", $.except)
    .where((eb) => eb.or([eb("channel", "=", $.channel), eb(eb.val($.channel), "=", "")]));
}
