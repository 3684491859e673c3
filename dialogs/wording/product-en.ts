import type { Article } from "../../knowledge/article.ts";
import type { Wording } from "./en.ts";
import { en } from "./en.ts";

/**
 * The sentences that name a product, for the products that the articles are about. `en` has those of a music service;
 * others get the same in words that fit: what plays there, and what to try.
 */

/**
 * What is said of a kind of product. `works`: after "does it"; `working`: after "it's"; `whenItFails`: after "it helps
 * when"; `makers`: "the assistant isn't made by …".
 */
type Kind = {
  short: string;
  works: string;
  working: string;
  tryIt: string;
  fails: string;
  problemPhrase: string;
  whenItFails: string;
  makers: string;
  tagline: string;
};

const anyProduct: Kind = {
  short: "Support",
  works: "work",
  working: "working",
  tryIt: "try it",
  fails: "It doesn't work",
  problemPhrase: "app trouble",
  whenItFails: "your app shows an error",
  makers: "the makers of the apps it helps with",
  tagline: "Gets your app working again",
};
const playing = { works: "play", working: "playing", fails: "It doesn't play" };
const kinds: Readonly<Record<string, Kind>> = {
  "music-streaming": {
    ...playing,
    short: "Music Support",
    tryIt: "try a song",
    problemPhrase: "music trouble",
    whenItFails: "your music won't play",
    makers: "the music services it helps with",
    tagline: "Gets your music playing again",
  },
  "video-streaming": {
    ...playing,
    short: "Streaming Support",
    tryIt: "try a film",
    problemPhrase: "streaming trouble",
    whenItFails: "your film won't play",
    makers: "the streaming services it helps with",
    tagline: "Gets your film playing again",
  },
  gaming: {
    ...anyProduct,
    short: "Gaming Support",
    tryIt: "start a game",
    problemPhrase: "gaming trouble",
    whenItFails: "your game won't start",
    makers: "the makers of the games it helps with",
    tagline: "Gets your game running again",
  },
};

/** What stands outside of conversations: on the page, in the notices, in the Teams app. */
export type ProductWords = {
  /** Up to 30 characters, as Teams has it. */
  short: string;
  name: string;
  tagline: string;
  description: string;
  whenItFails: string;
  makers: string;
};

const nameOf = ({ short }: Kind): string => `${short} Assistant`;

/** The words for the products of these articles. */
export function productWords(articles: readonly Article[]): ProductWords {
  const kind = kindOf(articles);
  const { short, tagline, whenItFails, makers } = kind;
  const description = `Step-by-step help when ${whenItFails}, and a person whenever you want one.`;
  return { short, name: nameOf(kind), tagline, description, whenItFails, makers };
}

/** What the wording of a conversation depends on: its article, or all articles where there is none in progress. */
type About = { brand: string | null; kind: Kind; page: string | null };

