import { beforeEach, describe, expect, test } from "vitest";

import type { Store } from "../../src/storage/open-store.ts";
import { createS3Bucket } from "../../src/storage/s3-bucket.ts";
import { type S3Server, startS3Server } from "../support/s3-server.ts";
import { type OpenStore, sqliteFile } from "./support/databases.ts";
import { postgresPlace } from "./support/postgres.ts";
import { referenceOf, said } from "./support/turns.ts";

const content = Buffer.from("a picture of Kim");
const minute = 60_000;

describe.each([sqliteFile, postgresPlace])("with a bucket beside $name", (place) => {
  let s3: S3Server;
  let open: OpenStore;
  let store: Store;
  let time: number;
  beforeEach(async () => {
    [s3, time] = [await startS3Server(), 1_000];
    open = await place.make();
    store = await open({ bucket: createS3Bucket(s3.settings), now: () => time });
    for (const user of ["kim", "lee"])
      await store.turnStore.accept(referenceOf(user, { user }), { ...said(user, "m1"), at: 1_000 });
  });
  const add = (conversation: string, id: string, to = store): Promise<void> =>
    to.attachments.add({ conversation, line: "m1", at: 1_000 }, [
      { id, name: "a.png", type: "image/png", size: content.length, content },
    ]);
  const contentOf = async (conversation: string, id: string, from = store): Promise<string | undefined> => {
    const found = await from.attachments.find(conversation, id);
    return found ? Buffer.from(found.content).toString() : undefined;
  };

  test("a file is there once, encrypted, and comes back as it was, also in an export", async () => {
    await add("kim", "f1");
    await add("kim", "f1");
    expect(await contentOf("kim", "f1")).toBe(content.toString());
    expect([...s3.objects.values()].filter((object) => object.includes("Kim"))).toEqual([]);
    expect(JSON.stringify(await store.privacy.exportOf("kim"))).toContain(content.toString("base64"));
    time += 11 * minute;
    await store.attachmentContents.prune();
    expect(s3.objects.size).toBe(1);
    expect(await contentOf("kim", "f1")).toBe(content.toString());
  });

  test.each([
    ["a person is erased", () => store.privacy.erase("kim")],
    ["an agent removes it", () => store.attachments.remove("kim", "f1")],
    ["it is too old", () => store.retention.sweep({ before: 2_000, casesBefore: 2_000 })],
  ])("where %s, the file is gone at once and its object soon, and nobody loses another", async (_how, remove) => {
    await add("kim", "f1");
    const before = new Set(s3.objects.keys());
    time += 5 * minute;
    await store.turnStore.accept(referenceOf("lee", { user: "lee" }), { ...said("lee", "m2"), at: 9_000 });
    await store.attachments.add({ conversation: "lee", line: "m2", at: 9_000 }, [
      { id: "f2", name: "b.png", type: "image/png", size: content.length, content },
    ]);
    await remove();
    expect(await contentOf("kim", "f1")).toBeUndefined();
    time += 6 * minute;
    await store.attachmentContents.prune();
    expect([...before].filter((name) => s3.objects.has(name))).toEqual([]);
    expect([s3.objects.size, await contentOf("lee", "f2")]).toEqual([1, content.toString()]);
  });

  test("what was put there and belongs to nothing is removed: a file sent again, or one whose conversation is gone", async () => {
    await add("kim", "f1");
    await add("kim", "f1");
    await add("nobody", "f3");
    expect(s3.objects.size).toBe(3);
    time += 9 * minute;
    await store.attachmentContents.prune();
    expect(s3.objects.size).toBe(3);
    time += 2 * minute;
    await store.attachmentContents.prune();
    expect(s3.objects.size).toBe(1);
  });

  test.each([
    { status: 503, code: "SlowDown" },
    { status: 403, code: "AccessDenied" },
    { status: 404, code: "NoSuchBucket" },
  ])("a bucket that answers $code takes and gives nothing, which is told until it works again", async (refusal) => {
    await add("kim", "f1");
    s3.refusal = refusal;
    const unavailable = expect.objectContaining({ code: "FilesUnavailable", status: 503 });
    await expect(add("kim", "f2")).rejects.toEqual(unavailable);
    await expect(contentOf("kim", "f1")).rejects.toEqual(unavailable);
    await expect(store.attachmentContents.prune()).rejects.toEqual(unavailable);
    expect(store.attachmentContents.isFailing()).toBe(true);
    expect((await store.attachments.usage("kim")).files).toBe(1);
    s3.refusal = null;
    time += 11 * minute;
    await store.attachmentContents.prune();
    expect(store.attachmentContents.isFailing()).toBe(false);
    expect([s3.objects.size, await contentOf("kim", "f1")]).toEqual([1, content.toString()]);
  });

  test("what is removed while the bucket is away goes once it is back", async () => {
    await add("kim", "f1");
    s3.refusal = { status: 500, code: "InternalError" };
    await store.attachments.remove("kim", "f1");
    time += 11 * minute;
    await expect(store.attachmentContents.prune()).rejects.toThrow("cannot be stored");
    s3.refusal = null;
    await store.attachmentContents.prune();
    expect(s3.objects.size).toBe(0);
  });

  test("an object that was lost is no file, and one that was exchanged is not given out", async () => {
    await add("kim", "f1");
    await add("kim", "f2");
    const [one = "", other = ""] = [...s3.objects.keys()];
    s3.objects.set(one, s3.objects.get(other) ?? Buffer.alloc(0));
    s3.objects.delete(other);
    const both = await Promise.allSettled([contentOf("kim", "f1"), contentOf("kim", "f2")]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both).toContainEqual({ status: "fulfilled", value: undefined });
  });

  test("files of before stay in the database, and of the bucket's none is given out without its settings", async () => {
    if (!place.lasts) return;
    await add("kim", "f1");
    await store.close();
    const without = await open();
    await add("kim", "f2", without);
    expect(await contentOf("kim", "f2", without)).toBe(content.toString());
    await expect(contentOf("kim", "f1", without)).rejects.toMatchObject({ code: "FilesUnavailable" });
    await without.close();
    const again = await open({ bucket: createS3Bucket(s3.settings) });
    expect(await contentOf("kim", "f2", again)).toBe(content.toString());
    expect(await contentOf("kim", "f1", again)).toBe(content.toString());
  });
});
