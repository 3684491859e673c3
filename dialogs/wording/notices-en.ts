/** What the pages about privacy and terms say, in the order it is read. The days are those of the settings. */
export const noticesEn = {
  language: "en",
  privacy: (days: { conversations: number; cases: number }): Notice => ({
    title: "Privacy",
    paragraphs: [
      "This assistant is a program. It helps when music will not play, and passes you to a person when you ask. The organisation that runs it here is responsible for what is stored.",
      "Stored are: what you write and what you are answered; the name and the id under which your chat app or this page knows you, your language and time zone, and how to reach you there; which steps you tried; your case, and your e-mail address if you leave one.",
      "It is stored so that you can go on where you stopped, so that a person can help you, and so that the guides get better. It is not used for advertising and not sold.",
      "The people at the help desk see it when you ask for a person. Your case may then also stand in the help desk system that this organisation uses.",
      `A conversation is deleted ${inDays(days.conversations)} after its last message; a case, and the conversation it came from, ${inDays(days.cases)} after the case was closed. How well each step worked is kept longer, without whose it was.`,
      'To delete it at once, write "delete my data" in the chat and confirm. Your browser keeps the key of your conversation so that it is still there when you come back; "Start over" takes it away.',
    ],
  }),
  terms: (): Notice => ({
    title: "Terms of use",
    paragraphs: [
      "This assistant guides you through steps that often help. It is a program, it can be wrong, and it promises no success.",
      "You decide what you do on your own devices. You can leave out any step, and stop at any time. Before a step that deletes something you are asked.",
      "Do not write passwords, numbers of cards or anything else that is secret: nobody here needs it.",
      "The assistant is not made by the music services it helps with. Their own support has the last word on your account and your payments.",
      'Please use it for help and not to flood it or harm others. To reach a person, write "person".',
    ],
  }),
} as const;

/** A page of plain words. */
export type Notice = { title: string; paragraphs: readonly string[] };

function inDays(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}
