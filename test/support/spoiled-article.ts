import { checkKnowledge } from "../../knowledge/check.ts";
import { describeFault } from "../../knowledge/faults.ts";
import { copyOfKnowledge } from "./knowledge-directory.ts";

/** The files of the second article, which tests spoil: the real one may be reworded at any time. */
export const article = "articles/deezer-503.yaml";
export const phrasings = "phrasings/deezer-503.yaml";

/** What the check says of the second article after one piece of a file has been changed. */
export function faultsAfter(file: string, piece: string, by: string): string[] {
  using knowledge = copyOfKnowledge();
  knowledge.addSecondArticle();
  knowledge.change(file, piece, by);
  return checkKnowledge(knowledge.directory).faults.map(describeFault);
}

/** A line of the check that names the file, the place, some line and a fault that begins so. */
export function placed(file: string, place: string, fault: string): RegExp {
  return new RegExp(`^${RegExp.escape(`${file}: ${place}`)} \\(line \\d+\\): ${fault}`);
}
