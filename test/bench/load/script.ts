/**
 * A conversation as people hold it: a report, results in many words, two questions in between, a step left out, an end.
 * Typed, not pressed, so that every turn has to be understood.
 */
export const script: readonly string[] = [
  "Hi, Spotify says error 502 on my windows laptop",
  "nope, still broken",
  "that did not help",
  "will i lose my downloads if i reinstall it?",
  "still the same error",
  "Still broken",
  "how long does this usually take",
  "i can't do that one",
  "didnt work either",
  "no change, sorry",
  "ok it works now!",
  "start over",
];
