import { randomUUID } from "node:crypto";
import pg from "pg";

/** Makes an empty database on this server. */
export async function makeDatabaseOn(url: string): Promise<string> {
  const name = `t${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  return new URL(name, url).href;
}
