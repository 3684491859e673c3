import type { Article, Device } from "../../../knowledge/article.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { lazily } from "../../common/lazily.ts";
import { rememberBriefly } from "../../common/remember.ts";
import { testOfAny, wholeWords } from "../normalise/patterns.ts";
import { brandReader, type Brands } from "./brands.ts";
import { codeReader, type Codes } from "./codes.ts";
import { deviceReader, theDevice, type DevicesNamed } from "./devices.ts";
import { withoutMachineText } from "./machine-text.ts";
import { outcomeReader, type Outcome } from "./outcome.ts";
import { readDoneBefore, triedStepsReader } from "./tried-steps.ts";

/** What is found in a text by rule, before any classifier runs. */
export type Entities = {
  codes: Codes;
  brands: Brands;
  devices: DevicesNamed;
  device: Device | null;
  topics: readonly string[];
  tried: readonly string[];
  /** Whatever the text is about was done before. */
  doneBefore: boolean;
  outcome: Outcome;
};
export type ReadEntities = (typed: string) => Entities;

/** Opens like a question. */
const question =
  /^(?:so |and |but |ok |hey |hi |please |well |um )*(?:what|why|how|when|where|who|which|is|are|does|do|did|can|could|should|will|would|has|have|am|must|shall|explain|define)\b/u;

/** Creates the reader of a text's topics, by name; "asks" stands for a question. */
function topicReader({ topics }: Lexicon["topics"]): (typed: string) => string[] {
  const patterns: (readonly [string, RegExp])[] = [
    ...topics.map(({ topic, words }) => [topic, wholeWords(words)] as const),
    ["asks", question],
  ];
  const any = testOfAny(patterns.map(([, pattern]) => pattern));
  return (typed) => (any(typed) ? patterns.filter(([, pattern]) => pattern.test(typed)).map(([name]) => name) : []);
}

/**
 * Creates the reader of entities for the products, codes and steps of these articles. Each is read when it is asked for:
 * of single clauses mostly one is wanted, and all of them take ten times as long.
 */
export function entityReader(
  articles: readonly Pick<Article, "id" | "identity" | "steps">[],
  lexicon: Lexicon,
): ReadEntities {
  const readCodes = codeReader(
    lexicon["error-codes"],
    articles.map(({ id, identity }) => ({ article: id, code: identity.code, aliases: identity.codeAliases })),
  );
  const readBrands = brandReader(lexicon["other-products"], {
    names: articles.flatMap(({ identity }) => [identity.brand.toLowerCase(), ...identity.brandAliases]),
  });
  const readDevices = deviceReader(lexicon.devices);
  const readTopics = topicReader(lexicon.topics);
  const readTried = triedStepsReader(
    lexicon["tried-steps"],
    new Set(articles.flatMap((article) => article.steps.map(({ id }) => id))),
  );
  const readOutcome = outcomeReader(lexicon);
  return rememberBriefly((typed) => {
    const devices = lazily(() => readDevices(withoutMachineText(typed)));
    const codes = lazily(() => readCodes(typed));
    const brands = lazily(() => readBrands(typed));
    const topics = lazily(() => readTopics(typed));
    const tried = lazily(() => readTried(typed));
    const doneBefore = lazily(() => readDoneBefore(typed));
    const outcome = lazily(() => readOutcome(typed));
    return {
      get codes() {
        return codes();
      },
      get brands() {
        return brands();
      },
      get devices() {
        return devices();
      },
      get device() {
        return theDevice(devices());
      },
      get topics() {
        return topics();
      },
      get tried() {
        return tried();
      },
      get doneBefore() {
        return doneBefore();
      },
      get outcome() {
        return outcome();
      },
    };
  });
}

/** The entities as binary features for the classifier. */
export function flagsOf({ codes, brands, devices, device, topics, tried, outcome }: Entities): readonly string[] {
  const flags: string[] = [];
  const set = (flag: string, when: boolean): void => {
    if (when) flags.push(flag, `${flag}!`);
  };
  set("code", codes.ours !== null);
  set("code-denied", codes.oursDenied);
  set("code-other", codes.other);
  set("code-elsewhere", codes.elsewhere);
  set("brand", brands.ours);
  set("brand-other", brands.other);
  set("brand-fine", brands.otherFine);
  set("own-server", brands.ownServer);
  set(`device:${device}`, device !== null);
  for (const name of devices.denied) set(`not-device:${name}`, true);
  for (const topic of topics) set(`topic:${topic}`, true);
  set("device", devices.named.length > 0);
  set("tried", tried.length > 0);
  set("works", outcome.works && !outcome.fails);
  set("fails", outcome.fails && !outcome.works);
  set("relapse", outcome.relapse);
  set("unsaid", outcome.unsaid);
  return flags;
}
