import type { Article, Device, Step } from "../../knowledge/article.ts";
import { articleSchema, devices } from "../../knowledge/article.ts";

/** Articles made for tests: as many as wanted, of any brand and code, without a file. */

const evidence = { source: "made up for the tests", verifiedOn: "2026-11-22" };

/** A step by its id and title, the same on every device but these, which cannot do it. */
export type MadeStep = { id: string; title: string; not?: readonly Device[]; asksFirst?: boolean };

function stepOf({ id, title, not = [], asksFirst = false }: MadeStep): Step {
  const doable = { instructions: { en: [`${title}.`] }, ...evidence };
  const cannot = { reason: { en: "it isn't there" }, ...evidence };
  return {
    id,
    title: { en: title },
    minutes: 2,
    asksFirst,
    signsOut: false,
    ...(asksFirst ? { warning: { en: "This deletes something." } } : {}),
    purpose: { en: `${title}: that often helps.` },
    on: Object.fromEntries(devices.map((device) => [device, not.includes(device) ? cannot : doable])) as Step["on"],
    ...evidence,
  };
}

const commonAnswers = ["what-it-means", "whose-fault", "how-long", "difficulty", "severity"];

/** An article of this brand and code; it passes the schema. */
export function madeArticle(spec: {
  id: string;
  brand: string;
  brandAliases?: string[];
  code: string;
  codeAliases?: string[];
  productType?: string;
  steps?: readonly MadeStep[];
  answers?: readonly string[];
}): Article {
  const { id, brand, code, productType = "music-streaming" } = spec;
  const { steps = [{ id: "restart-app", title: `Restart ${brand}` }], answers = commonAnswers } = spec;
  return articleSchema.parse({
    id,
    identity: {
      brand,
      brandAliases: spec.brandAliases ?? [],
      product: `${brand} app`,
      productType,
      code,
      codeAliases: spec.codeAliases ?? [],
      ...evidence,
    },
    facts: {
      title: { en: `${brand} error ${code}` },
      summary: { en: `Error ${code} keeps ${brand} from playing.` },
      severity: "low",
      difficulty: "easy",
      minutes: { least: 1, most: 60 },
      tools: { en: ["The device you use"] },
      professional: { en: `Ask ${brand}.` },
      contacts: [{ name: { en: `${brand} help` }, url: "https://help.example.com", when: { en: "It stays." } }],
      ...evidence,
    },
    status: { pages: [{ name: `${brand}'s status`, url: "https://status.example.com" }], ...evidence },
    steps: steps.map(stepOf),
    answers: answers.map((answer) => ({
      id: answer,
      title: { en: `${answer} of ${brand} ${code}?` },
      text: { en: `This is the ${answer} of ${brand} ${code}. It is made up.` },
      ...evidence,
    })),
  });
}

/** A second error of Spotify, whose code is an everyday number, and one of another brand, whose code has letters. */
export const spotifyFour = madeArticle({
  id: "spotify-4",
  brand: "Spotify",
  code: "4",
  codeAliases: ["offline error"],
  steps: [
    { id: "turn-off-offline-mode", title: "Turn off offline mode" },
    { id: "change-dns", title: "Change the DNS server" },
    { id: "restart-router", title: "Restart router and modem" },
  ],
});
export const netflixError = madeArticle({
  id: "netflix-nw-2-5",
  brand: "Netflix",
  brandAliases: ["netflex", "net flix"],
  code: "NW-2-5",
  productType: "video-streaming",
  steps: [
    { id: "test-network", title: "Test the network of your TV" },
    { id: "restart-app", title: "Restart Netflix" },
    { id: "restart-router", title: "Restart router and modem" },
    { id: "reinstall", title: "Reinstall Netflix", asksFirst: true },
  ],
  answers: ["what-it-means", "whose-fault", "how-long", "severity"],
});
