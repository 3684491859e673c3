import type { IncomingMessage } from "node:http";

import { AppError } from "../../common/errors.ts";
import type { SentFile } from "../../conversation/attachment-ports.ts";
import { sendAttachment } from "../../http/attachment-response.ts";
import { readBody, streamBody } from "../../http/request-body.ts";
import { sendJson } from "../../http/response.ts";
import type { Handler } from "../../http/server.ts";
import { receiveActivity } from "./activity-routes.ts";
import { authorize } from "./authorization.ts";
import type { DirectLineContext } from "./directline-context.ts";
import { parseActivity, type SentActivity } from "./inbound-activity.ts";
import { boundaryOf, createMultipartReader } from "./multipart.ts";

/** The fields of a form without its files. */
const formBytes = 300 * 1024;

/** `POST upload`: files with or without a message. Where none are kept they are counted, and the text is a message. */
export function uploadFiles(context: DirectLineContext): Handler {
  return async (req, res) => {
    const claims = await authorize(req, context, req.params["id"]);
    context.limits.checkUpload(req, res, claims);
    const type = req.headers["content-type"] ?? "";
    const { sent, files } = await (/^multipart\//i.test(type) ? readForm(req, context, type) : readFile(req, context));
    sendJson(res, 200, { id: await receiveActivity(context, claims, { ...sent, type: "message" }, files) });
  };
}

/** `GET attachments/:attachment`: a file of the conversation that the token is for. */
export function getAttachment(context: DirectLineContext): Handler {
  return async (req, res) => {
    const { conversation } = await authorize(req, context, req.params["id"]);
    const file = await context.attachments?.find(conversation, req.params["attachment"] ?? "");
    if (!file) throw new AppError("NotFound", "There is no such file.", { remedy: "It may have been deleted." });
    sendAttachment(res, file);
  };
}

type Upload = { sent: SentActivity; files: readonly SentFile[] };

function maxBytesOf({ attachments, maxUploadBytes }: DirectLineContext): number {
  return attachments?.maxBytes ?? maxUploadBytes;
}

async function readForm(req: IncomingMessage, context: DirectLineContext, type: string): Promise<Upload> {
  const form = createMultipartReader(boundaryOf(type), { keepsFiles: context.attachments !== null });
  await streamBody(req, maxBytesOf(context) + formBytes, form.take);
  const { activity, files } = form.end();
  return { sent: parseActivity(activity === null ? { type: "message" } : parseJson(activity)), files };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("BadRequest", 'The part "activity" is not valid JSON.', { cause });
  }
}

/** A body that is the file itself. */
async function readFile(req: IncomingMessage, context: DirectLineContext): Promise<Upload> {
  const content = await readBody(req, maxBytesOf(context));
  if (content.length === 0) throw new AppError("BadRequest", "There is nothing in this upload.");
  const contentType = (req.headers["content-type"] ?? "application/octet-stream").slice(0, 100);
  const sent = { type: "message", value: undefined, attachments: [{ contentType, name: "file" }] };
  return { sent, files: [{ name: "file", content }] };
}
