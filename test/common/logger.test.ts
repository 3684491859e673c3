import { expect, test } from "vitest";

import { AppError } from "../../src/common/errors.ts";
import { createLogger, redirectConsole } from "../../src/common/logger.ts";

const marker = "my secret words";

function logged(write: (log: ReturnType<typeof createLogger>) => void): {
  text: string;
  line: Record<string, unknown>;
} {
  let text = "";
  write(createLogger({ level: "info", to: { write: (chunk) => void (text += chunk) } }));
  return { text, line: text === "" ? {} : JSON.parse(text) };
}

test("a line is JSON with level name, time and fields", () => {
  const { line } = logged((log) => log.info({ conversation: "c1", count: 2 }, "turn stored"));
  expect(line).toEqual({ level: "info", time: expect.any(String), conversation: "c1", count: 2, msg: "turn stored" });
});

test("fields outside the allow-list are dropped and named", () => {
  const { text, line } = logged((log) =>
    log.info({ conversation: "c1", text: marker, body: { marker } }, "turn stored"),
  );
  expect(text).not.toContain(marker);
  expect(line).toMatchObject({ conversation: "c1", leftOut: ["text", "body"] });
});

test("of a library's error kind, code and stack are logged, not its message, also for its causes", () => {
  const cause = Object.assign(new SyntaxError(`Unexpected token in "${marker}"`), { code: "E1" });
  const { text, line } = logged((log) => log.error({ err: new Error(marker, { cause }) }, "turn failed"));
  expect(text).not.toContain(marker);
  expect(line.err).toMatchObject({
    kind: "Error",
    at: expect.arrayContaining([expect.stringContaining("logger.test.ts")]),
    cause: { kind: "SyntaxError", code: "E1" },
  });
});

test("no line of a multi-line error message is logged", () => {
  const { text } = logged((log) => log.error({ err: new Error(`first\n    at ${marker}`) }, "turn failed"));
  expect(text).not.toContain(marker);
});

test("our own errors are logged with code and message", () => {
  const { line } = logged((log) =>
    log.warn({ err: new AppError("StoreUnavailable", "The database is locked.") }, "refused"),
  );
  expect(line.err).toMatchObject({ kind: "AppError", code: "StoreUnavailable", message: "The database is locked." });
});

test("of thrown values that are no errors only the type is logged", () => {
  expect(logged((log) => log.error({ err: marker }, "odd")).line.err).toEqual({ kind: "string" });
});

test("readable lines have the same fields", () => {
  let text = "";
  createLogger({ level: "info", readable: true, to: { write: (chunk) => void (text += chunk) } }).warn(
    { conversation: "c1", count: 2 },
    "turn stored",
  );
  expect(text).toMatch(/^\d\d:\d\d:\d\d WARN {2}turn stored conversation=c1 count=2\n$/);
});

test("console output of libraries is logged without its content", () => {
  let text = "";
  const own = { ...globalThis.console };
  const before = own.error;
  const restore = redirectConsole(createLogger({ level: "info", to: { write: (chunk) => void (text += chunk) } }), own);
  own.error("refused", new Error(marker), marker);
  expect(JSON.parse(text)).toMatchObject({ level: "warn", err: { kind: "Error" } });
  expect(text).not.toContain(marker);
  restore();
  expect(own.error).toBe(before);
});
