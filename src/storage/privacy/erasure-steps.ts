import { prepareEntrySteps } from "../cases/case-steps.ts";
import type { Step } from "../database/database.ts";
import type { Prepare } from "../database/statements.ts";

/** Whose conversations: of this user, in this channel (empty: in any), but for one (empty: none). */
export type Whose = { user: string; channel: string; except: string };

/** Tables whose rows hold what somebody wrote, or lead back to them, and belong to a conversation. */
const personal = [
  "transcript",
  "inbox",
  "seen",
  "outbox",
  "lanes",
  "undelivered",
  "unclear",
  "feedback",
  "status_watches",
] as const;

/**
 * Calls to outside systems carry transcripts: their lanes go with the conversation, and so does what those systems call
 * its cases.
 */
const lanesOfCalls = ["outbox", "lanes", "undelivered"] as const;

/**
 * Makes the steps that take a person's conversations away, with all that hangs on them. How steps of the guide ended
 * stays, without whose it was.
 */
export function prepareErasure(prepare: Prepare): (whose: Whose) => Step[] {
  const lock = prepare<Whose>()((db, $) =>
    db
      .updateTable("conversations")
      .set({ user_name: "" })
      .where("user_id", "=", $.user)
      .where("id", "!=", $.except)
      .where((eb) => eb.or([eb("channel", "=", $.channel), eb(eb.val($.channel), "=", "")])),
  );
  const rows = personal.map((table) =>
    prepare<Whose>()((db, $) => db.deleteFrom(table).where("conversation", "in", idsOf(db, $))),
  );
  const calls = lanesOfCalls.map((table) =>
    prepare<Whose>()((db, $) =>
      db
        .deleteFrom(table)
        .where(
          "conversation",
          "in",
          db.selectFrom("connector_links").select("lane").where("conversation", "in", idsOf(db, $)),
        ),
    ),
  );
  const attempts = prepare<Whose>()((db, $) =>
    db
      .deleteFrom("connector_attempts")
      .where("lane", "in", db.selectFrom("connector_links").select("lane").where("conversation", "in", idsOf(db, $))),
  );
  const links = prepare<Whose>()((db, $) => db.deleteFrom("connector_links").where("conversation", "in", idsOf(db, $)));
  const events = prepare<Whose>()((db, $) =>
    db
      .deleteFrom("case_events")
      .where("number", "in", db.selectFrom("cases").select("number").where("conversation", "in", idsOf(db, $))),
  );
  const cases = prepare<Whose>()((db, $) => db.deleteFrom("cases").where("conversation", "in", idsOf(db, $)));
  const outcomes = prepare<Whose>()((db, $) =>
    db.updateTable("outcomes").set({ conversation: "" }).where("conversation", "in", idsOf(db, $)),
  );
  const conversations = prepare<Whose>()((db, $) => db.deleteFrom("conversations").where("id", "in", idsOf(db, $)));
  const gone = prepareGone(prepare);
  return (whose) => [
    ...[lock, ...rows, ...calls, attempts, links, events, cases, outcomes, conversations].map((query) => ({
      query: query(whose),
    })),
    gone(),
  ];
}

/**
 * A number of the desk's sequence that no case bears tells whoever follows it that some are gone, and nothing of whose.
 */
function prepareGone(prepare: Prepare): () => Step {
  const { count } = prepareEntrySteps(prepare);
  return () => ({ query: count({}) });
}

type Queries = Parameters<Parameters<ReturnType<Prepare>>[0]>[0];

function idsOf(db: Queries, $: Whose) {
  return db
    .selectFrom("conversations")
    .select("id")
    .where("user_id", "=", $.user)
    .where("id", "!=", $.except)
    .where((eb) => eb.or([eb("channel", "=", $.channel), eb(eb.val($.channel), "=", "")]));
}

type Own = { conversation: string; lines: number; entries: number };

/**
 * Makes the steps that empty the conversation in which the person asked for it, in the same batch as the turn that
 * answers: what stays is the answer, and how to deliver it. Ids of messages stay until they are old, so that none is
 * heard twice.
 */
export function prepareOwnErasure(prepare: Prepare): (own: Own) => Step[] {
  const before = prepare<Own>()((db, $) =>
    db
      .deleteFrom("transcript")
      .where("conversation", "=", $.conversation)
      .where("seq", "<=", (eb) =>
        eb
          .selectFrom("conversations")
          .select((of) => of("last_seq", "-", $.lines).as("seq"))
          .where("id", "=", $.conversation),
      ),
  );
  const unsent = prepare<Own>()((db, $) =>
    db
      .deleteFrom("outbox")
      .where("conversation", "=", $.conversation)
      .where("position", "<=", (eb) =>
        eb
          .selectFrom("conversations")
          .select((of) => of("last_position", "-", $.entries).as("position"))
          .where("id", "=", $.conversation),
      ),
  );
  const rows = (["undelivered", "unclear", "feedback", "status_watches"] as const).map((table) =>
    prepare<Own>()((db, $) => db.deleteFrom(table).where("conversation", "=", $.conversation)),
  );
  const calls = lanesOfCalls.map((table) =>
    prepare<Own>()((db, $) =>
      db
        .deleteFrom(table)
        .where(
          "conversation",
          "in",
          db.selectFrom("connector_links").select("lane").where("conversation", "=", $.conversation),
        ),
    ),
  );
  const attempts = prepare<Own>()((db, $) =>
    db
      .deleteFrom("connector_attempts")
      .where("lane", "in", db.selectFrom("connector_links").select("lane").where("conversation", "=", $.conversation)),
  );
  const links = prepare<Own>()((db, $) => db.deleteFrom("connector_links").where("conversation", "=", $.conversation));
  const events = prepare<Own>()((db, $) =>
    db
      .deleteFrom("case_events")
      .where("number", "in", db.selectFrom("cases").select("number").where("conversation", "=", $.conversation)),
  );
  const cases = prepare<Own>()((db, $) => db.deleteFrom("cases").where("conversation", "=", $.conversation));
  const outcomes = prepare<Own>()((db, $) =>
    db.updateTable("outcomes").set({ conversation: "" }).where("conversation", "=", $.conversation),
  );
  const name = prepare<Own>()((db, $) =>
    db.updateTable("conversations").set({ user_name: "" }).where("id", "=", $.conversation),
  );
  const gone = prepareGone(prepare);
  return (own) => [
    ...[before, unsent, ...rows, ...calls, attempts, links, events, cases, outcomes, name].map((query) => ({
      query: query(own),
    })),
    gone(),
  ];
}
