function minutesInWords(minutes: number): string {
  return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

/** The words of the chat page itself; everything said in the conversation is in `en.ts`. */
export const pageEn = {
  language: "en",
  /** Until the page is served: the service puts in the words for its articles' products, or those of its settings. */
  name: "The name of the assistant",
  tagline: "What the assistant is for",
  description: "What the assistant does",
  opening: "Opening the chat…",
  away: "The service cannot be reached. Trying again…",
  back: "Back again.",
  busy: "Many people are asking for help right now. Trying again in a moment…",
  unsent: "Your message did not get through yet. Trying again…",
  tooLong: "That message is too long to send. Keep it under 8,000 characters, or send it in parts.",
  /** The title while messages are unread; `who` wrote the latest. */
  unreadTitle: (count: number, who: string, name: string) => `(${count}) ${who} answered – ${name}`,
  talkingTo: (agent: string) => `You're talking to ${agent}`,
  waitingForPerson: (number: string) => `Waiting for a person · case ${number}`,
  /** In the same place, once it is known. */
  waitingPlace: (ahead: number, usualMinutes: number | null, number: string) =>
    [
      ahead === 0 ? "You're next" : ahead === 1 ? "One person is ahead of you" : `${ahead} people are ahead of you`,
      ...(usualMinutes === null ? [] : [`usually ${usualMinutes <= 1 ? "a minute" : minutesInWords(usualMinutes)}`]),
      `case ${number}`,
    ].join(" · "),
  menu: "Menu",
  startOver: "Start over",
  startOverQuestion: "Start a new conversation?",
  startOverExplained: "This one will be closed on this device, with the place you reached in it.",
  startOverEndsCase: (number: string) =>
    `Your request for a person (case ${number}) ends, and support is told that you left.`,
  startOverEndsTalk: (agent: string, number: string) =>
    `You're talking to ${agent}. That ends: case ${number} is closed, and ${agent} is told that you left.`,
  unreachable: "That didn't work: the service can't be reached. Try again.",
  download: "Download transcript",
  /** Switches in the menu: what happens when a message comes while the page is hidden. */
  sound: "Sound",
  notification: "Notifications",
  notificationDenied: "Your browser doesn't allow notifications from this page. You can change that in its settings.",
  transcriptFile: "conversation.txt",
  you: "You",
  deleteData: "Delete my data",
  privacy: "Privacy",
  allDeleted: "Everything we stored about you is deleted. This is a new conversation.",
  agent: "Support",
  saidBy: (name: string) => `${name} said:`,
  /** Said by screen readers before each of the numbers from 1 to 5. */
  rating: "Rating",
  helpful: "This helped",
  notHelpful: "This didn't help",
  thanksForThumb: "Thank you.",
  /** Under the end of a guide, with a thumb up and one down. */
  solvedQuestion: "Did these steps solve it?",
  solved: "Yes, solved",
  notSolved: "No, not solved",
  notSolvedNext: 'Sorry about that. Write "person", and somebody takes over.',
  source: "Source:",
  startOverYes: "Start over",
  startOverNo: "Keep this one",
  conversation: "Conversation",
  earlier: "Show earlier messages",
  /** With an arrow down before it. */
  moreBelow: "New",
  /** Said by screen readers before each message of ours. */
  assistantSaid: "The assistant said:",
  /** Said by screen readers before a picture or a file of ours. */
  attached: "Attached:",
  send: "Send",
  attachFile: "Attach a picture or a file",
  filesToSend: "Files to send",
  uploading: "Sending your file",
  removeFile: (file: string) => `Remove ${file}`,
  fileType: "That kind of file can't be sent. Pictures, PDFs and plain text can.",
  fileTooLarge: (megabytes: number) => `That's too large. Files can have ${megabytes} MB together.`,
  fileRefused: "That file can't be taken just now. Tell me in words what it shows.",
  messagePlaceholder: "Type your message",
  /** The button of the widget in pages of other sites. */
  openChat: "Open chat",
  closeChat: "Close chat",
  unread: (count: number) => (count === 1 ? "1 unread message" : `${count} unread messages`),
  /** In the console of the browser, for whoever builds the page. */
  originNotAllowed: (origin: string) =>
    `Support chat: ${origin} is not one of WEBCHAT_ALLOWED_ORIGINS, so there is no chat on this page.`,
  identityRefused: "Support chat: the token given to identify() was refused. See docs/embed.md.",
  noScript: "This chat needs JavaScript. Please allow it for this page, and reload.",
} as const;
