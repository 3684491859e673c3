import { expect, test } from "vitest";
import { article, phrasings, faultsAfter, placed } from "../support/spoiled-article.ts";

const spoiled: [promise: string, file: string, piece: string, by: string, place: string, fault: string][] = [
  [
    "a device without a word is missed",
    article,
    "      linux:\n",
    "      lynux:\n",
    "steps.wait.on.linux",
    "is missing — write its instructions",
  ],
  [
    "a field that does not belong is named",
    article,
    "severity: low",
    "severity: low\n  severty: low",
    "facts",
    "has a field that does not belong here: severty",
  ],
  [
    "a choice lists what can be chosen",
    article,
    "severity: low",
    "severity: dire",
    "facts.severity",
    "must be one of low, medium, high",
  ],
  [
    "a code without quotes is told to put them",
    article,
    'code: "503"',
    "code: 503",
    "identity.code",
    "must be text, and is read as the number 503 — put it in quotes",
  ],
  [
    "a field with nothing after it is empty",
    article,
    "product: Deezer app",
    "product:",
    "identity.product",
    "is empty",
  ],
  ["an empty text is empty", article, "product: Deezer app", 'product: " "', "identity.product", "must not be empty"],
  [
    "a text in place of a list is refused",
    article,
    "      - The device you listen on",
    "      The device you listen on",
    "facts.tools.en",
    "must be a list",
  ],
  [
    "an empty list is refused",
    article,
    "en:\n      - The device you listen on",
    "en: []",
    "facts.tools.en",
    "must have at least one entry",
  ],
  [
    "a day that is none is refused",
    article,
    "verifiedOn: 2026-11-22",
    "verifiedOn: 2026-02-30",
    "identity.verifiedOn",
    "must be a day of the calendar",
  ],
  [
    "an address that is not encrypted is refused",
    article,
    "https://status",
    "http://status",
    "status.pages.1.url",
    "must be a web address that starts with https:",
  ],
  [
    "an id has one form",
    article,
    "- id: wait",
    "- id: Wait_1",
    "steps.Wait_1.id",
    "must be lower case words joined by hyphens",
  ],
  [
    "an id is used once",
    article,
    "- id: wait",
    "- id: restart-app",
    "steps.restart-app.id",
    "'restart-app' is used twice — give every one its own id",
  ],
  [
    "a step that asks first needs a warning",
    article,
    "    warning:\n      en: This deletes your downloads.\n",
    "",
    "steps.reinstall.warning",
    "is missing, and the step asks for consent first",
  ],
  [
    "something done instead of a step needs a reason",
    article,
    "        reason:\n          en: a page has no app to restart\n",
    "",
    "steps.restart-app.on.web.reason",
    "is missing, and something is done instead",
  ],
  [
    "a line with a colon is told to use quotes",
    phrasings,
    "- 503 on deezer",
    "- deezer: 503",
    "problem:deezer-503.2",
    "must be a text — a colon .* needs quotes",
  ],
  [
    "a label without lines is refused",
    phrasings,
    "faq:what-it-means:\n",
    "faq:what-it-means:\n\nfaq:what-else:\n",
    "faq:what-it-means",
    "is empty",
  ],
  ["minutes are whole", article, "minutes: 4", "minutes: 2.5", "steps.reinstall.minutes", "must be a whole number"],
  ["minutes are one or more", article, "minutes: 4", "minutes: 0", "steps.reinstall.minutes", "must be 1 or more"],
  [
    "least and most cannot be swapped",
    article,
    "least: 2",
    "least: 20",
    "facts.minutes.least",
    "must not be more than 'most'",
  ],
];

test.each(spoiled)("%s", (_promise, file, piece, by, place, fault) => {
  expect(faultsAfter(file, piece, by)).toContainEqual(expect.stringMatching(placed(file, place, fault)));
});

test.each([
  [
    "a field that stands twice",
    "  severity: low\n",
    "  severity: low\n  severity: low\n",
    "the same field stands here a second time",
  ],
  ["a syntax error", "  severity: low\n", "  severity: [\n", "is not readable as YAML"],
])("%s is reported with its line", (_promise, piece, by, fault) => {
  expect(faultsAfter(article, piece, by)[0]).toMatch(new RegExp(`^${article}: line \\d+: ${fault}`));
});
