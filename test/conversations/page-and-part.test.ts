import { describe, test } from "vitest";

import { holds, onWindows, stillAt } from "../support/talk.ts";

/** What the status page shows, and what plays in part only, end nothing. */

describe("where the page shows a problem", () => {
  const outage = `
    > spotify 502 on windows
    > there is an outage
    < Spotify's side
  `;
  test("'oh ok' takes note and begins no step", () =>
    holds(`
      ${outage}
      > oh ok
      < half an hour
      < !Step 2
    `));
  test.each(["its green now but still 502", "sorry misread its all green"])("it is over by: %s", (words) =>
    holds(`
      ${outage}
      > ${words}
      < Step 2 of 10
    `),
  );
});

describe("that not all of it plays is no cure", () => {
  test.each([
    "everything plays now except one playlist",
    "everything plays now except my own playlists",
    "reopened both, the mac is playing, my pc is not",
  ])("%s", (words) =>
    holds(`
      ${onWindows}
      > ${words}
      < !playing again
    `),
  );
});

test("'fine' before a question reports no page", () =>
  holds(`
    > spotify 502 on windows
    < Step 1 of 10
    > fine, what was the step again
    < !no outage
    ${stillAt(1)}
  `));

test("how risky a step by its number is does not go there", () =>
  holds(`
    ${onWindows}
    > how risky is step 9
    < deletes
    ${stillAt(2)}
  `));
