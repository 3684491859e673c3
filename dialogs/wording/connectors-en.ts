/** The words that people in other systems read about a case. */
export const connectorsEn = {
  subject: (number: string, subject: string) => `Case ${number}: ${subject}`,
  visitor: (number: string) => `Visitor of case ${number}`,
  facts: {
    number: "Case",
    reason: "Reason",
    guide: "Guide",
    device: "Device",
    channel: "Channel",
    language: "Language",
    reach: "Reach them by",
    status: "Live status then",
    steps: "Steps tried",
    opened: "Opened",
  },
  none: "none",
  tried: (title: string, result: string, at: string) => `${title} (${result}, ${at})`,
  checked: (status: string, at: string) => `${status} (looked at ${at})`,
  reach: (contact: string | null, channel: string) =>
    contact === null ? `their chat (${channel})` : `e-mail to ${contact}, or their chat (${channel})`,
  conversation: "The conversation so far:",
  speakers: { user: "Visitor", assistant: "Assistant", agent: "Agent" },
  ends: {
    resolved: "solved",
    unsolved: "not solvable here",
    "no-answer": "no answer any more",
    duplicate: "belongs to another case",
    returned: "returned to the assistant",
    withdrawn: "taken back by the person",
  },
  closed: (how: string) => `The case is closed: ${how}.`,
  openedAgain: "The person has come back to this case.",
  byMail: (number: string) =>
    `Thank you. Nobody was free when you asked for a person; your case has the number ${number}. Somebody will answer you here by e-mail.`,
  howToAnswer: "To answer, reply in this thread and mention the assistant: the person reads what you write.",
  twice:
    "This case may stand here twice: the answer to an earlier post was lost. It is one case with one owner; what is written in either thread reaches the person.",
  saidAgain: (text: string) =>
    `${text}\n\n(Posted once more, because the answer to the first post was lost: it may stand here twice.)`,
  whichCase:
    "It is not known which case this thread is about, so nobody else has read what you wrote. Press a button of the card above, then write it once more.",
  hub: "Hand-off hub",
  refused: "it could not hand the case to anybody",
  visitorSays: (text: string) => `Visitor: ${text}`,
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
    unclaimed: "Nobody has taken the case so far; the person was told so.",
    redacted: `${who} has removed personal data from this case. What was sent here before may still hold it: remove it here as well.`,
    wordless: `Only words reach the person: what ${who} sent, such as a picture or a file, was not passed on. The person was told so; please say it in words.`,
    contact: `The person can be reached at ${text}`,
    rated: `The person's rating: ${text}`,
  };
  return notes[what] ?? what;
}
