import { describe, test } from "vitest";

import { holds } from "../support/talk.ts";

/** Errors beside the one that is solved: of others, of other products, and the one that was left. */

test.each(["go back to the other one", "back to the first error"])("the guide that was left goes on: %s", (words) =>
  holds(`
    > spotify 502 on windows
    > all fine
    < Step 2 of 10
    > now it says error 16
    > yes
    < Error 16
    < Step 1 of 7
    > ${words}
    < Step 2 of 10
    > back
    < Step 1 of 10
  `),
);

test("an error that others get is not the one that is solved", () =>
  holds(`
    > i get error 16 on spotify, the guy at work gets 502, mine is android
    < Step 1 of 7
  `));

describe("an error that there are no steps for gets a place to look", () => {
  test.each([
    ["spotify error 30", "support.spotify.com"],
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
