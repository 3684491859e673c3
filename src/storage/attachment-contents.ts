import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from "node:crypto";

import type { Clock } from "../common/clock.ts";
import { AppError } from "../common/errors.ts";
import type { Logger } from "../common/logger.ts";
import { createOutageLog } from "../common/outage-log.ts";
import { createPoller, type Poller } from "../common/poller.ts";
import type { Database } from "./database/database.ts";
import type { Prepare } from "./database/statements.ts";
import { type ObjectBucket, tryBucket } from "./s3-bucket.ts";

/** What a row of `attachments` holds of the content itself. */
export type StoredContent = { content: Uint8Array; object: string | null; object_key: Uint8Array | null };

/**
 * Where the contents of files are: in their rows, or with a bucket as objects there. An object is encrypted with a key that
 * only its row has. So whatever deletes the row (erasure, retention, an agent) has deleted the content too, at once and for
 * good, also in copies of the bucket; `prune` removes the object later.
 */
export type AttachmentContents = {
  /** Gives what the row is to hold. Throws `FilesUnavailable`. */
  put(content: Uint8Array): Promise<StoredContent>;
  /** Null: the bucket has lost it. Throws `FilesUnavailable`. */
  read(stored: StoredContent): Promise<Uint8Array | null>;
  /** Removes objects that no row knows. Rejects where the bucket or the database cannot be reached. */
  prune(): Promise<void>;
  /** Whether the last call of the bucket failed. */
  isFailing(): boolean;
};

/** A row may follow its object this much later. */
const graceMs = 10 * 60_000;
const pruneAtOnce = 100;

/** `bucket` null: contents stay in the database. */
export function createAttachmentContents(options: {
  database: Database;
  prepare: Prepare;
  bucket: ObjectBucket | null;
  now: () => number;
  log: Logger;
}): AttachmentContents {
  const { database, now, log } = options;
  const queries = prepareQueries(options.prepare);
  const outage = createOutageLog({ log, down: "bucket of files fails", up: "bucket of files works again" });
  let failing = false;
  /** Runs one call of the bucket. */
  const called = async <T>(call: (bucket: ObjectBucket) => Promise<T>): Promise<T> => {
    try {
      if (options.bucket === null) throw new Error("Files are in a bucket, but S3_BUCKET is not set.");
      const result = await call(options.bucket);
      failing = false;
      outage.succeeded();
      return result;
    } catch (cause) {
      failing = true;
      outage.failed(cause);
      throw new AppError("FilesUnavailable", "Files cannot be stored or read just now.", {
        remedy: "Try again in a moment, or describe it in words.",
        cause,
      });
    }
  };
  return {
    async put(content) {
      if (options.bucket === null) return { content, object: null, object_key: null };
      const [name, key] = [randomUUID(), randomBytes(32)];
      await database.write({ object: { query: queries.note({ name, at: now() }) } });
      await called((bucket) => bucket.put(name, encrypt(content, key)));
      return { content: Buffer.alloc(0), object: name, object_key: key };
    },
    async read({ content, object, object_key: key }) {
      if (object === null || key === null) return content;
      const found = await called((bucket) => bucket.get(object));
      return found && decrypt(found, key);
    },
    async prune() {
      // Nobody may send a file for long: whether the bucket works again is found out here.
      if (failing) await called(tryBucket);
      const before = now() - graceMs;
      for (;;) {
        const unknown = await database.read(queries.unknown({ before, limit: pruneAtOnce }));
        for (const { name } of unknown) {
          await called((bucket) => bucket.remove(name));
          await database.write({ object: { query: queries.forget({ name }) } });
        }
        if (unknown.length < pruneAtOnce) return;
      }
    },
    isFailing: () => failing,
  };
}

function prepareQueries(prepare: Prepare) {
  return {
    note: prepare<{ name: string; at: number }>()((db, $) =>
      db.insertInto("attachment_objects").values({ name: $.name, at: $.at }),
    ),
    unknown: prepare<{ before: number; limit: number }>()((db, $) =>
      db
        .selectFrom("attachment_objects")
        .select("name")
        .where("at", "<", $.before)
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom("attachments")
                .select("attachments.id")
                .whereRef("attachments.object", "=", "attachment_objects.name"),
            ),
          ),
        )
        .limit($.limit),
    ),
    forget: prepare<{ name: string }>()((db, $) => db.deleteFrom("attachment_objects").where("name", "=", $.name)),
  };
}

const [ivBytes, tagBytes] = [12, 16];

/** AES-256-GCM: initialisation vector, authentication tag, encrypted content. */
function encrypt(content: Uint8Array, key: Uint8Array): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const encrypted = [cipher.update(content), cipher.final()];
  return Buffer.concat([iv, cipher.getAuthTag(), ...encrypted]);
}

/** Throws where the object is not the one that was put there. */
function decrypt(object: Uint8Array, key: Uint8Array): Buffer {
  const content = ivBytes + tagBytes;
  const cipher = createDecipheriv("aes-256-gcm", key, object.subarray(0, ivBytes));
  cipher.setAuthTag(object.subarray(ivBytes, content));
  return Buffer.concat([cipher.update(object.subarray(content)), cipher.final()]);
}

const pruneEveryMs = 60_000;

/** Removes the objects of deleted files, every minute; failures are reported where the bucket is called. */
export function createObjectPruneJob(options: {
  contents: Pick<AttachmentContents, "prune">;
  clock: Clock;
  log: Logger;
}): Poller {
  const { contents, clock, log } = options;
  return createPoller({
    clock,
    intervalMs: pruneEveryMs,
    delayFirst: true,
    poll: contents.prune,
    onError: (err) => log.debug({ err }, "objects of deleted files not removed yet, will retry"),
  });
}
