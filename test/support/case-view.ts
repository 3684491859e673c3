import type { CaseView } from "../../src/desk/integrations/connector.ts";
import { testArticles } from "./test-articles.ts";

/** A case that waits, as connectors get it. */
export const waitingCase: CaseView = {
  case: {
    number: "AB2CD3",
    conversation: "c",
    channel: "msteams",
    userName: "Kim",
    page: null,
    language: "en-GB",
    contact: null,
    reason: "asked",
    subject: "Spotify error 502 on an iPhone or iPad",
    article: "spotify-502",
    device: "ios",
    tried: [
      { step: "restart-app", result: "not-fixed", at: 0 },
      { step: "restart-router", result: "skipped", at: 1 },
    ],
    liveStatus: { kind: "no-incident", checkedAt: 0 },
    openedAt: Date.UTC(2026, 10, 22, 12),
    rating: null,
    changed: 0,
    status: "waiting",
    assignee: null,
    waitingSince: 0,
    closedAt: null,
    ended: null,
    resolution: null,
    reopened: 0,
    remindedAt: null,
  },
  article: testArticles[0],
  transcript: [
    { conversation: "c", seq: 1, from: "user", id: "1", text: "Spotify says error 502 on my iPhone", at: 0 },
    {
      conversation: "c",
      seq: 2,
      from: "assistant",
      id: "2",
      text: "**Step 1 of 10 · Restart Spotify**\n\n1. Swipe it up.\n2. Open it again.",
      at: 1_000,
    },
    { conversation: "c", seq: 3, from: "user", id: "3", text: "I want to talk to a person", at: 2_000 },
  ],
  external: null,
  others: [],
  repeated: false,
  mayHaveArrived: false,
};
