import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

import type { Choice, Reply } from "../../dialogs/replies/reply.ts";
import type {
  Conversations,
  InboundMessage,
  ConversationReference,
  TranscriptLine,
  Transcripts,
} from "../conversation/ports.ts";

/** What a talk in the terminal works with. */
export type TerminalOptions = {
  conversations: Conversations;
  transcripts: Transcripts;
  /** A reply as text with its choices numbered. */
  render: (reply: Reply) => string;
  conversation: string;
  user: string;
  input: Readable;
  output: Writable;
  /** True where a person sits and types: then there is a prompt. */
  interactive: boolean;
  now: () => number;
};

/** Words to the terminal, not to the assistant. */
const leaving = /^\s*(quit|exit)\s*$/i;

/**
 * The conversation in a terminal: one line in, the replies out, a number presses a button. Ends with the input, or with
 * "quit" or "exit"; nothing else is written.
 */
export async function chatInTerminal(options: TerminalOptions): Promise<void> {
  const { conversations, transcripts, conversation, input, output, interactive, now } = options;
  const party = terminalParty(options);
  const screen = makeScreen(options);
  const send = async (id: string, what: InboundMessage["input"]): Promise<void> => {
    const { finished } = await conversations.receive(party, { id, conversation, at: now(), input: what });
    await finished;
    await screen.show();
  };
  // Agents' words and late news come without being asked for; what cannot be read now is read with the next answer.
  const unsubscribe = transcripts.subscribe(conversation, () => void screen.show().catch(() => undefined));
  const reader = createInterface({ input, terminal: false });
  // Taken at once: lines that come before anybody asks for them would be lost.
  const lines = reader[Symbol.asyncIterator]();
  try {
    await screen.skipPast();
    await send("opened", { kind: "happened", event: { type: "conversation.opened" } });
    if (interactive) output.write("> ");
    for await (const line of lines) {
      if (leaving.test(line)) break;
      await send(randomUUID(), screen.meant(line));
      if (interactive) output.write("> ");
    }
    await screen.show();
  } finally {
    reader.close();
    unsubscribe();
  }
}

function terminalParty({ conversation, user }: TerminalOptions): ConversationReference {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { conversation, channel: "terminal", user, userName: user, locale: "en", timeZone, address: {}, push: false };
}

type Screen = {
  /** Prints what was said since. */
  show(): Promise<void>;
  /** What was said on other days stays where it is, except the question that stands. */
  skipPast(): Promise<void>;
  /** A number is the button with that number, everything else is words. */
  meant(line: string): InboundMessage["input"];
};

function makeScreen({ transcripts, conversation, output, render }: TerminalOptions): Screen {
  let seq = 0;
  let choices: readonly Choice[] = [];
  let showing: Promise<void> = Promise.resolve();
  const print = (line: TranscriptLine): void => {
    seq = line.seq;
    if (line.from === "user") return;
    if (line.reply) ({ choices } = line.reply);
    output.write(`${line.reply ? render(line.reply) : line.text}\n\n`);
  };
  const readOn = async (take: (line: TranscriptLine) => void): Promise<void> => {
    const next = (): Promise<readonly TranscriptLine[]> => transcripts.read(conversation, seq, 100);
    for (let lines = await next(); lines.length > 0; lines = await next()) {
      for (const line of lines) take(line);
    }
  };
  return {
    // One after the other: two at once would print the same lines twice.
    show: () => (showing = showing.catch(() => undefined).then(() => readOn(print))),
    async skipPast() {
      let last: TranscriptLine | undefined;
      await readOn((line) => {
        ({ seq } = line);
        if (line.from === "assistant") last = line;
      });
      if (last) print({ ...last, seq });
    },
    meant(line) {
      const choice = /^\s*\d{1,2}\s*$/.test(line) ? choices[Number(line) - 1] : undefined;
      return choice
        ? { kind: "pressed", press: choice.press, text: choice.label }
        : { kind: "said", text: line, attachments: 0 };
    },
  };
}
