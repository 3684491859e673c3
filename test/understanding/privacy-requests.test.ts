import { expect, test } from "vitest";

import { loadLexicon } from "../../knowledge/lexicon.ts";
import { fixedRequests } from "../../src/understanding/interpretation/fixed-requests.ts";

const { wantsErasure } = fixedRequests(loadLexicon());

test.each([
  "delete my data",
  "Delete my data!",
  "please delete all my data",
  "can you delete my personal data please?",
  "I want you to delete my chat history",
  "erase my data",
  "Erase everything you have about me.",
  "remove all of my messages from your database",
  "wipe my information",
  "forget me",
  "forget everything about me",
  "delete everything you know about me",
  "clear my conversation",
  "right to be forgotten",
])("%j is a wish to be deleted", (text) => expect(wantsErasure(text)).toBe(true));

test.each([
  "delete my playlist",
  "clear my cache",
  "delete the app",
  "clear app data",
  "will it delete my downloads",
  "delete my",
  "do you store my data",
  "I forget my password",
  "forget it",
  "how do I delete my account",
  "do not delete my data",
  "does reinstalling delete my data?",
  "",
])("%j is none", (text) => expect(wantsErasure(text)).toBe(false));
