import { expect, test } from "vitest";

import { AppError } from "../../src/common/errors.ts";
import { createLogger, takeConsole } from "../../src/common/logger.ts";

const marker = "my secret words";

function logged(write: (log: ReturnType<typeof createLogger>) => void): {
  text: string;
  line: Record<string, unknown>;
} {
  let text = "";
  write(createLogger({ level: "info", to: { write: (chunk) => void (text += chunk) } }));
  return { text, line: text === "" ? {} : JSON.parse(text) };
}

test("a line is JSON with its level in words, its time and its ids", () => {
  const { line } = logged((log) => log.info({ conversation: "c1", count: 2 }, "turn stored"));
  expect(line).toEqual({ level: "info", time: expect.any(String), conversation: "c1", count: 2, msg: "turn stored" });
});

test("fields that nobody declared harmless are left out and named", () => {
  const { text, line } = logged((log) =>
    log.info({ conversation: "c1", text: marker, body: { marker } }, "turn stored"),
  );
  expect(text).not.toContain(marker);
  expect(line).toMatchObject({ conversation: "c1", leftOut: ["text", "body"] });
});

test("a foreign error's words stay out, its kind, code and place stay in, down to its causes", () => {
  const cause = Object.assign(new SyntaxError(`Unexpected token in "${marker}"`), { code: "E1" });
  const { text, line } = logged((log) => log.error({ err: new Error(marker, { cause }) }, "turn failed"));
  expect(text).not.toContain(marker);
  expect(line.err).toMatchObject({
    kind: "Error",
    at: expect.arrayContaining([expect.stringContaining("logger.test.ts")]),
    cause: { kind: "SyntaxError", code: "E1" },
  });
});

test("an error of several lines leaves no line behind", () => {
  const { text } = logged((log) => log.error({ err: new Error(`first\n    at ${marker}`) }, "turn failed"));
  expect(text).not.toContain(marker);
});

test("our own fault is told with its code and words", () => {
  const { line } = logged((log) =>
    log.warn({ err: new AppError("StoreUnavailable", "The database is locked.") }, "refused"),
  );
  expect(line.err).toMatchObject({ kind: "AppError", code: "StoreUnavailable", message: "The database is locked." });
});

test("things thrown that are no errors are told by their type alone", () => {
  expect(logged((log) => log.error({ err: marker }, "odd")).line.err).toEqual({ kind: "string" });
});

test("at a terminal a line is for people, with the same fields", () => {
  let text = "";
  createLogger({ level: "info", readable: true, to: { write: (chunk) => void (text += chunk) } }).warn(
    { conversation: "c1", count: 2 },
    "turn stored",
  );
  expect(text).toMatch(/^\d\d:\d\d:\d\d WARN {2}turn stored conversation=c1 count=2\n$/);
});

test("what a library writes to the console is noted without its words", () => {
  let text = "";
  const own = { ...globalThis.console };
  const before = own.error;
  const giveBack = takeConsole(createLogger({ level: "info", to: { write: (chunk) => void (text += chunk) } }), own);
  own.error("refused", new Error(marker), marker);
  expect(JSON.parse(text)).toMatchObject({ level: "warn", err: { kind: "Error" } });
  expect(text).not.toContain(marker);
  giveBack();
  expect(own.error).toBe(before);
});
