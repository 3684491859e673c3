import { expect, test } from "vitest";

import { createOutageLog } from "../../src/common/outage-log.ts";
import { createRecordedLog } from "../support/recorded-log.ts";

function outageLog(threshold?: number) {
  const { log, lines } = createRecordedLog();
  const outage = createOutageLog({ log, down: "down", up: "up", ...(threshold !== undefined && { threshold }) });
  return { outage, messages: () => lines.map(({ level, msg }) => `${level} ${msg}`) };
}

test("an outage is logged once when it begins and once when it ends", () => {
  const { outage, messages } = outageLog();
  outage.succeeded();
  for (let failure = 0; failure < 5; failure++) outage.failed(new Error("ECONNREFUSED"));
  expect(messages()).toEqual(["warn down"]);
  outage.succeeded();
  outage.succeeded();
  outage.failed(new Error("ECONNREFUSED"));
  expect(messages()).toEqual(["warn down", "info up", "warn down"]);
});

test("with a threshold fewer failures in a row are no outage", () => {
  const { outage, messages } = outageLog(3);
  for (let round = 0; round < 3; round++) {
    outage.failed(new Error("500"));
    outage.failed(new Error("500"));
    outage.succeeded();
  }
  expect(messages()).toEqual([]);
  for (let failure = 0; failure < 4; failure++) outage.failed(new Error("500"));
  outage.succeeded();
  expect(messages()).toEqual(["warn down", "info up"]);
});
