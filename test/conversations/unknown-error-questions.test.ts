import { describe, test } from "vitest";

import { holds } from "../support/talk.ts";

/** Questions about an error that there are no steps for: what an article says of its own error is no answer to them. */

describe("right after another error, a question about it says again what there is", () => {
  test.each([
    "what does that mean",
    "what does it mean?",
    "whose fault is it",
    "is it serious",
    "how long does that usually last",
    "what is that error",
  ])("%s", (words) =>
    holds(`
      > spotify says error 403
      > ${words}
      < !bad gateway
      < !Spotify's servers
      < only cover
      < [Talk to a person]
    `),
  );
});

test("what names a known error is answered from its article, and from then on that is meant", () =>
  holds(`
    > spotify says error 403
    > what does 502 mean
    < bad gateway
    > how long does that usually last
    < !only cover
  `));

test("a question that holds for any error is answered", () =>
  holds(`
    > spotify says error 403
    > will i lose my downloads if i reinstall
    < !only cover
  `));
