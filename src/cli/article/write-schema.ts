import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { authoringSchema } from "../../../knowledge/authoring-schema.ts";
import { knowledgeDirectory } from "../../../knowledge/load.ts";

/** Writes the JSON Schema of articles beside them. */
export function writeSchema(): void {
  writeFileSync(join(knowledgeDirectory, "article.schema.json"), `${JSON.stringify(authoringSchema(), null, 2)}\n`);
  process.stdout.write("knowledge/article.schema.json is written\n");
}
