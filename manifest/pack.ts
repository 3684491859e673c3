import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { productWords } from "../dialogs/wording/product-en.ts";
import type { Article } from "../knowledge/article.ts";
import { loadArticles } from "../knowledge/load.ts";
import { referenceArticle } from "../knowledge/reference.ts";
import { exitCodeOfWrongSettings, readTeamsSettings } from "../src/config/settings.ts";
import { archiveOf, teamsApp, type TeamsAppSettings } from "./teams-app.ts";

/** `npm run manifest:pack`: writes the package that is uploaded to Teams. */

const root = new URL("../", import.meta.url);

function fail(faults: readonly string[], exitCode: number): void {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = exitCode;
}

/** The words of the articles that there are, and the name of the settings. */
function wordsOf(
  articles: readonly Article[],
  brandName: string | null,
): Pick<TeamsAppSettings, "product" | "example"> {
  const article = referenceArticle(articles) ?? articles[0];
  if (!article) throw new Error("there are no articles, so the app would have nothing to help with");
  const product = productWords(articles);
  return {
    product: brandName === null ? product : { ...product, short: brandName.slice(0, 30), name: brandName },
    example: { ...article.identity, title: article.facts.title.en },
  };
}

const given = readTeamsSettings();
if (given.ok) {
  const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string };
  const { brandName, ...settings } = given.settings;
  const app = teamsApp({ ...settings, version, ...wordsOf(loadArticles(), brandName) });
  if (app.ok) {
    mkdirSync(new URL("dist/", root), { recursive: true });
    const archive = fileURLToPath(new URL("dist/teams-app.zip", root));
    writeFileSync(archive, archiveOf(app.files));
    process.stdout.write(`Written: ${archive}\nUpload it in Teams under Apps, Manage your apps, Upload an app.\n`);
  } else {
    fail(app.faults, 1);
  }
} else {
  fail(given.faults, exitCodeOfWrongSettings);
}
