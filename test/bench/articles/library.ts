import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

import { loadLexicon } from "../../../knowledge/lexicon.ts";
import { loadKnowledge } from "../../../knowledge/load.ts";
import { namedReportSign } from "../../../src/understanding/training/article-lines.ts";
import { copyOfProject } from "../../support/project-copy.ts";

/** A copy of the project whose knowledge has as many articles as wanted, made up beside the real ones. */

const evidence = { source: "made up for the measurement", verifiedOn: "2026-11-29" };

/** What is made up: a brand, its code and two steps that no other article has. */
export type MadeUp = { id: string; brand: string; code: string; steps: readonly { id: string; title: string }[] };

const beginnings = ["Vel", "Tum", "Kor", "Zan", "Bri", "Hes", "Lum", "Pax", "Rud", "Gol"];
const middles = ["ora", "imi", "ute", "ena", "adi", "osk", "ubi", "elo", "aya", "inu"];
const endings = ["tone", "wave", "cast", "fy", "beat", "dio", "play", "jam", "song", "mix"];
const verbs = ["Reset", "Turn off", "Clear", "Renew", "Change", "Check", "Remove", "Lower", "Unlink", "Refresh"];
const things =
  "equaliser,crossfade,sound profile,licence file,device list,audio driver,region,time zone,family plan,sleep timer,download folder,play queue,lyrics overlay,data saver,audio quality,parental lock,car mode,speaker group,beta channel,history".split(
    ",",
  );

/** Codes of every kind that articles have; every tenth has the same one as others. */
function codeOf(at: number): string {
  if (at % 10 === 0) return "503";
  const kinds = [`E-${100 + at}`, `${2000 + at * 7}`, `NX-${at}-${(at % 9) + 1}`, `${20 + at}`, `ERR_${at}`];
  return kinds[at % kinds.length] ?? "";
}

/** The article with this number; the same at every run. */
function madeUp(at: number): MadeUp {
  const tens = Math.floor(at / 10) % 10;
  const brand = `${beginnings[at % 10]}${middles[tens]}${endings[(at + tens) % 10]}`;
  const code = codeOf(at);
  const steps = [2 * at, 2 * at + 1].map((number) => {
    const thing = things[number % things.length] ?? "";
    const verb = verbs[Math.floor(number / things.length) % verbs.length] ?? "";
    return { id: `${verb} ${thing}`.toLowerCase().replaceAll(" ", "-"), title: `${verb} the ${thing}` };
  });
  return { id: `${brand}-${code}`.toLowerCase().replaceAll(/[^a-z0-9]+/gu, "-"), brand, code, steps };
}

const answers: Readonly<Record<string, string>> = {
  "what-it-means": "What does it mean?",
  "whose-fault": "Whose fault is it?",
  "how-long": "How long does it last?",
  severity: "How serious is it?",
  professional: "Do I need a professional?",
};

function articleOf({ id, brand, code, steps }: MadeUp): unknown {
  const doing = (title: string) => ({ all: { instructions: { en: [`${title}.`, "Try again."] } } });
  const step = ({ id: name, title }: { id: string; title: string }) => ({
    id: name,
    title: { en: title },
    minutes: 2,
    purpose: { en: "That often helps." },
    on: doing(title),
  });
  return {
    id,
    ...evidence,
    identity: {
      brand,
      brandAliases: [],
      product: `${brand} app`,
      productType: "music-streaming",
      code,
      codeAliases: [],
    },
    facts: {
      title: { en: `${brand} error ${code}` },
      summary: { en: `Error ${code} keeps ${brand} from playing.` },
      severity: "low",
      difficulty: "easy",
      minutes: { least: 1, most: 30 },
      tools: { en: ["The device you use"] },
      professional: { en: `Ask ${brand}.` },
      contacts: [{ name: { en: `${brand} help` }, url: "https://help.example.com", when: { en: "It stays." } }],
    },
    status: { pages: [{ name: `${brand}'s status`, url: "https://status.example.com" }] },
    steps: [
      step({ id: "restart-app", title: `Restart ${brand}` }),
      { use: "restart-router" },
      { use: "restart-device" },
      { use: "disable-vpn" },
      ...steps.map(step),
    ],
    answers: Object.entries(answers).map(([name, title]) => ({
      id: name,
      title: { en: title },
      text: { en: `This is about ${brand} ${code}. It is made up.` },
    })),
  };
}

const reportLines = (brand: string, code: string): string[] =>
  ["says", "shows", "error", "gives me", "code", "app error", "stopped with", "on my phone:"].map(
    (word) => `${brand.toLowerCase()} ${word} ${code}`,
  );

const stepLines = (title: string): string[] => {
  const order = title.toLowerCase();
  const thing = order.replace(/^.* the /u, "");
  return [
    `how do i ${order}`,
    `where is the ${thing}`,
    `show me the step with the ${thing}`,
    `${thing} how`,
    `can you tell me where i ${order} please`,
    `i want to ${order}`,
    `the ${thing} step again`,
    `what do i press for the ${thing}`,
  ];
};

/** Articles that others are made up beside: the best known one. */
const bestKnown = "spotify-502";

/** A copy with so many articles: the best known one and made-up ones. */
export function libraryOf(folder: string, count: number): { path: string; made: readonly MadeUp[] } {
  const path = copyOfProject(folder, `articles-${count}`);
  for (const file of readdirSync(join(path, "knowledge/articles")))
    if (!file.startsWith(bestKnown)) rmSync(join(path, "knowledge/articles", file));
  for (const file of ["spotify-16.yaml", "apple-music-3.yaml"]) rmSync(join(path, "knowledge/phrasings", file));
  const made = Array.from({ length: count - 1 }, (_, at) => madeUp(at));
  for (const one of made) {
    writeFileSync(join(path, `knowledge/articles/${one.id}.yaml`), stringify(articleOf(one)));
    const phrasings = {
      [`problem:${one.id}`]: reportLines(one.brand, one.code),
      ...Object.fromEntries(one.steps.map(({ id, title }) => [`step:${id}`, stepLines(title)])),
    };
    writeFileSync(join(path, `knowledge/phrasings/${one.id}.yaml`), stringify(phrasings));
  }
  return { path, made };
}

/**
 * Leaves so many lines a label in the phrasings of these articles, the first ones. Reports that name their error do not
 * count, as they are understood without.
 */
export function keepLines(path: string, ids: readonly string[], count: number): void {
  const isNamed = namedReportSign(loadKnowledge(), loadLexicon());
  for (const id of ids) {
    const file = join(path, `knowledge/phrasings/${id}.yaml`);
    let [kept, label] = [0, ""];
    const lines = readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => {
        if (line.startsWith('"')) [kept, label] = [0, line.split('"')[1] ?? ""];
        if (!line.startsWith("  - ")) return true;
        return !isNamed(label, line) && (kept += 1) <= count;
      });
    writeFileSync(file, lines.join("\n"));
  }
}
