import type { CaseReason, Lead } from "../effects.ts";
import type { Device } from "../../knowledge/article.ts";

/**
 * Every sentence of the assistant in English, article texts apart. Short, plain, one question at a time; no false
 * cheer, no blame. Where a text is a list, its entries take turns, so that the same sentence never comes twice in a
 * row.
 */

const deviceNames: Record<Device, string> = {
  windows: "Windows computer",
  macos: "Mac",
  linux: "Linux computer",
  ios: "iPhone or iPad",
  android: "Android phone or tablet",
  web: "web browser",
  other: "TV, console, speaker or car",
};

/** "2 minutes", "3 hours": how long something is ago or takes, from milliseconds. */
function span(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (minutes < 90) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

/**
 * English as it is written where the person is: a German's dates in an English sentence are English dates, in the order
 * of Germany.
 */
function regional(locale: string): string {
  const { region } = new Intl.Locale(locale);
  return region ? `en-${region}` : "en";
}

/** "Monday, 09:00 GMT+1": a moment to come, from milliseconds since 1970, as clocks show it in that time zone. */
function moment(at: number, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(regional(locale), {
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
    timeZoneName: "short",
  }).format(at);
}

/** "1 June 2026", from such as "2026-06-01". */
function day(date: string, locale: string): string {
  return longDate(locale).format(Date.parse(date));
}

const longDate = keptByLocale(
  (locale) => new Intl.DateTimeFormat(regional(locale), { dateStyle: "long", timeZone: "UTC" }),
);

/**
 * Makes each once: a formatter takes longer to make than the whole rest of a reply. Locales come from strangers, so
 * only so many are kept.
 */
function keptByLocale<T>(make: (locale: string) => T): (locale: string) => T {
  const made = new Map<string, T>();
  return (locale) => {
    const kept = made.get(locale) ?? make(locale);
    if (made.size < 50) made.set(locale, kept);
    return kept;
  };
}

/** The words themselves. */
export const en = {
  moment,
  deviceNames,
  span,
  checkedOn: (date: string, locale: string) => `Last compared with this source on ${day(date, locale)}.`,

  assistantName: "Music Support Assistant",
  agentName: "Support",
  agentSays: (agent: string, text: string) => `${agent}: ${text}`,
  /** Printed when the service is ready; for whoever operates it. */
  ready: (url: string, signIn: string | null) =>
    `Ready.\n  Chat page:   ${url}/\n  Desk:        ${url}/desk${signIn === null ? "" : `#token=${signIn}\n               (signs you in as the agent of this machine; made anew at each start)`}\n`,
  welcome: (topics: string) =>
    `Hello. I am the music support assistant, a program. I can guide you when you see ${topics}, step by step, and answer questions about it.\n\nTo reach a person, write "person" at any time.`,
  whatIsWrong: ["What is wrong?", "What can I help with?"],
  introduction: 'I am an assistant, not a person. Write "person" at any time to reach one.',

  opening: (summary: string, steps: number, least: number, most: number) =>
    `${summary}\n\nThere are up to ${steps} easy steps, ${least} to ${most} minutes in all. You can stop at any time.`,
  noIncident: (brand: string, age: string) =>
    `${brand}'s status page reports no incident (checked ${age} ago). It does not show every regional problem.`,
  incident: (brand: string, title: string, age: string, checked: string) =>
    `${brand} reports a problem on its side${title ? `: "${title}"` : ""}, for ${age} now (checked ${checked} ago). While it lasts, steps on your device will hardly help.\n\nShall I tell you when it is over?`,
  watching: ["I will write here as soon as the status page says that it is over. You can close this and come back."],
  incidentOver: (brand: string) =>
    `${brand}'s status page says that the problem is over. Please try your music again. Does it work now?`,

  askDevice: (brand: string) => [`Which device do you use ${brand} on?`, `On which device does ${brand} fail?`],
  askProblemOne: (title: string) => [`Do you see ${title}?`, `Is it ${title}?`],
  askProblemMany: ["Which of these do you see?", "Is it one of these?"],
  noGuide: (topics: string) => [
    `I have no guide for that. I only know ${topics}. A person here can look at it, or the maker's own help pages.`,
    `That one is not among my guides, which are about ${topics}. A person here can help, and so can the maker's support.`,
  ],

  stepHeading: (number: number, of: number) => `Step ${number} of ${of}`,
  about: (minutes: number) => `about ${minutes === 1 ? "1 minute" : `${minutes} minutes`}`,
  warning: (text: string) => `Please note: ${text}`,
  didItHelp: "Did that fix it?",
  leads: {
    none: [""],
    first: ["Let us start."],
    next: ["Then the next one.", "On to the next step.", "All right, another one."],
    skipped: ["Left out. Here is the next one.", "No problem, we leave that out."],
    already: ["Good, then that one is done. Here is the next.", "Done before, noted. On to the next one."],
    moved: ["Here is that step. After it we go on where you were."],
    back: ["One step back."],
    "no-step-before": ["This is the first step; there is none before it."],
    resumed: ["We were here:", "This is where you stopped:"],
    restarted: ["From the beginning again."],
    "device-changed": ["Noted. The same step on that device:"],
    again: ["Once more:"],
    "broken-again": ["So it is back. Then we go on with the next step."],
  } satisfies Record<Exclude<Lead["kind"], "not-here">, readonly string[]>,
  notHere: (title: string, reason: string) => `"${title}" is not possible here: ${reason}. So this one instead:`,
  passedOver: (title: string, reason: string) => `We pass over "${title}": ${reason}.`,
  /** Why another thing is done on this device than on most. */
  replaced: (reason: string) => `A little different here: ${reason}.`,
  explain: ["This is what the step is for:", "Once more, with the reason:"],
  looksDifferent: "If your screen looks different, tell me what you cannot find, or leave the step out.",
  consentQuestion: ["Do you want to do this?", "Shall we do this step?"],
  question: {
    step: (number: number, title: string) => [
      `Back to step ${number}, "${title}": did it fix the problem?`,
      `And step ${number}, "${title}": does it work now?`,
    ],
    consent: (title: string) => [`Back to "${title}": do you want to do it?`, `And "${title}": shall we do it?`],
    incident: ["Shall I tell you when it is over?", "Do you want me to write when it is over?"],
    offerPerson: ["Shall I pass you to a person?", "Would you like a person to look at it?"],
    whilePersonComes: ["Is there anything else until then?", "Can I do anything else meanwhile?"],
    resolved: ["Anything else?", "Is there anything else?"],
    checking: ["Does it work now?", "And now, does the music play?"],
  },

  answerFollowUp: "Shall we go through the steps?",
  listTitle: "These are all the steps:",
  listMarks: {
    fixed: "fixed it",
    "not-fixed": "tried",
    skipped: "left out",
    already: "done before",
    here: "you are here",
    impossible: "not on this device",
  },
  notedTried: (titles: string) => `You have done this already, so I leave it out: ${titles}.`,
  wait: [
    "Take your time. Tell me when you have tried it: does it work now, or is it still broken?",
    "No hurry, I am here. Once it is done, try your music and tell me how it went.",
  ],
  stopped: (place: string) => [`All right. ${place}Write "go on" whenever you want to continue.`],
  stoppedPlace: (number: number, of: number) => `I keep your place at step ${number} of ${of}. `,
  stoppedCase: (number: string) => `Your case ${number} stays open.`,
  placeOffer: (number: number, of: number, title: string) => [
    `You were at step ${number} of ${of}, "${title}". Go on there?`,
    `We stopped at step ${number} of ${of}, "${title}". Shall we go on?`,
  ],

  /** Titles of the card that sums a guide up. */
  summaryFixed: "What we tried, and what helped",
  summaryTried: "What we tried",
  /** What a card says once its question is answered. */
  settled: {
    step: (number: number, outcome: string) => `Step ${number} · ${outcome}`,
    results: { fixed: "it works now", "not-fixed": "still broken", skipped: "left out", already: "done before" },
    /** The step was left for something else, without a result. */
    left: "left for now",
    answered: "Answered",
    past: "This question is over. The newest one is further down.",
    foreign: "These buttons belong to somebody else's conversation. Write to me, and I help you in your own.",
  },

  fixed: ["Glad it works.", "Good, it works."],
  fixedBy: (number: number, title: string) => `Step ${number}, "${title}", did it.`,
  stillSameError: ["The same error still, then.", "So it is still there."],
  allTried: "That was the last step. This is what we tried:",
  allTriedNothing: "There is no step left to try on this device.",
  allTriedCase: (number: string) => `Your case ${number} is open, and the person who takes it sees all of this.`,
  personDeclined: [
    'All right, no person. Write "person" if you change your mind.',
    'Fine. If you want a person later, write "person".',
  ],

  caseOpened: (number: string, next: string) =>
    `I have asked for a person. Your case number is **${number}**. ${next}\n\nThey see your device, the steps you tried and what we wrote, so you need not repeat it. You can go on with me meanwhile, or leave and come back.`,
  caseReopened: (number: string, next: string) =>
    `Your case **${number}** is open again, with all that was written before. ${next}`,
  deskStaffed: (ahead: string) => `${ahead} Their answer comes here.`,
  caseBack: (number: string, agent: string) =>
    `Your case **${number}** is open again. ${agent}, who knows it, sees what you wrote and answers here; I keep quiet until you are done.`,
  deskEmpty:
    "Nobody is at the desk at this moment. The case stays, and the answer comes here as soon as somebody is back.",
  deskClosed: (opens: string | null) =>
    `The desk is closed now${opens ? ` and opens ${opens}` : ""}. The case stays, and the answer comes here.`,
  askAddress:
    "If you would rather have the answer by e-mail, write your address. You need not: come back to this page and the answer is here.",
  addressKept: (address: string, number: string) => `Thank you. The answer to case ${number} can go to ${address}.`,
  addressRefused: (number: string) => `All right, no address. The answer to case ${number} comes here.`,
  addressOdd: "That does not look like an e-mail address. Write it like name@example.com, or leave it.",
  caseClaimed: (agent: string) =>
    `${agent} has taken your case and writes here from now on. I keep quiet until you are done.`,
  caseTransferred: (agent: string, to: string) => `${agent} has passed your case to ${to}, who sees everything.`,
  caseReleased: (number: string, agent: string) =>
    `${agent} cannot go on just now. Your case ${number} is back in the queue, before newer ones. What you write is kept for the next person.`,
  caseReturned: (agent: string) => `${agent} has handed you back to me.`,
  caseClosed: (agent: string, number: string) =>
    `${agent} has closed case ${number}. If it is not settled after all, write within a day and it opens again.`,
  caseUnclaimed: (number: string) =>
    `Nobody has been free so far; I am sorry that it takes so long. Your case ${number} stays open and keeps its place.`,
  askRating: "How did it go with the person? 1 is badly, 5 is well; you may add a word, or leave it.",
  rated: ["Thank you, that is passed on."],
  caseAlready: (number: string, ahead: string) => [
    `A person is already asked for: case **${number}**. ${ahead}`,
    `Your case **${number}** is waiting for a person. ${ahead}`,
  ],
  ahead: (count: number) =>
    count === 0 ? "You are next." : count === 1 ? "One person is before you." : `${count} people are before you.`,
  caseSubject: (fault: string | undefined, device: string | undefined) =>
    [fault ?? "Wants a person", ...(device ? [device] : [])].join(", "),
  caseWithdrawn: (number: string) => `I have taken it back; nobody will follow up case ${number}.`,
  noCase: [
    "No person is asked for at the moment, so there is nothing to take back.",
    "Nobody is asked for, so all is well.",
  ],
  offerPerson: {
    asked: ["Shall I pass you to a person?"],
    "all-tried": ["Shall I pass you to a person?"],
    "not-understood": ["I still do not follow, and I do not want to waste your time. Shall I pass you to a person?"],
    frustrated: [
      "I see that this is taking too long. Shall I pass you to a person? We can also go on here.",
      "This should have been easier. A person can take over now, or we go on here. Shall I ask for one?",
    ],
    fault: [
      "Something went wrong on my side, and I am sorry. Your message is kept. Shall I pass you to a person?",
      "I failed again, and I am sorry. Your message is kept. A person can take over: shall I ask for one?",
    ],
  } satisfies Record<CaseReason, readonly string[]>,
  upsetAgain: [
    'I see that this is taking too long. A person can take over at any time: say "person".',
    'You have had enough of this, I understand. Say "person", and one takes over.',
  ],
  upset: [
    "That is annoying, I know. Let us keep it short; a person is one word away.",
    "I understand that this is tiresome.",
  ],

  didYouMean: ["I am not sure I understood. Did you mean one of these?", "Let me ask before I guess. Did you mean:"],
  notUnderstood: [
    "Sorry, I did not understand that.",
    "I could not make sense of that. I can show the next step, go back, list the steps, answer questions about the error, or get a person.",
  ],
  outOfScope: (topics: string) => [
    `I cannot help with that. I know ${topics}, and I can get a person.`,
    `That is outside what I know: ${topics}. You can ask about the error, go through the steps, or have a person.`,
  ],
  empty: [
    "Your message was empty. Write a word or press a button.",
    "There were no words in that message. A word or two is enough.",
  ],
  tooLong: [
    "That is a lot of text, and I may miss the point. Say it in a sentence or two?",
    "I lose the thread in long texts. What is the one thing you need now?",
  ],
  attachment: [
    "I cannot open files or pictures. Tell me in words what you see.",
    "I cannot see what you sent. Please write what it shows.",
  ],
  agentSentFile: (agent: string) =>
    `[${agent} sent something that cannot be shown here, such as a picture or a file, and was told so.]`,
  edited: [
    "I go by what you wrote first; a message that is changed later I do not read again. Write a new one if it matters.",
  ],
  oldButton: [
    "That button belongs to an earlier question. This is where we are:",
    "That button is from before. We are here now:",
  ],

  eraseAsk: (number: string | null) =>
    `This deletes what you wrote here, what I remember of it${number ? `, and your case ${number}` : ""}. It cannot be taken back. Delete everything?`,
  erased: [
    "Done. Everything you wrote here is deleted, and only this message is left. When you write again, we start from the beginning.",
    "It is all deleted but this message. When you write again, we start from the beginning.",
  ],
  eraseDeclined: ["All right, nothing is deleted.", "Fine, everything stays as it is."],

  manners: {
    greeting: ["Hello.", "Hello again."],
    thanks: ["You are welcome.", "Gladly."],
    goodbye: ["Goodbye.", "Goodbye. I am here if you need me."],
    help: (topics: string) => [
      `I guide you through fixing ${topics}, one step at a time, and answer questions about it: what it means, whose fault it is, how long it lasts. Write back, repeat, list, skip, stop or restart at any time, or "person" for a human.`,
      `Ask me about ${topics}, or go through the steps with me. These words always work: back, repeat, list, skip, stop, restart, person.`,
    ],
    liked: ["Thank you, that helps.", "Good to know, thank you."],
    disliked: [
      "Thank you for saying so. The people who write these guides will see it.",
      "Noted, thank you. It goes to the people who write these guides.",
    ],
    "something-else": ["What is it?", "What else is wrong?"],
    "nothing-else": ["Good. Come back any time."],
  },
  deviceNoted: (device: string) => [`${device}, noted.`, `All right, ${device}.`],
  nothingToDo: {
    resume: ["There is nothing to go on with yet. Tell me what is wrong.", "We have not begun yet. What is wrong?"],
    restart: [
      "No guide is running yet. Tell me what is wrong and we start.",
      "There is nothing to start again yet. What is wrong?",
    ],
    back: ["There is no step to go back to.", "We are at the beginning; nothing comes before."],
    repeat: ["Tell me what is wrong, and I show you the first step.", "There is no step to repeat yet. What is wrong?"],
    stop: ["All right. I am here when you need me.", "Fine. Write when you need me."],
    wait: ["Take your time.", "No hurry, I am here."],
    list: ["Tell me what error you see, then I list its steps.", "First the error, then its steps: what do you see?"],
    yes: ["Tell me a little more: what do you see on the screen?", "And what exactly do you see on the screen?"],
    no: ["All right. Tell me if I can help with something.", "Fine. I am here if something comes up."],
    decline: [
      "All right, none of these. Tell me in other words what you need.",
      "Then I guessed wrong. What do you need, in other words?",
    ],
    other: [
      "That does not fit here. Tell me what you see, or what you want to know.",
      "I cannot do that at this point. What do you see, or what do you want to know?",
    ],
  } as Record<string, readonly string[]> & { other: readonly string[] },

  choices: {
    fixed: "It works now",
    notFixed: "Still broken",
    cannot: "Can't do this",
    person: "Talk to a person",
    yes: "Yes",
    no: "No",
    somethingElse: "Something else",
    nothingElse: "No, thank you",
    tellMe: "Tell me when it is over",
    goOnAnyway: "Go on anyway",
    goOn: "Go on",
    goOnThere: "Go on there",
    startAgain: "Start again",
    showMeHow: "Yes, show me how",
    skipStep: "Leave this step out",
    yesPerson: "Yes, get a person",
    noPerson: "No, thank you",
    noGoOn: "No, go on here",
    withdraw: "Never mind the person",
    noAddress: "No e-mail",
    noRating: "Rather not",
    scores: ["1, badly", "2", "3", "4", "5, well"],
    none: "None of these",
    startSteps: "Start the steps",
    listSteps: "Show all steps",
    anotherError: "Another error or none",
    erase: "Yes, delete everything",
    keep: "No, keep it",
  },
  /** What an understood reading is called on a "did you mean" button. */
  readings: {
    "problem.unspecified": "It does not play",
    "problem.other": "Another problem",
    "step.done:fixed": "It works now",
    "step.done:not-fixed": "It is still broken",
    "step.done:skipped": "I want to leave this step out",
    "step.done:already": "I have done this step before",
    back: "One step back",
    repeat: "Explain this step again",
    restart: "Start from the beginning",
    stop: "Stop for now",
    wait: "I need a moment",
    resume: "Go on where I was",
    list: "Show all steps",
    human: "Talk to a person",
    help: "What can you do?",
    yes: "Yes",
    no: "No",
    greeting: "Just saying hello",
    thanks: "Saying thank you",
    goodbye: "Goodbye",
    device: (name: string) => `I use a ${name}`,
    step: (title: string) => `How to: ${title}`,
  },
} as const;

/** What another language has to bring. */
export type Wording = typeof en;
