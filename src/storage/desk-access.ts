import { createHash, randomInt } from "node:crypto";

import type { AuditLog } from "../conversation/audit-ports.ts";
import type { DeskSessionStore } from "../conversation/desk-session-ports.ts";
import type { Database, Step } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";

type Options = { database: Database; prepare: Prepare };

type SessionRow = {
  id: string;
  login: string;
  credential: string;
  created_at: number;
  seen_at: number;
  id_token: string | null;
};

/** The sessions of agents. */
export function createDeskSessions({ database, prepare }: Options): DeskSessionStore {
  const insert = prepare<SessionRow>()((db, $) =>
    db.insertInto("desk_sessions").values({
      id: $.id,
      login: $.login,
      credential: $.credential,
      created_at: $.created_at,
      seen_at: $.seen_at,
      id_token: $.id_token,
    }),
  );
  const find = prepare<{ id: string }>()((db, $) => db.selectFrom("desk_sessions").selectAll().where("id", "=", $.id));
  const touch = prepare<{ id: string; at: number }>()((db, $) =>
    db.updateTable("desk_sessions").set({ seen_at: $.at }).where("id", "=", $.id).where("seen_at", "<", $.at),
  );
  const end = prepare<{ id: string }>()((db, $) => db.deleteFrom("desk_sessions").where("id", "=", $.id));
  const endAll = prepare<{ login: string }>()((db, $) => db.deleteFrom("desk_sessions").where("login", "=", $.login));
  const prune = prepare<{ created: number; seen: number }>()((db, $) =>
    db.deleteFrom("desk_sessions").where((eb) => eb.or([eb("created_at", "<", $.created), eb("seen_at", "<", $.seen)])),
  );
  const write = async (query: Step["query"]): Promise<void> => void (await database.write({ session: { query } }));
  return {
    create: (id, { login, credential, createdAt, seenAt, idToken }) =>
      write(insert({ id: hashOf(id), login, credential, created_at: createdAt, seen_at: seenAt, id_token: idToken })),
    async find(id) {
      const [row] = await database.read(find({ id: hashOf(id) }));
      if (!row) return null;
      const { login, credential, created_at: createdAt, seen_at: seenAt, id_token: idToken } = row;
      return { login, credential, createdAt, seenAt, idToken };
    },
    touch: (id, at) => write(touch({ id: hashOf(id), at })),
    end: (id) => write(end({ id: hashOf(id) })),
    endAll: (login) => write(endAll({ login })),
    prune: ({ createdBefore, seenBefore }) => write(prune({ created: createdBefore, seen: seenBefore })),
  };
}

function hashOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}

/** What agents did. */
export function createAuditLog({ database, prepare }: Options): AuditLog {
  const insert = prepare<Row>()((db, $) =>
    db
      .insertInto("audit_log")
      .values({
        seq: $.seq,
        at: $.at,
        actor: $.actor,
        action: $.action,
        subject: $.subject,
        address: $.address,
        detail: $.detail,
      })
      .onConflict((conflict) => conflict.column("seq").doNothing()),
  );
  const list = prepare<{ before: number; limit: number }>()((db, $) =>
    db
      .selectFrom("audit_log")
      .select(["seq", "at", "actor as who", "action as what", "subject", "address", "detail"])
      .where("seq", "<", $.before)
      .orderBy("seq", "desc")
      .limit($.limit),
  );
  const count = prepare<Record<string, never>>()((db) =>
    db.selectFrom("audit_log").select((eb) => eb.fn.countAll().as("count")),
  );
  const prune = prepare<{ before: number }>()((db, $) => db.deleteFrom("audit_log").where("at", "<", $.before));
  return {
    async record({ at, who, what, subject, address, detail }) {
      // Nodes and moments share no counter: the time comes first, a random part keeps entries apart.
      for (let stored = false; !stored;) {
        const row = { seq: at * 1_000 + randomInt(1_000), at, actor: who, action: what, subject, address, detail };
        ({ stored } = await database.write({ entry: { query: insert(row), expect: 1 } }));
      }
    },
    list: (limit, before = Number.MAX_SAFE_INTEGER) => database.read(list({ limit, before })),
    count: async () => Number((await database.read(count({})))[0]?.count ?? 0),
    prune: async (before) => void (await database.write({ old: { query: prune({ before }) } })),
  };
}

type Row = {
  seq: number;
  at: number;
  actor: string;
  action: Parameters<AuditLog["record"]>[0]["what"];
  subject: string;
  address: string;
  detail: string;
};
