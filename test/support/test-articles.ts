import { loadArticles } from "../../knowledge/load.ts";

/**
 * The knowledge that the tests of the code run on, whatever other articles there are: the one that the models know best.
 * An article brings its own tests (`assistant article test`).
 */
export const testArticles = loadArticles().filter(({ id }) => id === "spotify-502");
