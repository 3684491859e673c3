/** What stands in the place of words that were taken out. */
export const redacted = "[removed]";

/** The words of the agents' page. */
export const deskEn = {
  language: "en",
  name: "Support desk",
  description: "Where agents answer the people who asked for a person.",
  noScript: "The desk needs JavaScript. Please allow it for this page and reload.",

  reports: "Reports",

  signIn: "Sign in",
  signInExplained: "Paste your agent token. It's in the sign-in link you were given.",
  token: "Agent token",
  wrongToken: "Unknown token.",
  lockedOut: "Too many wrong tokens. Try again in a minute.",
  signOut: "Sign out",
  signOutEverywhere: "Sign out on all devices",
  older: "Show more cases",
  earlier: "Show earlier messages",
  openedAgain: (id: string) => `Case ${id} is open again and assigned to you.`,

  redact: "Remove personal data",
  redactTitle: (id: string) => `Remove personal data from case ${id}`,
  redactWords: "Words to remove, in upper or lower case",
  redactCount: (count: number) =>
    count === 0 ? "They aren't in this case." : `Found in ${count} ${count === 1 ? "place" : "places"}.`,
  redactTooShort: "Give at least three characters.",
  redactNotYours: "Only who has the case, and leads, may remove words from it. Claim it first.",
  redactExplained:
    "They're replaced everywhere in this case and its conversation. This can't be undone and is recorded under your name.",
  redactElsewhere: (desks: string) =>
    `This case was also sent to ${desks}. Remove the words there too: it can't be done from here.`,
  alsoAt: (desks: string) => `; it may still be in ${desks}`,
  redactConfirm: "Remove permanently",

  queue: "Cases",
  search: "Search cases",
  searchPlaceholder: "Number, words, name",
  found: (count: number) => (count === 0 ? "Nothing found." : count === 1 ? "1 case found." : `${count} cases found.`),
  tabs: { waiting: "Waiting", active: "Active", closed: "Closed" },
  empty: { waiting: "No one is waiting.", active: "No active cases.", closed: "No closed cases yet." },
  nothingOpen: "Choose a case",
  nothingOpenExplained: "Longest wait first. Claim a case to answer it.",
  back: "Back to cases",

  statuses: { waiting: "Waiting", active: "Active", closed: "Closed" },
  reasons: {
    asked: "Asked for a person",
    "all-tried": "All steps tried",
    "not-understood": "Not understood",
    frustrated: "Frustrated",
    fault: "Fault on our side",
  },
  results: { fixed: "fixed it", "not-fixed": "no change", skipped: "skipped", already: "done before" },
  ends: {
    resolved: "Solved",
    unsolved: "Not solved",
    "no-answer": "No reply",
    duplicate: "Duplicate of another case",
    returned: "Returned to the assistant",
    withdrawn: "Cancelled by guest",
  },
  channels: { webchat: "Web chat", msteams: "Teams", terminal: "Terminal" } as Readonly<Record<string, string>>,
  person: "Guest",
  yours: "yours",
  with: (agent: string) => `with ${agent}`,
  waits: (span: string) => `waiting ${span}`,
  ago: (span: string) => `${span} ago`,
  minutes: (minutes: number) =>
    minutes < 1
      ? "under a minute"
      : minutes < 60
        ? `${minutes} min`
        : minutes < 2880
          ? `${Math.floor(minutes / 60)} h`
          : `${Math.floor(minutes / 1440)} days`,
  hasNews: "Unread",

  claim: "Claim",
  transfer: "Transfer",
  transferTo: (agent: string, state: string) => `${agent} (${state})`,
  nobodyElse: "No other agents",
  release: "Release",
  returnIt: "Return to assistant",
  close: "Close",
  closeConfirm: "Close case",
  reopen: "Reopen",
  more: "More",
  takenBy: (agent: string) => `${agent} has this case.`,
  failed: "That didn't work. Try again.",
  gone: (id: string) => `Case ${id} is gone. The guest may have had their data deleted.`,
  movedOn: "The case has changed in the meantime. Look again.",

  conversation: "Conversation",
  speakers: { user: "Guest", assistant: "Assistant", agent: "Agent" },
  notKept: (names: readonly string[]) =>
    names.length === 0
      ? "[something without words, such as a picture or a file; it isn't kept]"
      : `[a file that isn't kept: ${names.join(", ")}]`,
  edited: "edited",
  deletedLine: "[deleted by the guest]",
  typing: (person: string) => `${person} is typing…`,
  reply: "Reply",
  replyTo: (person: string) => `Reply to ${person}`,
  writeHere: "Write a reply. Enter sends, Shift+Enter starts a new line.",
  takesIt: "Sending a reply assigns this case to you.",
  note: "Note",
  noteHere: "Write a note that only agents can see.",
  send: "Send",
  addNote: "Add note",
  canned: "Ready replies",
  closedHere: "This case is closed.",
  othersHere: (agent: string) => `${agent} is answering this case. You can add notes.`,

  details: "Details",
  reason: "Reason",
  guide: "Guide",
  device: "Device",
  unknown: "unknown",
  channel: "Channel",
  spoken: "Language",
  contact: "E-mail",
  opened: "Opened",
  reopened: (times: number) => (times === 1 ? "reopened once" : `reopened ${times} times`),
  liveStatus: "Status when opened",
  liveStatuses: { unknown: "unknown", "no-incident": "no incident reported", incident: "incident" },
  steps: "Steps tried",
  noSteps: "None yet.",
  next: "Suggested next step",
  useNext: "Insert into reply",
  outside: "Other desks",
  outsideKnown: "has this case",
  outsideUnknown: "doesn't have this case yet",
  outsideWaiting: (calls: number) => `${calls === 1 ? "1 message" : `${calls} messages`} being retried`,
  outsideGivenUp: (calls: number) => `${calls === 1 ? "1 message" : `${calls} messages`} couldn't be delivered`,
  retry: "Try again",
  deliveries: { delivered: "Delivered", waiting: "Waiting to be delivered", failed: "Not delivered" },
  undelivered: (state: string, reason: string) => `${state}: ${reason}`,
  triedAgain: (count: number) =>
    count === 0
      ? "Everything has arrived."
      : count === 1
        ? "Trying 1 message again."
        : `Trying ${count} messages again.`,
  notYours: "Only the agent who has this case can do that.",
  rating: "Rating",
  stars: (score: number) => `${score} of 5`,
  resolution: "Resolution",
  history: "History",
  deeds: {
    opened: "asked for a person",
    claimed: "claimed it",
    said: "replied",
    note: "added a note",
    transferred: "passed it to",
    released: "released it",
    returned: "returned it to the assistant",
    closed: "closed it",
    reopened: "reopened it",
    withdrawn: "cancelled it",
    unclaimed: "told the guest that nobody was free",
    rated: "rated it",
    contact: "left an e-mail address",
    redacted: "removed personal data",
    wordless: "sent something without words, which didn't reach the guest",
    unreached: "couldn't be reached:",
    retried: "had what didn't arrive tried again",
    undelivered: "didn't take a message:",
    edited: "changed an earlier message",
    deleted: "deleted an earlier message",
    "caught-up": "has everything it missed before",
    repeated: "was sent the case again because its answer was lost, so the case may be there twice",
  } as Readonly<Record<string, string>>,
  actors: { user: "The guest", assistant: "The assistant", channel: "The guest's channel" } as Readonly<
    Record<string, string>
  >,

  closeTitle: (id: string) => `Close case ${id}`,
  closeReason: "How did it end?",
  closeResolution: "Resolution (for agents)",
  cancel: "Cancel",

  presence: { online: "Online", away: "Away", offline: "Offline" },
  presenceIs: (state: string) => `You are ${state.toLowerCase()}. Change`,
  sound: "Sound",
  soundOn: "Sound on",
  soundOff: "Sound off",
  notify: "Notify me of new cases",
  newCase: (id: string) => `New case ${id}`,
  lost: "Can't reach the service. Trying again…",
  lineBack: "Back again.",
  channelFailing: (channel: string, since: string) =>
    `${channel} has taken no messages since ${since}. They are kept and sent as soon as it does.`,
} as const;
