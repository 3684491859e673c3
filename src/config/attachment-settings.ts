import { z } from "zod";

import { isHttp } from "./setting-parsers.ts";

/**
 * A bucket of Amazon S3, or of a store that speaks its protocol. `endpoint` null: Amazon's own of the region; `keys` null:
 * as the SDK finds them, such as by the role of the machine.
 */
export type S3Settings = {
  bucket: string;
  region: string;
  endpoint: string | null;
  keys: { id: string; secret: string } | null;
};

/** Bytes of the files of one message (0: none are taken), and of all that are kept; `s3` null: in the database. */
export type AttachmentSettings = { maxBytes: number; maxStoredBytes: number; s3: S3Settings | null };

/** The settings of people's files, by their names. */
export const attachmentShape = {
  ATTACHMENTS_MAX_MB: z
    .string()
    .regex(/^(\d|1\d|20)$/, "is not a size. Give 0 (no files) to 20, in megabytes.")
    .transform(Number)
    .default(5),
  ATTACHMENTS_STORED_MB: z
    .string()
    .regex(/^[1-9]\d{0,6}$/, "is not a size. Give 1 to 9999999, in megabytes.")
    .transform(Number)
    .default(2_000),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "is not the name of a bucket. Give such as support-files.")
    .default(""),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, "is not a region. Give such as eu-central-1.")
    .default("us-east-1"),
  S3_ENDPOINT: z
    .string()
    .refine(
      isHttp,
      "is not an address. Give the store's, such as https://minio.example.com, or leave it empty for Amazon.",
    )
    .default(""),
  S3_ACCESS_KEY_ID: z.string().default(""),
  S3_SECRET_ACCESS_KEY: z.string().default(""),
};

type Given = z.infer<z.ZodObject<typeof attachmentShape>>;

/** What does not go together, one sentence each. */
export function attachmentFaults(given: Given): readonly string[] {
  const { S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_ACCESS_KEY_ID: id, S3_SECRET_ACCESS_KEY: secret } = given;
  const rules: readonly (readonly [boolean, string])[] = [
    [
      bucket === "" && [endpoint, id, secret].some((text) => text !== ""),
      "S3_BUCKET is missing. Give the bucket that keeps files, or leave all S3_ settings empty to keep them in the database.",
    ],
    [(id === "") !== (secret === ""), "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together. Set both or neither."],
  ];
  return rules.flatMap(([broken, fault]) => (broken ? [fault] : []));
}

export function toAttachmentSettings(given: Given): AttachmentSettings {
  const { S3_BUCKET: bucket, S3_REGION: region, S3_ACCESS_KEY_ID: id, S3_SECRET_ACCESS_KEY: secret } = given;
  return {
    maxBytes: given.ATTACHMENTS_MAX_MB * 1_000_000,
    maxStoredBytes: given.ATTACHMENTS_STORED_MB * 1_000_000,
    s3:
      bucket === ""
        ? null
        : { bucket, region, endpoint: given.S3_ENDPOINT || null, keys: id === "" ? null : { id, secret } },
  };
}
