import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

import type { S3Settings } from "../../src/config/attachment-settings.ts";

/** A store on loopback that speaks as much of S3 as we use, with the answers of its documentation. */
export type S3Server = {
  settings: S3Settings;
  /** The same as a service is given them. */
  environment: Record<string, string>;
  objects: Map<string, Buffer>;
  /** Every call gets this error instead of its answer; null: it works. */
  refusal: { status: number; code: string } | null;
};

/** Ends with the test. */
export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const server = createServer((req, res) => void answer(req, res));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = { id: "AKIDEXAMPLE", secret: "a-secret-of-the-tests" };
  const settings: S3Settings = { bucket: "files", region: "eu-central-1", endpoint, keys };
  const started: S3Server = {
    settings,
    environment: {
      S3_BUCKET: settings.bucket,
      S3_REGION: settings.region,
      S3_ENDPOINT: endpoint,
      S3_ACCESS_KEY_ID: keys.id,
      S3_SECRET_ACCESS_KEY: keys.secret,
    },
    objects,
    refusal: null,
  };
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = Buffer.concat(await req.toArray());
    const [bucket = "", name = ""] = new URL(req.url ?? "", endpoint).pathname.slice(1).split("/");
    const wrong = started.refusal ?? refusalOf(req, { bucket, settings });
    if (wrong) return sendError(res, wrong);
    const found = objects.get(name);
    if (req.method === "PUT") {
      objects.set(name, body);
      res.setHeader("ETag", `"${createHash("md5").update(body).digest("hex")}"`);
      res.end();
    } else if (req.method === "DELETE") {
      objects.delete(name);
      res.statusCode = 204;
      res.end();
    } else if (found) res.end(found);
    else sendError(res, { status: 404, code: "NoSuchKey" });
  }
  return started;
}

/** The signature itself is the SDK's business: who signed, for when and for where must be said. */
function refusalOf(
  req: IncomingMessage,
  { bucket, settings: { bucket: own, region, keys } }: { bucket: string; settings: S3Settings },
): { status: number; code: string } | null {
  const signed = new RegExp(
    `^AWS4-HMAC-SHA256 Credential=${keys?.id}/\\d{8}/${region}/s3/aws4_request, SignedHeaders=\\S+, Signature=[0-9a-f]{64}$`,
  );
  if (!signed.test(req.headers.authorization ?? "")) return { status: 403, code: "SignatureDoesNotMatch" };
  return bucket === own ? null : { status: 404, code: "NoSuchBucket" };
}

function sendError(res: ServerResponse, { status, code }: { status: number; code: string }): void {
  res.statusCode = status;
  res.setHeader("Content-Type", "application/xml");
  res.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
