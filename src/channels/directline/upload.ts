import type { IncomingMessage } from "node:http";

import { AppError } from "../../common/errors.ts";
import { sendJson } from "../../http/response.ts";
import { readBody } from "../../http/request-body.ts";
import type { Handler } from "../../http/server.ts";
import { readActivity, type SentActivity } from "./inbound-activity.ts";
import { take } from "./activity-routes.ts";
import { authorize } from "./bearer-token.ts";
import type { DirectLineParts } from "./directline-options.ts";

/**
 * `POST upload`: files come along with a message or alone. They are counted and let go; the words are a turn as ever.
 */
export function upload(parts: DirectLineParts): Handler {
  return async (req, res) => {
    const grant = await authorize(req, parts, req.params["id"]);
    parts.admission.message(req, res, grant);
    const type = req.headers["content-type"] ?? "";
    const body = await readBody(req, parts.maxUploadBytes);
    const { sent, files } = type.startsWith("multipart/") ? await readParts(body, type) : aloneFile(req, body);
    sendJson(res, 200, { id: await take(parts, grant, { ...sent, type: "message" }, files.length) });
  };
}

type Uploaded = { sent: SentActivity; files: readonly unknown[] };

async function readParts(body: Buffer, type: string): Promise<Uploaded> {
  const form = await formIn(body, type);
  const named = form.get("activity");
  const sent = named === null ? { type: "message" } : jsonIn(typeof named === "string" ? named : await named.text());
  const files = [...form].filter(([name, value]) => name !== "activity" && typeof value !== "string");
  return { sent: readActivity(sent), files };
}

/** Node's own parser reads the form; whatever it cannot read is the sender's fault. */
async function formIn(body: Buffer, type: string): Promise<FormData> {
  try {
    // Advised against for its use of memory; this body is limited and in memory already.
    // oxlint-disable-next-line typescript/no-deprecated
    return await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  } catch (cause) {
    throw new AppError("BadRequest", "The multipart body cannot be read.", { cause });
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("BadRequest", 'The part "activity" is not valid JSON.', { cause });
  }
}

function aloneFile(req: IncomingMessage, body: Buffer): Uploaded {
  if (body.length === 0) throw new AppError("BadRequest", "There is nothing in this upload.");
  const contentType = (req.headers["content-type"] ?? "application/octet-stream").slice(0, 100);
  return { sent: { type: "message", value: undefined, attachments: [{ contentType, name: "file" }] }, files: [body] };
}
