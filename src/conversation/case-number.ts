import { randomInt } from "node:crypto";

/**
 * Six signs that nobody mistakes for one another when read aloud: a thousand million numbers, so that none can be
 * guessed.
 */
export function newCaseNumber(): string {
  const signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  return Array.from({ length: 6 }, () => signs[randomInt(signs.length)]).join("");
}
