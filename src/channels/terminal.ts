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

export type TerminalOptions = {
  conversations: Conversations;
  transcripts: Transcripts;
  /** Renders a reply as text with numbered choices. */
  render: (reply: Reply) => string;
  conversation: string;
  user: string;
  input: Readable;
  output: Writable;
  /** Shows a prompt. */
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
  const reference = terminalReference(options);
  const screen = makeScreen(options);
  const send = async (id: string, what: InboundMessage["input"]): Promise<void> => {
    const { finished } = await conversations.receive(reference, { id, conversation, at: now(), input: what });
    await finished;
    await screen.show();
  };
  // Messages of agents and notifications arrive at any time. If they cannot be read now, the next reply shows them.
  const unsubscribe = transcripts.subscribe(conversation, () => void screen.show().catch(() => undefined));
  const reader = createInterface({ input, terminal: false });
  // Created at once: lines that arrive before the iterator exists would be lost.
  const lines = reader[Symbol.asyncIterator]();
  try {
    await screen.skipPast();
    await send("opened", { kind: "happened", event: { type: "conversation.opened" } });
    if (interactive) output.write("> ");
    for await (const line of lines) {
      if (leaving.test(line)) break;
      await send(randomUUID(), screen.parse(line));
      if (interactive) output.write("> ");
    }
    await screen.show();
  } finally {
    reader.close();
    unsubscribe();
  }
}

function terminalReference({ conversation, user }: TerminalOptions): ConversationReference {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { conversation, channel: "terminal", user, userName: user, locale: "en", timeZone, address: {}, push: false };
}

type Screen = {
  /** Prints the lines since the last call. */
  show(): Promise<void>;
  /** Skips the lines of earlier sessions, except the last one of the assistant. */
  skipPast(): Promise<void>;
  /** A number is the button with that number, everything else is text. */
  parse(line: string): InboundMessage["input"];
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
  const readNew = async (take: (line: TranscriptLine) => void): Promise<void> => {
    const next = (): Promise<readonly TranscriptLine[]> => transcripts.read(conversation, seq, 100);
    for (let lines = await next(); lines.length > 0; lines = await next()) {
      for (const line of lines) take(line);
    }
  };
  return {
    // Serialised: two concurrent reads would print the same lines twice.
    show: () => (showing = showing.catch(() => undefined).then(() => readNew(print))),
    async skipPast() {
      let last: TranscriptLine | undefined;
      await readNew((line) => {
        ({ seq } = line);
        if (line.from === "assistant") last = line;
      });
      if (last) print({ ...last, seq });
    },
    parse(line) {
      const choice = /^\s*\d{1,2}\s*$/.test(line) ? choices[Number(line) - 1] : undefined;
      return choice
        ? { kind: "pressed", press: choice.press, text: choice.label }
        : { kind: "said", text: line, attachments: 0 };
    },
  };
}
