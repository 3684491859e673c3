/** The words that people in other systems read about a case. */
export const connectorsEn = {
  subject: (number: string, subject: string) => `Case ${number}: ${subject}`,
  visitor: (number: string) => `Guest of case ${number}`,
  facts: {
    number: "Case",
    reason: "Reason",
    guide: "Guide",
    device: "Device",
    channel: "Channel",
    language: "Language",
    reach: "Reach them by",
    status: "Status when opened",
    steps: "Steps tried",
    opened: "Opened",
  },
  none: "none",
  tried: (title: string, result: string, at: string) => `${title} (${result}, ${at})`,
  checked: (status: string, at: string) => `${status} (checked ${at})`,
  reach: (contact: string | null, channel: string) =>
    contact === null ? `their chat (${channel})` : `e-mail to ${contact}, or their chat (${channel})`,
  conversation: "The conversation so far:",
  speakers: { user: "Guest", assistant: "Assistant", agent: "Agent" },
  ends: {
    resolved: "solved",
    unsolved: "not solved",
    "no-answer": "no reply",
    duplicate: "duplicate of another case",
    returned: "returned to the assistant",
    withdrawn: "cancelled by guest",
  },
  closed: (how: string) => `The case is closed: ${how}.`,
  openedAgain: "The person has come back to this case.",
  byMail: (number: string) =>
    `Thanks for waiting. Nobody was free when you asked for a person: your case is ${number}. Somebody will answer you here by e-mail.`,
  howToAnswer: "To answer, reply in this thread and mention the assistant: the person reads what you write.",
  twice:
    "This case may be here twice: the answer to an earlier post was lost. It's one case with one owner, and what you write in either thread reaches the person.",
  saidAgain: (text: string) =>
    `${text}\n\n(Posted once more because the answer to the first post was lost: it may be here twice.)`,
  whichCase:
    "I don't know which case this thread is about, so nobody else has read what you wrote. Press a button on the card above, then write it again.",
  stillRead: "The person has read what you deleted, and it stays in their chat. If it was wrong, tell them so.",
  hub: "Hand-off hub",
  refused: "it couldn't hand the case to anybody",
  visitorSays: (text: string) => `Guest: ${text}`,
} as const;

type Note = { what: string; who: string; text: string };

/** What was done with a case elsewhere, as a note. */
export function noteInWords({ what, who, text }: Note): string {
  const notes: Readonly<Record<string, string>> = {
    said: `${who} wrote to the person: ${text}`,
    note: `${who} noted: ${text}`,
    claimed: `${who} has taken the case.`,
    transferred: `${who} has passed the case to ${text}.`,
    released: `${who} has released the case.`,
    unclaimed: "Nobody has taken the case so far; the person knows.",
    redacted: `${who} has removed personal data from this case. What was sent here before may still contain it: remove it here as well.`,
    restored: `${who} has put back what was removed from this case by mistake.`,
    wordless: `Only words reach the person: what ${who} sent, such as a picture or a file, wasn't passed on. The person knows; please say it in words.`,
    "still-read": connectorsEn.stillRead,
    edited:
      text === ""
        ? "The person has changed an earlier message. The desk shows it as it is now."
        : `The person has changed an earlier message. It says now: ${text}`,
    deleted:
      "The person has deleted an earlier message. Please don't use what it said, and remove it here if it was passed on.",
    undelivered: `Words didn't reach the person: ${text}.`,
    contact: `The person can be reached at ${text}`,
    rated: `The person's rating: ${text}`,
  };
  return notes[what] ?? what;
}
