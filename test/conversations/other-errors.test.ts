import { describe, test } from "vitest";

import { holds } from "../support/talk.ts";

/** Errors that there are no steps for, and what looks like one. */

describe("an error that there are no steps for gets a place to look", () => {
  test.each([
    ["spotify error 30", "help page"],
    ["netflix error nw-2-5", "help page"],
  ])("%s", (words, piece) =>
    holds(`
      > ${words}
      < ${piece}
    `),
  );

  test("and the page of the product in progress is not said to know another one", () =>
    holds(`
      > spotify 502 on windows
      > now netflix shows error nw-2-5
      < maker's help page
      < Back to step 1
    `));
});

test("a VPN by the name of a server is no other product", () =>
  holds(`
    > Error 502 appeared after I enabled Cloudflare WARP on my macbook
    < Step 1 of 10
  `));
