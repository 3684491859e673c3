import { z } from "zod";

/** E-mail to persons with a case who left an address. `afterMs`: how long a line may stay unread on the page before. */
export type MailSettings = { url: string; from: string; afterMs: number };

/** The settings of e-mail by their names. */
export const mailShape = {
  SMTP_URL: z
    .string()
    .refine(
      (text) => ["smtp:", "smtps:"].includes(URL.parse(text)?.protocol ?? ""),
      "is not a mail server. Give such as smtps://user:password@mail.example.com or smtp://127.0.0.1:25.",
    )
    .default(""),
  MAIL_FROM: z
    .email("is not an e-mail address. Give the sender's, such as help@example.com.")
    .or(z.literal(""))
    .default(""),
  MAIL_AFTER_MINUTES: z
    .string()
    .regex(/^[0-9]{1,3}$/, "is not a number of minutes. Give 0 to 999.")
    .transform(Number)
    .default(2),
};

type Given = z.infer<z.ZodObject<typeof mailShape>> & { PUBLIC_URL: string };

/** What is missing for e-mail. */
export function mailFaults(given: Given): string[] {
  if (given.SMTP_URL === "") return [];
  return [
    ...(given.MAIL_FROM === "" ? ["MAIL_FROM is missing. With SMTP_URL give the sender's address."] : []),
    ...(given.PUBLIC_URL === ""
      ? ["PUBLIC_URL is missing. E-mails lead back to it: give such as https://help.example.com."]
      : []),
  ];
}

/** Null: no e-mail is sent, and nobody is asked for an address. */
export function toMailSettings(given: Given): MailSettings | null {
  if (given.SMTP_URL === "") return null;
  return { url: given.SMTP_URL, from: given.MAIL_FROM, afterMs: given.MAIL_AFTER_MINUTES * 60_000 };
}
