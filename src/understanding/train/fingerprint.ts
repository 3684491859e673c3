import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Knowledge } from "../../../knowledge/load.ts";
import { tableFile } from "../open.ts";

/** Code whose change makes a trained model stale. */
const folders = ["normalise", "entities", "encode", "classify", "train"];
const here = fileURLToPath(new URL("..", import.meta.url));

/** SHA-256 over all that a model is trained from: phrasings, background, names of products, vectors, and the code that reads them. */
export function fingerprint({ articles, phrasings, background }: Knowledge): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([articles.map(({ id, identity }) => [id, identity]), [...phrasings], background]));
  hash.update(readFileSync(tableFile));
  for (const folder of folders) for (const name of readdirSync(join(here, folder)).toSorted()) hash.update(name).update(readFileSync(join(here, folder, name)));
  return hash.digest("hex");
}
