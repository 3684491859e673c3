import { expect, test } from "vitest";

import { pathOf } from "./message-path.ts";

test("a message's path counts each function once, by folder, without those that an idle service runs", () => {
  const idle = [{ file: "src/http/health.ts", start: 7 }];
  const ran = [
    { file: "src/turn.ts", start: 0 },
    { file: "src/http/server.ts", start: 40 },
    { file: "src/http/server.ts", start: 90 },
    { file: "src/http/server.ts", start: 40 },
    { file: "src/http/health.ts", start: 7 },
    { file: "src/http/health.ts", start: 80 },
  ];
  expect(pathOf(ran, idle)).toEqual({
    files: 3,
    functions: 4,
    folders: [
      { folder: "src", files: 1, functions: 1 },
      { folder: "src/http", files: 2, functions: 3 },
    ],
  });
});