const pageOf = ({ facts }: Article): string | null =>
  facts.contacts.find(({ url }) => url !== undefined)?.url?.replace(/^https:\/\//u, "") ?? null;

/** What these articles are about; any product where they are about several kinds. */
function kindOf(articles: readonly Article[]): Kind {
  const types = new Set(articles.map(({ identity }) => identity.productType));
  const [only = ""] = types.size === 1 ? types : [];
  return kinds[only] ?? anyProduct;
}

function aboutOf(articles: readonly Article[], current: Article | undefined): About {
  const known = current ? [current] : articles;
  const brands = new Set(known.map(({ identity }) => identity.brand));
  const [brand = null] = brands.size === 1 ? brands : [];
  const [first] = known;
  return { brand, kind: kindOf(known), page: brand !== null && first ? pageOf(first) : null };
}

const made = new WeakMap<readonly Article[], Map<string, Wording>>();

/** The words of a conversation about this article, or before any error is named. */
export function wordingFor(articles: readonly Article[], current: Article | undefined): Wording {
  const kept = made.get(articles) ?? new Map<string, Wording>();
  made.set(articles, kept);
  const id = current?.id ?? "";
  const words = kept.get(id) ?? adapted(aboutOf(articles, current), nameOf(kindOf(articles)));
  kept.set(id, words);
  return words;
}

const isOriginal = ({ brand, kind }: About, assistant: string): boolean =>
  brand === "Spotify" && kind === kinds["music-streaming"] && assistant === en.assistantName;

function adapted(about: About, assistant: string): Wording {
  if (isOriginal(about, assistant)) return en;
  return { ...en, ...introductions(assistant, about.brand ?? "app"), ...sentences(about) };
}

function introductions(assistant: string, brand: string) {
  return {
    assistantName: assistant,
    welcome: (topics: string) => en.welcome(topics).replace(en.assistantName, assistant),
    identity: `I'm the ${assistant}, a bot. I walk you through fixing ${brand} errors and can get you a person here at any time.`,
  };
}

function sentences({ brand, kind, page }: About): Partial<Wording> {
  const { works, working, tryIt } = kind;
  const shows = brand ? `what ${brand} shows` : "what you see";
  const asks = brand ? `What does ${brand} show?` : "What do you see?";
  const help =
    brand && page ? `Search for it on ${brand}'s own help page, ${page}` : "The maker's own help may know it";
  return {
    whatIsWrong: [asks, "What can I help with?"],
    incidentOver: (name) => `${name}'s status page says the problem is over. Try it again: does it ${works} now?`,
    noGuide: (topics) => [
      `I don't have steps for that one; I only cover ${topics}. ${help}, or I can get you a person.`,
      `That isn't one of mine: I only cover ${topics}. A person here can take a look${page ? `, or try ${brand ?? "its maker"}'s help page, ${page}` : ""}.`,
    ],
    noCode: [
      `Without a code, try the usual things: close the app and open it again, restart the router, and try another network. Still nothing? ${help}, or I can get you a person here.`,
      `Then it's none of mine, but these often help: restart the app and the router, update the app, try another network. If not, a person here can take a look${page ? `, or see ${page}` : ""}.`,
    ],
    question: { ...en.question, checking: [`Does it ${works} now?`, `And now, does it ${works}?`] },
    wait: [
      `Take your time. When you've tried it, tell me: does it ${works}, or is it still broken?`,
      `No hurry, I'm here. Once it's done, ${tryIt} and tell me how it went.`,
    ],
    fixAsk: [`So it's ${working} again?`, `Just to be sure: is it ${working} now?`],
    noPlace: [`We haven't started yet. Tell me ${shows}.`, "No steps yet: first tell me what's wrong."],
    present: `Yes, I'm here. Tell me ${shows} or how it's going.`,
    privacyNow: en.privacyNow.replace("with Spotify", brand ? `with ${brand}` : "with the makers of the app"),
    readersNow: en.readersNow.replace("at Spotify", brand ? `at ${brand}` : "outside of it"),
    sharingNow: en.sharingNow.replace(
      "and Spotify doesn't",
      brand ? `and ${brand} doesn't` : "and the app's makers don't",
    ),
    refund: `I can't do refunds or change your plan. ${brand ?? "The maker of the app"} can${page ? `: ${page}` : ""}. Or I can get you a person here.`,
    fixed: [`Great, it's ${working} again.`, `Good news, it's ${working} again.`],
    safety: { ...en.safety, emergency: en.safety.emergency.replace("music trouble", kind.problemPhrase) },
    smallTalk: {
      ...en.smallTalk,
      greeting: [`Hello. Tell me ${shows}, or press a button.`, `Hello again. ${asks}`],
    },
    nothingToDo: { ...en.nothingToDo, yes: [`OK. ${asks}`, "OK. Tell me what you see on the screen."] },
    choices: { ...en.choices, itPlays: `Yes, it ${works}s` },
    readings: { ...en.readings, "problem.unspecified": kind.fails },
  };
}

/** Words about the choice between articles. */
export const articleWords = {
  sample: (title: string, answer: string) => `With ${title}: ${answer}`,
  whichError: ["Which error do you see?", "Which of these errors is it?"],
  whichApp: ["Which app is it? You can also write its name and the code.", "Which of these apps is it?"],
  more: "Show more",
  switchOffer: (title: string) => `That belongs to the guide for ${title}. Shall we switch? I'll keep your place here.`,
  switchStep: (step: string, title: string) =>
    `"${step}" belongs to the guide for ${title}. Shall we switch? I'll keep your place here.`,
  switchYes: "Yes, switch",
  switchNo: "No, continue here",
  switchDeclined: ["OK, we stay with this one.", "All right, we continue here."],
  noAnswer: (title: string) => `I don't have an answer to that for ${title}, but I have its steps.`,
  others: (names: string, count: number) => `${names} and ${count} other ${count === 1 ? "app" : "apps"}`,
  errorsOf: (names: string) => `errors of ${names}`,
  list: (titles: readonly string[]) => new Intl.ListFormat("en").format(titles),
};
