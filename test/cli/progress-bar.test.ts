import { expect, test } from "vitest";

import { showProgress } from "../../src/cli/progress-bar.ts";

/** A terminal of one line: what it shows now. */
function openTerminal(isTTY: boolean) {
  let line = "";
  const write = (text: string): void => {
    line = text.includes("\r") ? (text.split("\u001B[K").at(-1) ?? "") : line + text;
  };
  return { to: { isTTY, write }, shown: () => line };
}

test("at a terminal a bar shows how far the work is, until it ends", () => {
  const { to, shown } = openTerminal(true);
  const progress = showProgress("Copying", 4, to);
  expect(shown()).toMatch(/^Copying ░+ 0 %$/);
  progress.show(1);
  expect(shown()).toMatch(/^Copying █+░+ 25 %$/);
  progress.show(3, 3);
  expect(shown()).toMatch(/^Copying █+ 100 %$/);
  progress.end();
  expect(shown()).toBe("");
});

test("what else is printed stands without the bar, which is there again afterwards, but not after its end", () => {
  const { to, shown } = openTerminal(true);
  const progress = showProgress("Copying", 2, to);
  const bar = shown();
  progress.around(() => expect(shown()).toBe(""));
  expect(shown()).toBe(bar);
  progress.end();
  progress.around(() => undefined);
  expect(shown()).toBe("");
});

test("where there is no terminal nothing is shown, and what else is printed is", () => {
  const { to, shown } = openTerminal(false);
  const progress = showProgress("Copying", 2, to);
  progress.show(1);
  let printed = 0;
  progress.around(() => (printed += 1));
  progress.end();
  expect([shown(), printed]).toEqual(["", 1]);
});
