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
  startOver: "Start over",
  startOverQuestion: "Start a new conversation?",
  startOverExplained: "This one will be closed on this device, with the place you reached in it.",
  startOverYes: "Start over",
  startOverNo: "Keep this one",
  conversation: "Conversation",
  /** Said by screen readers before each message of ours. */
  moreBelow: "More below",
  assistantSaid: "The assistant said:",
  send: "Send",
  messagePlaceholder: "Type your message",
  noScript: "This chat needs JavaScript. Please allow it for this page, and reload.",
} as const;
