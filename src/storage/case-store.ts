import { type Expression, type ExpressionBuilder, type Kysely, type Selectable, sql } from "kysely";
import { z } from "zod";

import type {
  CaseFilter,
  CaseStatus,
  CaseStore,
  ClosedPlace,
  OpenPlace,
  StoredCase,
} from "../conversation/case-ports.ts";
import type { Database } from "./database/database.ts";
import { fromJson, type Prepare } from "./database/statements.ts";
import type { Schema } from "./database/schema.ts";
import { casesTopic, type ChangeNotifier } from "./database/change-notifier.ts";

/** The reads of cases; `change` is the only write (`createCaseChange`). */
export function createCaseStore(options: {
  database: Database;
  prepare: Prepare;
  changes: ChangeNotifier;
  change: CaseStore["change"];
}): CaseStore {
  const { database, changes, change } = options;
  const queries = prepareQueries(options.prepare);
  return {
    change,
    async list(status, limit, { waitingSince, number } = { waitingSince: 0, number: "" }) {
      return (await database.read(queries.open({ status, limit, waitingSince, number }))).map(toCase);
    },
    async counts() {
      const rows = await database.read(queries.counts({}));
      return {
        waiting: 0,
        active: 0,
        closed: 0,
        ...Object.fromEntries(rows.map((row) => [row.status, Number(row.count)])),
      };
    },
    async closed(limit, { closedAt, number } = { closedAt: Number.MAX_SAFE_INTEGER, number: "" }) {
      return (await database.read(queries.closed({ limit, closedAt, number }))).map(toCase);
    },
    async get(number) {
      const [row] = await database.read(queries.get({ number }));
      return row ? toCase(row) : null;
    },
    async ofConversation(conversation) {
      const [row] = await database.read(queries.ofConversation({ conversation }));
      return row ? toCase(row) : null;
    },
    search: async (filter, limit, before = Number.MAX_SAFE_INTEGER) =>
      (await database.read(queries.search({ ...filterValues(filter), limit, before }))).map(toCase),
    countFound: async (filter) => {
      const [row] = await database.read(
        queries.countFound({ ...filterValues(filter), before: Number.MAX_SAFE_INTEGER }),
      );
      return Number(row?.count ?? 0);
    },
    async ofPerson(conversation, limit) {
      const [cases, talks] = await Promise.all([
        database.read(queries.casesOfPerson({ conversation, limit })),
        database.read(queries.talksOfPerson({ conversation, limit })),
      ]);
      return { cases: cases.map(toCase), talks };
    },
    changedAfter: async (changed, limit) => (await database.read(queries.changed({ changed, limit }))).map(toCase),
    newest: async () => (await database.read(queries.newest({})))[0]?.seq ?? 0,
    history: async (number, limit = Number.MAX_SAFE_INTEGER) =>
      (await database.read(queries.history({ number, limit }))).toReversed(),
    overdue: async (since, limit) => (await database.read(queries.overdue({ since, limit }))).map(toCase),
    subscribe: (listener) => changes.subscribe(casesTopic, listener),
  };
}

