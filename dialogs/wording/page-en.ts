/** The words of the chat page itself; everything said in the conversation is in `en.ts`. */
export const pageEn = {
  language: "en",
  name: "Music Support Assistant",
  tagline: "Gets your music playing again",
  description: "Step-by-step help when music will not play, and a person whenever you want one.",
  opening: "Opening the chat…",
  away: "The service cannot be reached. Trying again…",
  back: "Back again.",
  busy: "Many people are asking for help right now. Trying again in a moment…",
  unsent: "Your message did not get through yet. Trying again…",
  tooLong: "That message is too long to send. Keep it under 8,000 characters, or send it in parts.",
  startOver: "Start over",
  startOverQuestion: "Start a new conversation?",
  startOverExplained: "This one will be closed on this device, with the place you reached in it.",
  startOverYes: "Start over",
  startOverNo: "Keep this one",
  conversation: "Conversation",
  earlier: "Show earlier messages",
  /** Said by screen readers before each message of ours. */
  moreBelow: "More below",
  assistantSaid: "The assistant said:",
  send: "Send",
  messagePlaceholder: "Type your message",
  /** The button of the widget in pages of other sites. */
  openChat: "Open chat",
  closeChat: "Close chat",
  unread: (count: number) => (count === 1 ? "1 unread message" : `${count} unread messages`),
  /** In the console of the browser, for whoever builds the page. */
  originNotAllowed: (origin: string) =>
    `Music support: ${origin} is not one of WEBCHAT_ALLOWED_ORIGINS, so there is no chat on this page.`,
  identityRefused: "Music support: the token given to identify() was refused. See docs/embed.md.",
  noScript: "This chat needs JavaScript. Please allow it for this page, and reload.",
} as const;
