import type { Transporter } from "nodemailer";

import { DeliveryError } from "../../common/delivery-error.ts";
import { mailEn } from "../../../dialogs/wording/mail-en.ts";
import type { MailSettings } from "../../config/mail-settings.ts";
import type { CaseStore } from "../../conversation/case-ports.ts";
import type { ReadLines } from "../../conversation/line-ports.ts";
import type { Deliver } from "../../conversation/ports.ts";

/**
 * E-mail to persons who left an address and are gone: what an agent said, once it was not read on the page for a while,
 * with a link back. Nothing is received: the person answers on the page.
 */

export type MailChannelOptions = {
  settings: MailSettings;
  cases: Pick<CaseStore, "ofConversation">;
  readLines: ReadLines;
  /** The page to come back to. */
  publicUrl: string;
  /** The operator's name, as the sender. */
  name: string;
  now: () => number;
};

/** Milliseconds for connecting and for each answer of the mail server. */
const timeoutMs = 15_000;

/** Delivers an agent's line, together with all others that were not read, unless they were meanwhile. */
export function createMailDeliver(options: MailChannelOptions): Deliver {
  const { settings, cases, readLines, publicUrl, name, now } = options;
  let opened: Promise<Transporter> | undefined;
  return async ({ id, conversation, body }) => {
    const found = await cases.ofConversation(conversation);
    const lines = found?.contact ? await readLines.unread(conversation) : [];
    const last = lines.at(-1);
    if (!found?.contact || !last) return;
    const dueIn = saidAt(body) + settings.afterMs - now();
    if (dueIn > 0) throw new DeliveryError(mailEn.notDue, { retry: true, afterMs: dueIn, isEarly: true });
    const text = mailEn.text({ number: found.number, lines, link: `${publicUrl}/` });
    try {
      const transport = await (opened ??= openTransport(settings.url));
      await transport.sendMail({
        from: { name, address: settings.from },
        to: found.contact,
        subject: mailEn.subject(found.number, last.author),
        text,
        // The same on each attempt, so that a repetition can be recognised.
        messageId: `<${encodeURIComponent(id)}.${last.seq}@${new URL(publicUrl).hostname}>`,
        headers: { "Auto-Submitted": "auto-generated" },
      });
    } catch (error) {
      throw refusalOf(error);
    }
    await readLines.markRead(conversation, last.seq);
  };
}

/** Loaded with the first e-mail: a start need not wait for it. */
export async function openTransport(url: string): Promise<Transporter> {
  const { createTransport } = await import("nodemailer");
  return createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** When the line was said; at once where an entry does not tell. */
function saidAt(body: unknown): number {
  const line = typeof body === "object" && body !== null && "line" in body ? body.line : null;
  return typeof line === "object" && line !== null && "at" in line && typeof line.at === "number" ? line.at : 0;
}

/**
 * What a mail server's refusal means. Its words may hold the address, so only its code is kept. Final is what it
 * refuses for good (5xx); a wrong password is the operator's to mend, and waits for that.
 */
export function refusalOf(error: unknown): DeliveryError {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  if (code === "EAUTH") return new DeliveryError(mailEn.wrongPassword, { retry: true, cause: error });
  if (responseCode === undefined) return new DeliveryError(mailEn.unreachable(code), { retry: true, cause: error });
  const isFinal = responseCode >= 500;
  return new DeliveryError(mailEn.refused(responseCode), {
    retry: !isFinal,
    concerns: "conversation",
    nothingDone: true,
  });
}
