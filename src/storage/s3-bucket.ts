import type * as Sdk from "@aws-sdk/client-s3";

import type { S3Settings } from "../config/attachment-settings.ts";

/** Bytes by name. Each call rejects where the bucket cannot be reached or refuses. */
export type ObjectBucket = {
  put(name: string, content: Uint8Array): Promise<void>;
  /** Null: there is no such object. */
  get(name: string): Promise<Uint8Array | null>;
  /** Resolves as well where there is no such object. */
  remove(name: string): Promise<void>;
};

/** Somebody waits for each call: an attempt may take this long, and three are made. */
const timeouts = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true };
const maxAttempts = 3;

export function createS3Bucket(settings: S3Settings): ObjectBucket {
  const { bucket } = settings;
  // The SDK takes a while to load, and nothing needs it before the first file.
  let loaded: ReturnType<typeof connect> | null = null;
  const sdk = (): ReturnType<typeof connect> => (loaded ??= connect(settings));
  return {
    async put(name, content) {
      const { client, commands } = await sdk();
      const type = "application/octet-stream";
      await client.send(new commands.PutObjectCommand({ Bucket: bucket, Key: name, Body: content, ContentType: type }));
    },
    async get(name) {
      const { client, commands } = await sdk();
      try {
        const { Body } = await client.send(new commands.GetObjectCommand({ Bucket: bucket, Key: name }));
        return (await Body?.transformToByteArray()) ?? null;
      } catch (error) {
        if (error instanceof commands.NoSuchKey) return null;
        throw error;
      }
    },
    async remove(name) {
      const { client, commands } = await sdk();
      await client.send(new commands.DeleteObjectCommand({ Bucket: bucket, Key: name }));
    },
  };
}

/** Puts an object into the bucket, reads it and removes it. Rejects with the bucket's own error. */
export async function tryBucket(bucket: ObjectBucket): Promise<void> {
  const content = Buffer.from("written to see whether the bucket works");
  await bucket.put(probeName, content);
  const found = await bucket.get(probeName);
  if (!found || !content.equals(found)) throw new Error("The bucket does not give back what was put there.");
  await bucket.remove(probeName);
}

const probeName = "probe";

async function connect({ region, endpoint, keys }: S3Settings): Promise<{
  client: Sdk.S3Client;
  commands: typeof Sdk;
}> {
  const commands = await import("@aws-sdk/client-s3");
  const client = new commands.S3Client({
    region,
    maxAttempts,
    requestHandler: timeouts,
    // Not every store that speaks the protocol knows the SDK's newer checksums, or buckets as host names.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    ...(keys !== null && { credentials: { accessKeyId: keys.id, secretAccessKey: keys.secret } }),
  });
  return { client, commands };
}
