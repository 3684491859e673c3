import type { CaseReason, StepIntro } from "../effects.ts";
import type { Device } from "../../knowledge/article.ts";
import type { Danger } from "../../knowledge/lexicon.ts";
import { dangerIn, languageNotices } from "./other-languages.ts";

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
function turnContext(at: number, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(regional(locale), {
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
    timeZoneName: "short",
  }).format(at);
}

/**
 * "Written at 10:02": a moment that has passed, as clocks show it in that time zone; with the day where it was another
 * one.
 */
function writtenAt(at: number, { now, locale, timeZone }: { now: number; locale: string; timeZone: string }): string {
  const shown = (options: Intl.DateTimeFormatOptions, when: number): string =>
    new Intl.DateTimeFormat(regional(locale), { ...options, timeZone }).format(when);
  const time = shown({ hour: "2-digit", minute: "2-digit", ...(timeZone === "UTC" && { timeZoneName: "short" }) }, at);
  const onDay = (when: number): string => shown({ dateStyle: "long" }, when);
  return onDay(at) === onDay(now) ? `Written at ${time}:` : `Written on ${onDay(at)} at ${time}:`;
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
  turnContext,
  writtenAt,
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
    `Hi, I'm the Music Support Assistant (a bot). I can help with ${topics}, step by step.\n\nWant a person? Write "person" at any time.`,
  whatIsWrong: ["What does Spotify show?", "What can I help with?"],
  introduction: `I'm a bot. Write "person" at any time to reach one.`,

  opening: (summary: string) => summary,
  noIncident: (brand: string, age: string) =>
    `${brand}'s status page reports no incident right now (checked ${age} ago).`,
  incident: (brand: string, title: string, age: string, checked: string) =>
    `${brand} reports a problem on its side${title ? `: "${title}"` : ""}, for ${age} now (checked ${checked} ago). Until it's fixed, steps on your device probably won't help.\n\nShall I tell you when it's over?`,
  incidentNow: (brand: string, title: string, age: string, checked: string) =>
    `Yes. ${brand} reports a problem on its side${title ? `: "${title}"` : ""}, for ${age} now (checked ${checked} ago).`,
  incidentReported: (brand: string) =>
    `Then it's on ${brand}'s side, and nothing you do on your device will fix it. Most outages are over within a few hours.\n\nI can't see the status page from here, so look again in half an hour. You can also continue with the steps or ask for a person.`,
  outageConfirmed: (brand: string) => `That fits: it's on ${brand}'s side, and all we can do is wait until it's over.`,
  statusUnknown: (brand: string, page: string) =>
    `I can't see ${brand}'s status right now. ${page} shows whether there's an outage.`,
  cannotWatch: (page: string) =>
    `I'd tell you, but I can't see the status page from here. Please look at ${page} again in half an hour; I'll keep your place.`,
  watching: ["I'll write here as soon as the status page says it's over. You can close this and come back."],
  incidentOver: (brand: string) =>
    `${brand}'s status page says the problem is over. Try your music again: does it play now?`,

  askDevice: (brand: string) => [`Which device do you use ${brand} on?`, `Which device is ${brand} failing on?`],
  askProblemOne: (title: string) => [`Do you see ${title}?`, `Is it ${title}?`],
  askProblemMany: ["Which of these do you see?", "Is it one of these?"],
  noGuide: (topics: string) => [
    `I don't have steps for that one; I only cover ${topics}. Search for it on Spotify's own help page, support.spotify.com, or I can get you a person.`,
    `That isn't one of mine: I only cover ${topics}. A person here can take a look, or try Spotify's help page, support.spotify.com.`,
  ],

  noGuideElsewhere: (topics: string) => [
    `I don't have steps for that one; I only cover ${topics}. Its maker's help page is the place: search there for the code, or for the words you see. Or I can get you a person.`,
    `That isn't one of mine: I only cover ${topics}. Search its maker's help page for the code or the words you see. A person here can take a look, too.`,
  ],

  /** Nothing that names the error: what helps with most. */
  noCode: [
    "Without a code, try the usual things: close Spotify and open it again, restart the router, and try mobile data instead of Wi-Fi. Still nothing? support.spotify.com, or I can get you a person here.",
    "Then it's none of mine, but these often help: restart the app and the router, update the app, try another network. If not, see support.spotify.com, or a person here takes a look.",
  ],

  stepHeading: (number: number, of: number) => `Step ${number} of ${of}`,
  about: (minutes: number) => `about ${minutes === 1 ? "1 minute" : `${minutes} minutes`}`,
  warning: (text: string) => `Please note: ${text}`,
  didItHelp: "Did that fix it?",
  intros: {
    none: [""],
    first: [""],
    next: ["OK, let's try the next one.", "Not that, then. Next:", "OK, on to the next."],
    "next-plain": ["Here's the next step:", "Next:"],
    partly: ["Good sign. Let's see whether the next step does the rest.", "We're getting closer. Next:"],
    skipped: ["Skipped. Next step:", "No problem, we'll skip it."],
    needless: ["Nothing to do there, then. Next:", "Then there's nothing to do there. Next step:"],
    earlier: ["Now one from further up, not tried yet:", "Back to one we haven't tried yet:"],
    already: ["Noted, that one's done. Next:", "Done already, noted. Next step:"],
    moved: ["Here's that step. Afterwards we'll go back to where you were."],
    back: ["One step back."],
    "no-step-before": ["This is the first step; there's none before it."],
    resumed: ["We were here:", "This is where you stopped:"],
    restarted: ["From the beginning again."],
    "device-changed": ["Got it. Here's the step for that device:"],
    again: ["Once more:"],
    "broken-again": ["Sorry it's back. Let's go on with the next step."],
  } satisfies Record<Exclude<StepIntro["kind"], "not-here">, readonly string[]>,
  notHere: (title: string, reason: string) => `"${title}" isn't possible here: ${reason}. Try this one instead:`,
  passedOver: (title: string, reason: string) => `Skipping "${title}": ${reason}.`,
  /** Why another thing is done on this device than on most. */
  replaced: (reason: string) => `A little different here: ${reason}.`,
  explain: ["What it's for:", "Once more, with the reason:"],
  consentQuestion: ["Do you want to do this?", "Shall we do this step?"],
  question: {
    step: (number: number, _title: string) => [
      `Back to step ${number}: did that fix it?`,
      `Ready to go on with step ${number}? Tell me how it went.`,
    ],
    observation: (number: number, question: string) => `Back to step ${number}: ${question}`,
    consent: (title: string) => [
      `Back to "${title}": do you want to do it?`,
      `And "${title}": shall we do it, or skip it?`,
    ],
    incident: ["Shall I tell you when it's over?", "Do you want me to write when it's over?"],
    outageReported: [
      "Shall we go on with the steps meanwhile?",
      "Do you want to go on with the steps until it's over?",
    ],
    offerPerson: ["Shall I get you a person?", "Would you like a person to look at it?"],
    whilePersonComes: ["Is there anything else until then?", "Can I do anything else meanwhile?"],
    resolved: ["Anything else?", "Is there anything else?"],
    checking: ["Does it play now?", "And now, does the music play?"],
  },

  answerFollowUp: "Shall we go through the steps?",
  listTitle: "These are all the steps:",
  listMarks: {
    fixed: "fixed it",
    "not-fixed": "tried",
    skipped: "skipped",
    already: "done before",
    here: "you're here",
    impossible: "not on this device",
  },
  notedTried: (titles: string) => `Noted as done: ${titles}.`,
  /** What was told beside the steps, where nothing else is said of it. */
  notedElse: ["Good to know.", "Noted."],
  notedNothing: ["OK.", "I see."],
  notedUndone: (titles: string) => `OK, still to come: ${titles}.`,
  notedCannot: (titles: string) => `OK, skipping: ${titles}.`,
  notedNeedless: (titles: string) => `Nothing to do there: ${titles}.`,
  /** What an answer to a diagnostic step's question points to; empty where the article says it. */
  observed: {
    "status-fine": "Good, no outage is reported. Let's look at your side.",
    "plays-on-other-network": "",
    "fails-on-other-network": "",
  } as Record<string, string>,
  /** The first sentence of an answer to a question about a step. */
  stepAsked: {
    done: "You've done that one already; no need to do it twice.",
    here: "Yes, that's the step we're at.",
    ahead: "Not yet: gentler steps come first.",
    next: "Yes, that's the next step.",
    helps: "It can help.",
    helpsLater: "It can, but gentler steps come first.",
    notHere: (device: string, reason: string) => `Not on your ${device}${reason ? `: ${reason}` : ""}.`,
    must: "No, you can skip any step.",
    later: (number: number) => `Yes, whenever you like. Write "step ${number}" then.`,
    laterHere: "Yes. Leave it for now; I keep your place.",
    likely: "Quite likely.",
    maybe: "It may be.",
    unlikely: "Probably not.",
    ruledOut: "Hardly: you've tried that, and it didn't change anything.",
    proved: "Yes, that's what fixed it.",
  },
  stepAbout: (number: number, title: string, duration: string) => `Step ${number} is "${title}", ${duration}.`,
  wait: [
    "Take your time. When you've tried it, tell me: does it play now?",
    "No hurry, I'm here. Once it's done, try a song and tell me how it went.",
  ],
  fixAsk: ["So it's playing again?", "Just to be sure: is your music playing now?"],
  fixAskOther: [
    "Good! Does it play on your other device too?",
    "That's one. And does it play on the other device now?",
  ],
  partly: ["That's a good sign, but it isn't right yet.", "Better, but we're not there yet."],
  stopped: (place: string) => [`All right. ${place}Write "continue" whenever you like.`],
  stoppedPlace: (number: number, of: number) => `I'll keep your place at step ${number} of ${of}. `,
  stoppedCase: (number: string) => `Your case ${number} stays open.`,
  placeOffer: (number: number, of: number, title: string) => [
    `You were at step ${number} of ${of}, "${title}". Continue there?`,
    `We stopped at step ${number} of ${of}, "${title}". Shall we continue?`,
  ],

  /** Answers from what is known of this conversation. */
  placeNow: (place: string, device: string, { left, minutes }: { left: number; minutes: number }) =>
    `You're at ${place}, on your ${device}. ${left === 1 ? "It's the last one" : `${left} steps are left`}, about ${minutes === 1 ? "1 minute" : `${minutes} minutes`} if you need them all.`,
  placeNext: (titles: readonly string[]) => `Still to come: ${titles.join(", ")}.`,
  placeName: (number: number, of: number, title: string) => `step ${number} of ${of}, "${title}"`,
  noPlace: ["We haven't started yet. Tell me what Spotify shows.", "No steps yet: first tell me what's wrong."],
  triedSoFar: "So far:",
  nothingTried: ["Nothing yet, as far as I know.", "You haven't told me of anything you've tried yet."],
  noDevice: "You haven't told me which device it is yet.",
  deviceKnown: (device: string | null, others: readonly string[]) =>
    [device ? `You told me it's your ${device}.` : "", ...others].filter(Boolean).join(" "),
  deviceRole: (device: string, role: "fails" | "works" | "unclear") =>
    role === "works"
      ? `It works on your ${device}.`
      : role === "fails"
        ? `It fails on your ${device} too.`
        : `You also named your ${device}.`,
  stepsSafe: "The steps are safe. Only reinstalling deletes something, and I ask you first.",
  stepNamedSafe: (title: string) => `"${title}" is safe: it deletes nothing, and you can't break anything with it.`,
  stepNamedSafeBut: (title: string, warning: string) => `"${title}" deletes nothing. One thing to know: ${warning}`,
  deletes: (titles: readonly string[]) =>
    titles.length === 0
      ? "None of them deletes anything."
      : `Only ${titles.map((title) => `"${title}"`).join(" and ")}, and I ask you before.`,

  /** What to do now, by where the conversation stands. */
  nextAction: {
    step: (number: number, title: string) =>
      `Do step ${number}, "${title}", then tell me how it went. If you can't, say "skip".`,
    look: (number: number, question: string) => `Do step ${number}, then tell me: ${question}`,
    consent: (title: string) => `Decide on "${title}": yes, and I show you how, or skip it.`,
    device: "Tell me which device it is, and I show you the first step.",
    begin: ["Tell me what's wrong, and I show you the first step.", "First tell me which error you see."],
    wait: "Wait until it's over; nothing on your device helps now. Or go on with the steps anyway.",
    allTried: "We've been through all the steps. What's left is a person here, or trying again in an hour or two.",
    done: "Nothing more to do.",
    paused: 'Write "continue", and we go on where we stopped.',
  },
  howTo: (device: string) => `On your ${device}:`,
  /** The way was shown and did not help: no third time. */
  howToStuck: [
    'Does it look different there? Tell me what you see, or say "skip". With "person", somebody helps you with it.',
    'Then leave this step: say "skip". Or say "person", and somebody looks at it with you.',
  ],
  inShort: (line: string) => `In short: ${line}`,
  inShortWhy: (purpose: string) => `Put differently: ${purpose}`,
  plainAnswer: "I show you one step at a time. Do it, then tell me whether it works or is still broken.",

  /** What the facts point to, the strongest first. */
  pointsTo: {
    "status-outage": (brand: string) => `It's on ${brand}'s side: a problem is reported there, so only waiting helps.`,
    "plays-on-other-network": (brand: string) =>
      `It plays on another network, so ${brand} and your app are fine. The trouble is in your usual network: the router, a VPN or your provider.`,
    "fails-on-other-network": (brand: string) =>
      `It fails on other networks too, so it isn't your router. That leaves the app on this device or ${brand} itself.`,
    "other-apps-fail": () => "Other apps fail too, so it's your internet connection.",
    "several-devices-fail": (brand: string) =>
      `Several devices fail at once, so it's your network or ${brand}, not one of them.`,
    "plays-on-other-device": (brand: string) =>
      `It plays on another device, so ${brand} works. The trouble is on this one or its way to the internet.`,
  } as Record<string, (brand: string) => string>,
  pointsToCure: (title: string, purpose: string) => `"${title}" fixed it. ${purpose}`,
  cure: (number: number, title: string) => `Step ${number}, "${title}", fixed it.`,
  cureUnknown: "I can't tell: it may have come back by itself.",
  noCure: "Nothing has fixed it yet, as far as I know.",
  skippedSteps: (titles: string) => `You skipped: ${titles}.`,
  nothingSkipped: "You haven't skipped any.",
  stepTime: (title: string, duration: string) => `"${title}" takes ${duration}.`,
  nextStepTime: (title: string, duration: string) => `The next one is "${title}", ${duration}.`,
  signsOut: (title: string) => `Yes, after "${title}" you log in again, so have your login ready.`,
  signsNotOut: (title: string) => `No, "${title}" doesn't log you out.`,
  signingOut: (titles: readonly string[]) => `You'll need your login only for: ${titles.join(", ")}.`,
  nothingSignsOut: "No step here logs you out.",
  noNextStep: "There's no step after this one.",
  stepCount: (of: number, number: number | null) =>
    `There are ${of} steps${number === null ? "" : `, and you're at step ${number}`}. You stop as soon as it works.`,
  problemNow: (title: string, device: string | null) => `With ${title}${device ? `, on your ${device}` : ""}.`,
  noProblem: ["With none yet. Tell me what you see.", "You haven't told me yet. What do you see?"],
  bestStep: (here: string, second: string | null) =>
    second ? `The one we're at, "${here}". After that, "${second}".` : `The one we're at, "${here}".`,
  bestIfPlays: "If it plays on mobile data or a hotspot, just stay on that for now.",
  noBestStep: "That depends on the error. Tell me which one you see.",
  tellOthers: (error: string, device: string | null, found: string) =>
    `Say: "${error}${device ? ` on my ${device}` : ""}.${found ? ` ${found}` : ""}" And name what you've tried.`,
  tellFound: {
    "status-outage": "The status page reports a problem.",
    "plays-on-other-network": "It plays on mobile data, but not on this network.",
    "fails-on-other-network": "It fails on other networks too.",
    "other-apps-fail": "Other apps fail as well.",
    "several-devices-fail": "It fails on several devices.",
    "plays-on-other-device": "It plays on another device.",
  } as Record<string, string>,
  tellPerson: "Nothing more: they see what you wrote and tried. Whatever you add here goes with your case.",
  askProvider: "Yes. Tell them that it fails on your line and plays on mobile data; they can check the line.",
  askProviderNot: "No, it fails on other networks too, so it isn't your line.",
  askProviderLater: "Not yet. First see whether it plays on another network; if it does, ask them.",
  mailOffered: "Yes, send me your address, and the answer goes there too.",
  mailForCase: "Once you've asked for a person, you can leave an address here.",
  noMail: "No e-mail, sorry. The answer comes here in this chat and stays here.",
  /** What stands for a product that is not known yet, in short answers. */
  unknownBrand: "the service",
  unknownSupport: "their own help page",
  stepSafe: "This step is safe: it deletes nothing, and you can't break anything with it.",
  stepSafeBut: (warning: string) =>
    `It deletes nothing, and you can't break anything with it. One thing to know: ${warning}`,
  stepDeletes: (warning: string) => `${warning} Nothing else is lost, and you can skip this step.`,
  present: "Yes, I'm here. Tell me what Spotify shows or how it's going.",
  presentWithCase: "I'm here (the bot), and your request is too.",
  identity: `I'm the Music Support Assistant, a bot. I walk you through fixing Spotify errors and can get you a person here at any time.`,
  identityAgain: `Yes, a bot with fixed steps, no human. For one, write "person".`,
  privacyAgain: 'In short: kept for helping you, not shared, and gone once you write "delete my data".',
  privacyNow:
    'What you write here is stored so that I can help you, and it isn\'t shared with Spotify. Only our support team can read it: when you ask for a person, and to make this guide better. Write "delete my data" to delete it. The privacy page has the details.',
  readersNow: "Only our support team can read this chat: when you ask for a person, and to make this guide better.",
  sharingNow:
    'No. What you write here isn\'t sold, and only our support team gets to see it. Write "delete my data" to delete it.',
  hoursNow: "Somebody is here right now. I don't know the hours of other days.",
  hoursUnknown:
    "There are no fixed hours, and nobody is online right now. Ask for a person, and the reply comes here as soon as somebody is back.",
  refund: "I can't do refunds or change your plan. Spotify can: support.spotify.com. Or I can get you a person here.",

  /** Titles of the card that sums a guide up. */
  summaryFixed: "What we tried, and what helped",
  summaryTried: "What we tried",
  /** What a card says once its question is answered. */
  settled: {
    step: (number: number, outcome: string) => `Step ${number} · ${outcome}`,
    results: { fixed: "it works now", "not-fixed": "still broken", skipped: "skipped", already: "done before" },
    /** The step was left for something else, without a result. */
    left: "left for now",
    answered: "Answered",
    past: "This question is over. The newest one is further down.",
    foreign: "These buttons belong to somebody else's conversation. Write to me, and I'll help you in your own.",
  },

  fixed: ["Great, it's playing again.", "Good news, it's playing again."],
  fixedBy: (number: number, title: string) => `Looks like step ${number}, "${title}", fixed it.`,
  stillSameError: ["OK, still the same error.", "OK, it's still there."],
  allTried: "That was the last step. Here's what we tried:",
  allTriedNothing: "There's no step left to try on this device.",
  allTriedCase: (number: string) => `Your case ${number} is open, and whoever takes it sees all of this.`,
  personDeclined: [
    'All right, no person. Write "person" if you change your mind.',
    'OK. If you want a person later, write "person".',
  ],

  caseOpened: (number: string, next: string) =>
    `I've asked for a person: case **${number}**. ${next}\n\nThey'll see everything we tried. You can close this and come back.`,
  caseReopened: (number: string, next: string) => `Your case **${number}** is open again. ${next}`,
  deskStaffed: (ahead: string) => `${ahead} The reply will appear here.`,
  caseBack: (number: string, agent: string) =>
    `Your case **${number}** is open again, and ${agent} has it. The reply will appear here; until then you can ask me.`,
  deskEmpty: "Nobody is online right now. The reply will appear here as soon as somebody is back.",
  deskClosed: (opens: string | null) =>
    `The desk is closed now${opens ? ` and opens ${opens}` : ""}. The reply will appear here.`,
  askAddress: "Prefer e-mail? Send me your address.",
  addressKept: (address: string, number: string) => `Got it. The answer to case ${number} will also go to ${address}.`,
  addressNoted: (address: string, number: string) => `Noted for case ${number}: ${address}. The answer comes here.`,
  addressRefused: (number: string) => `OK, no e-mail. The answer to case ${number} will appear here.`,
  addressOdd: "That doesn't look like an e-mail address. Write it like name@example.com, or leave it.",
  caseNoted: (number: string) => [
    `Noted for case ${number}. Whoever takes it will see that.`,
    `I've kept that for the person who takes case ${number}.`,
  ],
  caseAsked: (number: string) => [
    `I can't tell you that. Whoever takes case ${number} reads your question, too.`,
    `I don't know that one, sorry. It's kept for the person who takes case ${number}.`,
  ],
  caseFile: (number: string) => [
    `Your file is with case ${number}. Whoever takes it will see it.`,
    `I've put your file with case ${number}, for the person who takes it.`,
  ],
  caseState: (number: string, queue: string) => [
    `Your case number is **${number}**; it's waiting in line. ${queue} You can leave and come back later.`,
    `Case **${number}** is still waiting. ${queue} The answer comes in this chat, not by phone.`,
  ],
  caseNumber: (number: string) => `Your case number is **${number}**.`,
  caseWait: (queue: string) => [
    `${queue} How long that takes, I can't say. The answer comes here, and you can leave and come back.`,
    `${queue} I don't know how long exactly. You needn't stay: the answer will be here when you come back.`,
  ],
  cancelCase: (number: string) => `Shall I cancel your request, case ${number}?`,
  cancelCaseFixed: (number: string) => `Your case ${number} is still waiting for a person. Shall I cancel it?`,
  caseKept: (number: string) => `OK, case ${number} stays open.`,
  caseClaimed: (agent: string) => `You're now talking to ${agent}. I'll stay out of the way until you've finished.`,
  filesNotPassed: "Pictures and files can't be passed on to a person here. Describe in words what they show.",
  caseTransferred: (agent: string, to: string) => `${agent} has passed your case to ${to}, who sees everything.`,
  caseReleased: (number: string, agent: string) =>
    `${agent} had to leave. Your case ${number} keeps its place in line, and what you write is kept for the next person.`,
  caseReturned: (agent: string) => `${agent} has handed you back to me.`,
  caseClosed: (agent: string, number: string) =>
    `${agent} closed case ${number}. If it isn't solved, write here within 24 hours to reopen it.`,
  caseUnclaimed: (number: string) =>
    `Nobody has been free so far, and I'm sorry it's taking so long. Your case ${number} keeps its place in line. You can ask me meanwhile.`,
  askRating: (agent: string) => `How was the help from ${agent}? 1 = poor, 5 = great.`,
  rated: ["Thanks, that's passed on."],
  praise: ["Thanks, I'll pass that on."],
  caseAlready: (number: string, ahead: string) => [
    `I've already asked for a person: case **${number}**. ${ahead}`,
    `Your case **${number}** is waiting for a person. ${ahead}`,
  ],
  ahead: (count: number) =>
    count === 0
      ? "You're next in line."
      : count === 1
        ? "One person is ahead of you."
        : `${count} people are ahead of you in line.`,
  caseSubject: (fault: string | undefined, device: string | undefined) =>
    [fault ?? "Wants a person", ...(device ? [device] : [])].join(", "),
  caseWithdrawn: (number: string) => `Cancelled. Case ${number} is closed.`,
  noCase: "You have no open case, so nobody is coming. Want a person? Just say so.",
  caseOver: "There's no open case any more, so nobody is coming. Want a person? Just say so.",
  nobodyComing: ["OK, no person: there's no open case.", "All right, nobody is coming: no case is open."],
  offerPerson: {
    asked: ["Shall I get you a person?"],
    "all-tried": ["Shall I get you a person?"],
    "not-understood": ["I'm still not following, and I don't want to waste your time. Shall I get you a person?"],
    frustrated: [
      "This is taking too long, I know. Shall I get you a person?",
      "This should've been easier. Shall I get you a person?",
    ],
    fault: [
      "Something went wrong on my side, sorry. Your message is kept. Shall I get you a person?",
      "I failed again, sorry. Your message is kept. Shall I get you a person?",
    ],
  } satisfies Record<CaseReason, readonly string[]>,
  upsetAgain: [
    'You\'ve had enough of this, I understand. Say "person", and one takes over.',
    'I know this is taking too long. Say "person" at any time, and one takes over.',
  ],
  upset: ["I'm sorry, that's annoying. Let's keep it short.", "I hear you, and I'm sorry about the trouble."],

  didYouMean: ["I'm not sure I understood. Did you mean:", "Let me ask before I guess. Did you mean:"],
  goOn: ["Go on, I'm listening.", "Yes? Tell me more."],
  notUnderstood: [
    "Sorry, I didn't get that. Could you say it another way?",
    "I still don't get it. I can show the next step, list the steps, answer questions about the error, or get a person.",
  ],
  outOfScope: (topics: string) => [
    `I can't help with that one. I can help with ${topics} or get you a person.`,
    `That's outside what I can do: I only cover ${topics}. Or write "person", and I'll get you one.`,
  ],
  empty: [
    "Your message was empty. Write a word or press a button.",
    "There were no words in that message. A word or two is enough.",
  ],
  tooLong: [
    "That's a lot of text, and I may miss the point. Can you say it in a sentence or two?",
    "I lose the thread in long texts. What's the one thing you need now?",
  ],
  /** Refused before it is read, so it goes without the thread of the conversation. */
  messageTooLong: (most: string) =>
    `That message is too long, so it wasn't sent on. Keep it under ${most} characters, or send it in parts.`,
  attachment: [
    "I can't open files or pictures. Tell me in words what you see.",
    "I can't see what you sent. Please write what it shows.",
  ],
  attachmentKept: [
    "I can't look at files myself, so tell me in words what it shows. If you ask for a person, they'll see it.",
    "I've kept it for a person, if you ask for one. I can't look at it myself: what does it show?",
  ],

  /** An agent of another desk changed words that the person has read; both stay. */
  agentCorrected: (text: string) => `Correction: ${text}`,
  /** Who closed a case, where another desk gives no name. It stands at the beginning of sentences and within them. */
  someoneThere: "Support",
  agentSentFile: (agent: string) =>
    `[${agent} sent something that cannot be shown here, such as a picture or a file, and was told so.]`,
  edited: ["I go by what you wrote first and don't re-read edited messages. If it matters, write a new one."],
  /** Before a question that had not reached the person, and after one that reaches them late. */
  questionLost: "My last message didn't reach you, so here it is again.",
  questionLate: "My message before this one was held up, so I haven't counted your answer yet. How about it now?",
  oldButton: [
    "That button belongs to an earlier question. This is where we are:",
    "That button is from before. We're here now:",
  ],

  /** Danger is answered in the language it is told in, where there are words for it. */
  safety: {
    "self-harm":
      "I'm only a bot, but you don't have to be alone with this. In danger right now? Call your emergency number: 112, or 911 in the US. To talk to somebody, call or text 988 in the US, 116 123 in the UK, or find a line at findahelpline.com.",
    fire: "Don't touch it, and leave all switches alone. Get everyone outside, and call your emergency number from there: 112, or 911 in the US.",
    emergency: "I'm only a bot for music trouble. Please call your emergency number now: 112, or 911 in the US.",
    hazard:
      "Please don't touch it or use it any more. If you can reach it safely, pull the plug at the wall or switch off the fuse. Smoke, fire or a smell of burning? Get out and call 112, or 911 in the US. After an electric shock see a doctor, even if you feel fine.",
    driving: "Please don't read this while driving. I'll keep your place; write \"continue\" once you're parked.",
    rescue: 'Good that help is there. This can wait: I\'ll keep your place. Write "continue" whenever you like.',
  },
  /** What follows where the same danger goes on. */
  safetyAgain: {
    "self-harm":
      "I'm glad you tell me, and you deserve more than a bot. Please talk to somebody now: call or text 988 in the US, 116 123 in the UK, or find a line at findahelpline.com. In danger right now? Call 112, or 911 in the US.",
    fire: "Leave everything where it is, get out, and call 112 from there, or 911 in the US.",
    emergency: "Please call 112 now, or 911 in the US. They can send help, and I can't.",
    hazard:
      "If you can reach it safely, pull the plug at the wall or switch off the fuse, and leave it off. If it smokes or burns, get out and call 112, or 911 in the US.",
  } as Partial<Record<Danger, string>>,
  /** Nobody is in danger any more. */
  dangerOver: {
    plainly: "Glad to hear it.",
    gently: "Glad to hear it. If it ever gets too much, findahelpline.com has somebody to talk to, day and night.",
  },
  /** The same in other languages. */
  dangerIn: dangerIn as Partial<Record<Danger, Readonly<Record<string, string>>>>,
  /** Once a conversation, in the person's language: what is spoken here, that buttons work, and how to get a person. */
  languages: languageNotices as Readonly<Record<string, string>>,

  eraseAsk: (number: string | null) =>
    `This deletes what you wrote here and what I remember of it${number ? `, your open case ${number}` : ""}, your closed cases too. It can't be undone. Delete everything?`,
  erased: [
    "Done. Everything except this message has been deleted. When you write again, we start from the beginning.",
    "Everything except this message has been deleted. When you write again, we start from the beginning.",
  ],
  eraseDeclined: ["OK, nothing is deleted.", "OK, everything stays as it is."],

  smallTalk: {
    greeting: ["Hello. Tell me what Spotify shows, or press a button.", "Hello again. What does Spotify show?"],
    thanks: ["You're welcome.", "Any time."],
    goodbye: ["Goodbye.", "Goodbye. I'm here if you need me."],
    help: (topics: string) => [
      `I'll walk you through fixing ${topics} and answer questions about it. You can say: back, repeat, list, skip, stop, start over, or "person" for a human.`,
      `Tell me which error you see, and I'll show you one step at a time. I know ${topics}. These words always work: back, repeat, list, skip, stop, person.`,
    ],
    liked: ["Thanks, that helps.", "Good to know, thanks."],
    disliked: [
      "Thanks for telling me. The people who write these steps will see it.",
      "Noted, thanks. It goes to the people who write these steps.",
    ],
    "something-else": ["What else can I help with?", "What else is wrong?"],
    "nothing-else": ["Good. Come back any time."],
    ok: ["OK.", "All right."],
  },
  deviceHelp:
    "Not sure? An apple on the back means iPhone or iPad, any other phone is mostly Android. A key with a small window means a Windows computer, one with ⌘ a Mac. Which is it?",
  deviceNoted: (device: string) => [`${device}, noted.`, `Got it: ${device}.`],
  nothingToDo: {
    resume: ["There's nothing to continue yet. Tell me what's wrong.", "We haven't started yet. What's wrong?"],
    restart: [
      "We haven't started yet. Tell me what's wrong and we will.",
      "There's nothing to start over yet. What's wrong?",
    ],
    back: ["There's no step to go back to.", "We're at the beginning; nothing comes before."],
    repeat: ["Tell me what's wrong, and I'll show you the first step.", "There's no step to repeat yet. What's wrong?"],
    stop: ["All right. I'm here when you need me.", "OK. Write when you need me."],
    wait: ["Take your time.", "No hurry, I'm here."],
    list: [
      "Tell me which error you see, then I'll list its steps.",
      "First the error, then its steps: what do you see?",
    ],
    yes: ["OK. What does Spotify show?", "OK. Tell me what you see on the screen."],
    no: ["OK. Tell me if I can help with something.", "OK. I'm here if something comes up."],
    decline: [
      "OK, none of these. Tell me in other words what you need.",
      "Then I guessed wrong. What do you need, in other words?",
    ],
    other: [
      "That doesn't fit here. Tell me what you see, or what you'd like to know.",
      "I can't do that right now. What do you see, or what would you like to know?",
    ],
  } as Record<string, readonly string[]> & { other: readonly string[] },

  choices: {
    fixed: "It works now",
    notFixed: "Still broken",
    cannot: "Skip this step",
    person: "Talk to a person",
    yes: "Yes",
    no: "No",
    somethingElse: "Something else",
    nothingElse: "No, that's all",
    tellMe: "Tell me when it's over",
    goOnAnyway: "Continue anyway",
    goOn: "Continue",
    goOnThere: "Continue",
    continueMeanwhile: (step: number) => `Continue with step ${step} meanwhile`,
    goToStep: (step: number) => `Go to step ${step}`,
    itPlays: "Yes, it plays",
    notYet: "No, still broken",
    startAgain: "Start over",
    showMeHow: "Yes, show me how",
    skipStep: "Skip this step",
    yesPerson: "Yes, get a person",
    noPerson: "No, I'll carry on here",
    noGoOn: "No, continue here",
    withdraw: "Cancel my request",
    cancelCase: "Yes, cancel it",
    keepCase: "No, keep it open",
    noAddress: "No e-mail",
    noRating: "Skip",
    scores: ["1 poor", "2", "3", "4", "5 great"],
    none: "None of these",
    startSteps: "Start the steps",
    listSteps: "Show all steps",
    anotherError: "Something different",
    erase: "Yes, delete everything",
    keep: "No, keep it",
  },
  /** What an understood reading is called on a "did you mean" button. */
  readings: {
    "problem.unspecified": "It doesn't play",
    "problem.other": "Another problem",
    "step.done:fixed": "It works now",
    "step.done:not-fixed": "It's still broken",
    "step.done:skipped": "Skip this step",
    "step.done:already": "I've done this step already",
    back: "One step back",
    repeat: "Explain this step again",
    restart: "Start over",
    stop: "Stop for now",
    wait: "I need a moment",
    resume: "Continue",
    list: "Show all steps",
    human: "Talk to a person",
    help: "What can you do?",
    yes: "Yes",
    no: "No",
    greeting: "Just saying hello",
    thanks: "Saying thank you",
    goodbye: "Goodbye",
    device: (name: string) => `It's my ${name}`,
    step: (title: string) => `How to: ${title}`,
    define: (term: string) => `What's a ${term}?`,
  },
} as const;

/** What another language has to bring. */
export type Wording = Widened<typeof en>;

/** The same shape with any words in it. */
type Widened<T> = T extends string
  ? string
  : T extends (...given: infer Given) => infer Said
    ? (...given: Given) => Widened<Said>
    : T extends readonly unknown[]
      ? readonly Widened<T[number]>[]
      : { readonly [Key in keyof T]: Widened<T[Key]> };

/** Puts words into the name of whoever runs the service; `welcome`: what is said instead of the first words. */
export function inNameOf(brand: { name: string | null; welcome: string | null }): (words: Wording) => Wording {
  return (words) => {
    const { assistantName, identity, welcome } = words;
    const name = brand.name ?? assistantName;
    return {
      ...words,
      assistantName: name,
      welcome: (topics) => brand.welcome ?? welcome(topics).replace(assistantName, () => name),
      identity: identity.replace(assistantName, () => name),
    };
  };
}
