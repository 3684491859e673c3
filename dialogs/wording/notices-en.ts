import type { ProductWords } from "./product-en.ts";

/** What the pages about privacy and terms say, in the order it is read. The days are those of the settings. */
export const noticesEn = {
  language: "en",
  privacy: (days: { conversations: number; cases: number }, { whenItFails }: ProductWords): Notice => ({
    title: "Privacy",
    paragraphs: [
      `This assistant is a bot. It helps when ${whenItFails}, and gets you a person when you ask. The organisation that runs it here is responsible for what's stored.`,
      "We store what you write, the pictures and files you send, and the answers you get; the name and id your chat app or this page knows you by, your language and time zone, the page you write from or came from (without what's searched or filled in there), and how to reach you there; the steps you tried; your case, and your e-mail address if you leave one. Where this organisation sends e-mail, the answer to your case also goes there.",
      "We store it so that you can continue where you stopped, a person can help you, and the steps get better. It isn't used for advertising and isn't sold.",
      "Our support team sees it when you ask for a person. The people who lead it can also read conversations without a person, and see messages that the assistant didn't understand, as you wrote them, for as long as the conversation is kept. Who of them read your case or conversation is recorded, without anything you wrote. Your case may then also be kept in the help desk system this organisation uses.",
      `A conversation is deleted ${inDays(days.conversations)} after its last message; a case, and the conversation it came from, ${inDays(days.cases)} after the case was closed. How well each step worked, and how many talks and questions there were on a day, is kept longer, without anything that says who it was.`,
      'To delete it now, write "delete my data" in the chat and confirm. Your browser keeps the key to your conversation so that it\'s still there when you come back; "Start over" removes it.',
    ],
  }),
  terms: ({ makers }: ProductWords): Notice => ({
    title: "Terms of use",
    paragraphs: [
      "This assistant takes you through steps that often help. It's a bot, it can be wrong, and it can't promise a fix.",
      "You decide what you do on your own devices. You can skip any step and stop at any time. You'll be asked before a step that deletes something.",
      "Don't write passwords, card numbers or anything else that's secret: nobody here needs them.",
      `The assistant isn't made by ${makers}. Their own support has the last word on your account and payments.`,
      'Please use it to get help, and don\'t flood it or harm others. To reach a person, write "person".',
    ],
  }),
} as const;

/** A page of plain words. */
export type Notice = { title: string; paragraphs: readonly string[] };

function inDays(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}