/** A pattern that finds the words as they are: characters with a meaning in patterns are escaped. */
function patternOf(words: string): string {
  return `%${words.toLowerCase().replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
}

/** The filter as the query takes it: empty text, zero and a far day let everything through. */
type FilterValues = {
  pattern: string;
  status: string;
  assignee: string;
  reason: string;
  article: string;
  rating: number;
  openedFrom: number;
  openedBefore: number;
};

function filterValues({ words = "", ...filter }: CaseFilter): FilterValues {
  return {
    pattern: patternOf(words),
    status: "",
    assignee: "",
    reason: "",
    article: "",
    rating: 0,
    openedFrom: 0,
    openedBefore: Number.MAX_SAFE_INTEGER,
    ...filter,
  };
}

/** Cases with what the desk shows of their person. */
function selectCases(db: Kysely<Schema>) {
  return db
    .selectFrom("cases")
    .innerJoin("conversations", "conversations.id", "cases.conversation")
    .leftJoin("transcript as last", (join) =>
      join.onRef("last.conversation", "=", "cases.conversation").on((eb) =>
        eb(
          "last.seq",
          "=",
          eb
            .selectFrom("transcript as line")
            .select((line) => line.fn.max("line.seq").as("seq"))
            .whereRef("line.conversation", "=", "cases.conversation")
            .where("line.speaker", "!=", "assistant"),
        ),
      ),
    )
    .selectAll("cases")
    .select(["conversations.channel", "conversations.user_name", "conversations.page", "conversations.address"])
    .select(["last.speaker as last_speaker", "last.text as last_text", "last.at as last_at"])
    .select((eb) => firstUnanswered(eb).as("unanswered_at"));
}

/** When the person said the first thing after the last words of an agent. */
function firstUnanswered(eb: ExpressionBuilder<Schema, "cases">) {
  const lastOfAgents = eb
    .selectFrom("transcript as theirs")
    .select((line) => line.fn.max("theirs.seq").as("seq"))
    .whereRef("theirs.conversation", "=", "cases.conversation")
    .where("theirs.speaker", "=", "agent");
  return eb
    .selectFrom("transcript as own")
    .select((line) => line.fn.min("own.at").as("at"))
    .whereRef("own.conversation", "=", "cases.conversation")
    .where("own.speaker", "=", "user")
    .where((line) => line("own.seq", ">", line.fn.coalesce(lastOfAgents, line.lit(0))));
}

function prepareQueries(prepare: Prepare) {
  return {
    get: prepare<{ number: string }>()((db, $) => selectCases(db).where("cases.number", "=", $.number)),
    ofConversation: prepare<{ conversation: string }>()((db, $) =>
      selectCases(db).where("cases.conversation", "=", $.conversation).orderBy("cases.opened_at", "desc").limit(1),
    ),
    newest: prepare<Record<string, never>>()((db) => db.selectFrom("desk_counter").select("seq")),
    counts: prepare<Record<string, never>>()((db) =>
      db
        .selectFrom("cases")
        .select(["status", (eb) => eb.fn.countAll().as("count")])
        .groupBy("status"),
    ),
    history: prepare<{ number: string; limit: number }>()((db, $) =>
      db
        .selectFrom("case_events")
        .select(["id", "at", "actor as who", "type as what", "text"])
        .where("number", "=", $.number)
        .orderBy("seq", "desc")
        .limit($.limit),
    ),
    open: prepare<{ status: CaseStatus; limit: number } & OpenPlace>()((db, $) =>
      selectCases(db)
        .where("cases.status", "=", $.status)
        .where("cases.waiting_since", ">=", $.waitingSince)
        .where((eb) => eb.or([eb("cases.waiting_since", ">", $.waitingSince), eb("cases.number", ">", $.number)]))
        .orderBy("cases.waiting_since")
        .orderBy("cases.number")
        .limit($.limit),
    ),
    closed: prepare<{ limit: number } & ClosedPlace>()((db, $) =>
      selectCases(db)
        .where("cases.status", "=", "closed")
        .where("cases.closed_at", "<=", $.closedAt)
        .where((eb) => eb.or([eb("cases.closed_at", "<", $.closedAt), eb("cases.number", "<", $.number)]))
        .orderBy("cases.closed_at", "desc")
        .orderBy("cases.number", "desc")
        .limit($.limit),
    ),
    changed: prepare<{ changed: number; limit: number }>()((db, $) =>
      selectCases(db).where("cases.change_seq", ">", $.changed).orderBy("cases.change_seq").limit($.limit),
    ),
    overdue: prepare<{ since: number; limit: number }>()((db, $) =>
      selectCases(db)
        .where("cases.status", "=", "waiting")
        .where("cases.waiting_since", "<=", $.since)
        .where("cases.reminded_at", "is", null)
        .orderBy("cases.waiting_since")
        .limit($.limit),
    ),
    ...prepareSearch(prepare),
  };
}

function prepareSearch(prepare: Prepare) {
  return {
    search: prepare<FilterValues & { limit: number; before: number }>()((db, $) =>
      selectCases(db)
        .where("cases.change_seq", "<", $.before)
        .where((eb) => passes(eb, $))
        .orderBy("cases.change_seq", "desc")
        .limit($.limit),
    ),
    countFound: prepare<FilterValues & { before: number }>()((db, $) =>
      db
        .selectFrom("cases")
        .innerJoin("conversations", "conversations.id", "cases.conversation")
        .select((eb) => eb.fn.countAll().as("count"))
        // By the index that the search itself uses.
        .where("cases.change_seq", "<", $.before)
        .where((eb) => passes(eb, $)),
    ),
    casesOfPerson: prepare<{ conversation: string; limit: number }>()((db, $) =>
      selectCases(db)
        .innerJoin("conversations as own", (join) => join.on(isSamePerson))
        .where("own.id", "=", $.conversation)
        .orderBy("cases.opened_at", "desc")
        .limit($.limit),
    ),
    talksOfPerson: prepare<{ conversation: string; limit: number }>()((db, $) =>
      db
        .selectFrom("conversations as own")
        .innerJoin("conversations", (join) => join.on(isSamePerson))
        .where("own.id", "=", $.conversation)
        .whereRef("conversations.id", "!=", "own.id")
        .where("conversations.last_seq", ">", 0)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(selectFrom("cases").select("cases.number").whereRef("cases.conversation", "=", "conversations.id")),
          ),
        )
        .select([
          "conversations.id as conversation",
          "conversations.channel",
          "conversations.created_at as startedAt",
          "conversations.updated_at as lastAt",
          "conversations.last_seq as lines",
        ])
        .orderBy("conversations.updated_at", "desc")
        .limit($.limit),
    ),
  };
}

/** The user of a channel; one without an id is nobody in particular. */
function isSamePerson() {
  return sql<boolean>`conversations.user_id = own.user_id and conversations.channel = own.channel and own.user_id != ''`;
}

/** Whether a case passes the filter. */
function passes(eb: ExpressionBuilder<Schema, "cases" | "conversations">, $: FilterValues) {
  const is = (column: "status" | "assignee" | "reason" | "article") =>
    eb.or([eb(eb.val($[column]), "=", ""), eb(`cases.${column}`, "=", $[column] as never)]);
  return eb.and([
    eb.or([eb(eb.val($.pattern), "=", "%%"), holds(eb, $.pattern)]),
    ...(["status", "assignee", "reason", "article"] as const).map(is),
    eb.or([eb(eb.val($.rating), "=", 0), eb("cases.rating", "=", $.rating)]),
    eb("cases.opened_at", ">=", $.openedFrom),
    eb("cases.opened_at", "<", $.openedBefore),
  ]);
}

/** Whether a case holds the words of this pattern. */
function holds(eb: ExpressionBuilder<Schema, "cases" | "conversations">, pattern: string) {
  const isLike = (column: Expression<string | null>) => sql<boolean>`lower(${column}) like ${pattern} escape '\\'`;
  return eb.or([
    ...(["cases.number", "cases.subject", "cases.assignee", "cases.contact", "conversations.user_name"] as const).map(
      (column) => isLike(eb.ref(column)),
    ),
    eb.exists(
      eb
        .selectFrom("transcript")
        .select("transcript.seq")
        .whereRef("transcript.conversation", "=", "cases.conversation")
        .where((line) => isLike(line.ref("transcript.text"))),
    ),
  ]);
}

type CaseRow = Selectable<Schema["cases"]> &
  Pick<Selectable<Schema["conversations"]>, "channel" | "user_name" | "page" | "address"> & {
    last_speaker: Selectable<Schema["transcript"]>["speaker"] | null;
    last_text: string | null;
    last_at: number | null;
    unanswered_at: number | null;
  };

/** The e-mail address by which the embedding site knows the person; of web chat alone. */
const knownEmail = z.object({ email: z.string() });

function toCase(row: CaseRow): StoredCase {
  return {
    number: row.number,
    conversation: row.conversation,
    channel: row.channel,
    userName: row.user_name,
    page: row.page,
    language: row.language ?? "en",
    contact: row.contact ?? knownEmail.safeParse(fromJson(row.address)).data?.email ?? null,
    status: row.status,
    reason: row.reason,
    subject: row.subject,
    article: row.article,
    device: row.device,
    tried: fromJson(row.tried),
    liveStatus: fromJson(row.live_status),
    openedAt: row.opened_at,
    waitingSince: row.waiting_since,
    assignee: row.assignee,
    closedAt: row.closed_at,
    ended: row.end_reason,
    resolution: row.resolution,
    rating: row.rating === null ? null : { score: row.rating, word: row.rating_word ?? "" },
    reopened: row.reopen_count,
    remindedAt: row.reminded_at,
    lastLine: lastLineOf(row),
    unansweredSince: unansweredSince(row),
    changed: row.change_seq,
  };
}

/** Who was claimed and not yet answered waits since they asked; what they said before that does not count. */
function unansweredSince({ status, waiting_since: asked, unanswered_at: said }: CaseRow): number | null {
  if (status === "closed") return null;
  if (status === "waiting") return asked;
  return said === null ? null : Math.max(asked, said);
}

function lastLineOf({
  last_speaker: from,
  last_text: text,
  last_at: at,
}: CaseRow): NonNullable<StoredCase["lastLine"]> | null {
  return from === null || from === "assistant" || text === null || at === null ? null : { from, text, at };
}
