import { readFileSync, writeFileSync } from "node:fs";

import { loadArticles } from "../../knowledge/load.ts";
import { referenceArticle } from "../../knowledge/reference.ts";
import { stateTable } from "../../dialogs/state-table.ts";

/** `npm run dialogs:table`: writes the table of states into `dialogs/README.md`, below its mark. */
const readme = new URL("../../dialogs/README.md", import.meta.url);
const mark = "<!-- Below this line: written by npm run dialogs:table -->\n";

const article = referenceArticle(loadArticles());
if (!article) throw new Error("there is no article to show the states with");
const [introduction = ""] = readFileSync(readme, "utf8").split(mark);
writeFileSync(readme, `${introduction}${mark}\n${stateTable(article)}\n`);
