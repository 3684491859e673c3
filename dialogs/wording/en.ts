import type { CaseReason, StepIntro } from "../effects.ts";
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
    `I don't have steps for that one; I only cover ${topics}. Spotify's own help is at support.spotify.com, or I can get you a person.`,
    `That isn't one of mine: I only cover ${topics}. A person here can take a look, or try support.spotify.com.`,
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
    consent: (title: string) => [`Back to "${title}": do you want to do it?`, `And "${title}": shall we do it?`],
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
  /** What an answer to a diagnostic step's question points to; empty where the article says it. */
  observed: {
    "status-fine": "Good, no outage is reported. Let's look at your side.",
    "plays-on-other-network": "",
    "fails-on-other-network": "",
  } as Record<string, string>,
  stepAbout: (number: number, title: string, duration: string) => `Step ${number} is "${title}", ${duration}.`,
  wait: [
    "Take your time. When you've tried it, tell me: does it play now?",
    "No hurry, I'm here. Once it's done, try a song and tell me how it went.",
  ],
  fixAsk: ["So it's playing again?", "Just to be sure: is your music playing now?"],
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
  placeNext: (titles: readonly string[], more: number) =>
    `Still to come: ${titles.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`,
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
  stepSafe: "This step is safe: it deletes nothing, and you can't break anything with it.",
  stepSafeBut: (warning: string) =>
    `It deletes nothing, and you can't break anything with it. One thing to know: ${warning}`,
  stepDeletes: (warning: string) => `${warning} Nothing else is lost, and you can skip this step.`,
  present: "Yes, I'm here. Tell me what Spotify shows or how it's going.",
  presentWithCase: "I'm here (the bot), and your request is too.",
  identity: `I'm the Music Support Assistant, a bot. I walk you through fixing Spotify errors and can get you a person here at any time.`,
  privacyNow:
    'What you write here is stored so that I can help you, and it isn\'t shared with Spotify. Only our support team can read it: when you ask for a person, and to make this guide better. Write "delete my data" to delete it. The privacy page has the details.',
  readersNow: "Only our support team can read this chat: when you ask for a person, and to make this guide better.",
  sharingNow:
    'No. What you write here isn\'t sold, and only our support team gets to see it. Write "delete my data" to delete it.',
  hoursNow: "Somebody is here right now.",
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
  caseFile: (number: string) => [
    `Your file is with case ${number}. Whoever takes it will see it.`,
    `I've put your file with case ${number}, for the person who takes it.`,
  ],
  caseState: (number: string, queue: string) => [
    `Your case number is **${number}**; it's waiting in line. ${queue} You can leave and come back later.`,
    `Case **${number}** is still waiting. ${queue} The answer comes in this chat, not by phone.`,
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
  noCase: [
    "You have no open case, so nobody is coming. Want a person? Just say so.",
    "There's no open case any more, so nobody is coming.",
  ],
  nobodyComing: ["OK, no person: there's no open case.", "All right, nobody is coming: no case is open."],
  offerPerson: {
    asked: ["Shall I get you a person?"],
    "all-tried": ["Shall I get you a person?"],
    "not-understood": ["I'm still not following, and I don't want to waste your time. Shall I get you a person?"],
    frustrated: [
      "This is taking too long, I know. Shall I get you a person? We can also continue here.",
      "This should've been easier. Shall I get you a person, or do we continue here?",
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
  oldButton: [
    "That button belongs to an earlier question. This is where we are:",
    "That button is from before. We're here now:",
  ],

  safety: {
    danger:
      "I'm only a bot for music trouble and can't help with this. If anyone is in danger, call your emergency number now: 112, or 911 in the US.\n\nIf you're thinking of hurting yourself, call or text 988 in the US, 116 123 in the UK, or find a crisis line at findahelpline.com. You're not alone.",
    driving: "Please don't read this while driving. I'll keep your place; write \"continue\" once you're parked.",
  },
  /** Once a conversation, in the person's language: what is spoken here, that buttons work, and how to get a person. */
  languages: {
    de: "Ich kann leider nur Englisch. Die Knöpfe funktionieren immer. Für einen Menschen schreib „Mensch“.",
    es: "Lo siento, solo hablo inglés. Los botones siempre funcionan. Para hablar con una persona, escribe «persona».",
    fr: "Désolé, je ne parle qu'anglais. Les boutons marchent toujours. Pour parler à une personne, écrivez « personne ».",
    pt: 'Desculpe, só falo inglês. Os botões funcionam sempre. Para falar com uma pessoa, escreva "pessoa".',
    it: 'Mi dispiace, parlo solo inglese. I pulsanti funzionano sempre. Per una persona scrivi "persona".',
    nl: 'Sorry, ik spreek alleen Engels. De knoppen werken altijd. Schrijf "mens" voor een medewerker.',
    pl: "Przepraszam, mówię tylko po angielsku. Przyciski zawsze działają. Aby porozmawiać z człowiekiem, napisz „człowiek”.",
    tr: 'Üzgünüm, yalnızca İngilizce biliyorum. Düğmeler her zaman çalışır. Bir insanla konuşmak için "insan" yazın.',
    ru: "Извините, я говорю только по-английски. Кнопки работают всегда. Чтобы позвать человека, напишите «человек».",
    ja: "申し訳ありませんが、英語のみ対応しています。ボタンはいつでも使えます。担当者と話すには「人」と書いてください。",
    zh: "抱歉，我只会英语。按钮随时可用。想找人工，请写“人工”。",
    ar: "عذرًا، أتحدث الإنجليزية فقط. الأزرار تعمل دائمًا. للتحدث مع شخص اكتب «شخص».",
    sv: 'Tyvärr kan jag bara engelska. Knapparna fungerar alltid. Skriv "människa" om du vill prata med någon.',
    da: 'Jeg kan desværre kun engelsk. Knapperne virker altid. Skriv "menneske" for at tale med en person.',
    nb: 'Jeg kan dessverre bare engelsk. Knappene virker alltid. Skriv "menneske" for å snakke med en person.',
    cs: "Bohužel umím jen anglicky. Tlačítka vždy fungují. Chcete-li mluvit s člověkem, napište „člověk“.",
    uk: "На жаль, я розмовляю лише англійською. Кнопки працюють завжди. Щоб покликати людину, напишіть «людина».",
    other: 'Sorry, I only speak English. The buttons always work, and "person" gets you a person.',
  } as Record<string, string>,
  /** Who writes of danger in another language than English reads first, in theirs, whom to call. */
  dangerIn: {
    de: "Ist jemand in Gefahr? Ruf jetzt den Notruf 112. Wenn du daran denkst, dir etwas anzutun: Hilfe gibt es auf findahelpline.com. Du bist nicht allein.",
    es: "¿Alguien está en peligro? Llama ahora a emergencias: 112 o el número de tu país. Si piensas en hacerte daño, hay ayuda en findahelpline.com. No estás solo.",
    fr: "Quelqu'un est en danger ? Appelez tout de suite les urgences : 112 ou le numéro de votre pays. Si vous pensez à vous faire du mal, il y a de l'aide sur findahelpline.com. Vous n'êtes pas seul.",
    pt: "Alguém está em perigo? Ligue já para a emergência: 112, ou 192 no Brasil. Se pensa em se magoar, há ajuda em findahelpline.com. Você não está só.",
    it: "Qualcuno è in pericolo? Chiama subito i soccorsi: 112. Se pensi di farti del male, trovi aiuto su findahelpline.com. Non sei solo.",
    nl: "Is er iemand in gevaar? Bel nu het alarmnummer 112. Denk je eraan jezelf iets aan te doen? Hulp vind je op findahelpline.com. Je bent niet alleen.",
    pl: "Ktoś jest w niebezpieczeństwie? Zadzwoń teraz pod 112. Jeśli myślisz o zrobieniu sobie krzywdy, pomoc znajdziesz na findahelpline.com. Nie jesteś sam.",
    tr: "Tehlikede olan biri mi var? Hemen 112'yi arayın. Kendinize zarar vermeyi düşünüyorsanız findahelpline.com'da yardım var. Yalnız değilsiniz.",
    ru: "Кто-то в опасности? Сразу звоните в экстренную службу: 112. Если вы думаете причинить себе вред, помощь есть на findahelpline.com. Вы не одни.",
    ja: "誰かが危険な状態なら、すぐに119番か110番に電話してください。自分を傷つけたいと感じているなら、findahelpline.com で相談できます。あなたは一人ではありません。",
    zh: "有人有危险吗？请立刻拨打 120 或 110。如果你想伤害自己，可以在 findahelpline.com 找到帮助。你不是一个人。",
    ar: "هل هناك شخص في خطر؟ اتصل الآن برقم الطوارئ في بلدك، أو 112. إذا كنت تفكر في إيذاء نفسك فستجد المساعدة على findahelpline.com. لست وحدك.",
    sv: "Är någon i fara? Ring 112 nu. Om du tänker på att skada dig själv finns det hjälp på findahelpline.com. Du är inte ensam.",
    da: "Er nogen i fare? Ring 112 nu. Hvis du tænker på at gøre skade på dig selv, er der hjælp på findahelpline.com. Du er ikke alene.",
    nb: "Er noen i fare? Ring nødnummeret nå: 112 eller 113. Tenker du på å skade deg selv, finnes det hjelp på findahelpline.com. Du er ikke alene.",
    cs: "Je někdo v nebezpečí? Zavolejte hned 112. Pokud myslíte na to, že si ublížíte, pomoc najdete na findahelpline.com. Nejste sami.",
    uk: "Хтось у небезпеці? Одразу телефонуйте 112. Якщо ви думаєте заподіяти собі шкоду, допомога є на findahelpline.com. Ви не самі.",
  } as Record<string, string>,

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
      `Tell me what's wrong, for example "${topics}", and I'll show you one step at a time. These words always work: back, repeat, list, skip, stop, person.`,
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
