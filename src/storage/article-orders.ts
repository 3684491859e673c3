import type { ArticleOrderStore } from "../conversation/report-ports.ts";
import type { Database } from "./database/database.ts";
import { fromJson, type Json, type Prepare, toJsonOrNull } from "./database/statements.ts";

/** The orders of steps that leads approved, as a history: nothing in it is changed. */
export function createArticleOrders({
  database,
  prepare,
}: {
  database: Database;
  prepare: Prepare;
}): ArticleOrderStore {
  const all = prepare<Record<string, never>>()((db) => db.selectFrom("article_orders").selectAll().orderBy("at"));
  const insert = prepare<{ article: string; at: number; actor: string; steps: Json<readonly string[]> | null }>()(
    (db, $) => db.insertInto("article_orders").values({ article: $.article, at: $.at, actor: $.actor, steps: $.steps }),
  );
  return {
    async history() {
      const rows = await database.read(all({}));
      return rows.map(({ actor, steps, ...row }) => ({
        ...row,
        by: actor,
        steps: steps === null ? null : fromJson(steps),
      }));
    },
    async add({ article, at, by, steps }) {
      const written = toJsonOrNull(steps ?? undefined);
      await database.write({ order: { query: insert({ article, at, actor: by, steps: written }) } });
    },
  };
}
