import { AppError } from "../common/errors.ts";
import type { Attachments } from "../conversation/attachments.ts";
import { messageIdOfEntry } from "../conversation/case-ports.ts";
import { plainText, requireMessageLength } from "../conversation/plain-text.ts";
import { sendAttachment } from "../http/attachment-response.ts";
import type { HttpRouter } from "../http/router.ts";
import { readBody } from "../http/request-body.ts";
import { urlOf } from "../http/response.ts";
import type { Audit } from "./audit.ts";
import { deskApiPath, type DeskApi } from "./api.ts";
import type { Authentication } from "./authentication.ts";
import { type CaseCommands, entryIdOf } from "./case-commands.ts";
import type { CaseRedaction } from "./case-redaction.ts";

export type AttachmentRoutesOptions = {
  router: HttpRouter;
  api: DeskApi;
  authentication: Authentication;
  commands: CaseCommands;
  redaction: Pick<CaseRedaction, "requireAllowed">;
  attachments: Attachments | null;
  audit: Audit;
};

/** Mounts the files of cases: to read, to send to the person, and to remove for good. */
export function mountAttachmentRoutes(options: AttachmentRoutesOptions): void {
  const { router, api, authentication, commands, attachments } = options;
  router.on("GET", `${deskApiPath}/cases/:id/attachments/:attachment`, async (req, res) => {
    const { agent, address } = await authentication.authenticate(req);
    const { conversation, number } = await commands.find(req.params["id"] ?? "");
    const file = await attachments?.find(conversation, req.params["attachment"] ?? "");
    if (!file) throw noSuchFile();
    await options.audit({ who: agent, what: "read", subject: number, address });
    sendAttachment(res, file);
  });
  mountSending(options);
  api.post("/cases/:id/attachments/:attachment/remove", api.noBody, async ({ agent, role, address, params }) => {
    const found = await options.redaction.requireAllowed({ number: params["id"] ?? "", agent, role });
    if (!(await attachments?.remove(found.conversation, params["attachment"] ?? ""))) throw noSuchFile();
    await options.audit({ who: agent, what: "redacted", subject: found.number, detail: "1 file", address });
    await commands.execute(found.number, agent, { kind: "redact", also: "" }, api.newKey());
    return {};
  });
}

/** `POST …/attachments?name=&text=&key=`: the body is the file. The person reads the text, or the name of the file. */
function mountSending({ router, api, authentication, commands, attachments }: AttachmentRoutesOptions): void {
  const path = `${deskApiPath}/cases/:id/attachments`;
  router.on(
    "POST",
    path,
    async (req, res) => {
      const { agent } = await authentication.authenticate(req);
      const found = await commands.find(req.params["id"] ?? "");
      if (!attachments || found.channel !== "webchat")
        throw new AppError("BadRequest", "Files cannot be sent to this person: they are not in web chat.", {
          remedy: "Describe it in words.",
        });
      const { searchParams } = urlOf(req);
      const text = plainText(searchParams.get("text") ?? "").trim();
      requireMessageLength(text);
      const name = plainText(searchParams.get("name") ?? "").slice(0, 100) || "file";
      const key = searchParams.get("key")?.slice(0, 100) || api.newKey();
      const line = messageIdOfEntry(entryIdOf({ number: found.number, agent, key }));
      const place = { conversation: found.conversation, line };
      const content = await readBody(req, attachments.maxBytes);
      const [id = ""] = await attachments.keep(place, [{ name, content }]);
      try {
        await commands.execute(found.number, agent, { kind: "say", text: text || name }, key);
      } catch (refused) {
        // The files of a message that was not sent are deleted; it may be sent again with the same key.
        if (refused instanceof AppError && refused.status < 500) await attachments.remove(found.conversation, id);
        throw refused;
      }
      router.json(res, 200, { id });
    },
    { body: "raw" },
  );
}

function noSuchFile(): AppError {
  return new AppError("NotFound", "There is no such file.", { remedy: "It may have been deleted." });
}
