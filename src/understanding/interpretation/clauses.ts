/** Where one thing said ends and the next begins. */
const joint =
  /[.!?;\n]+\s*|\s*,\s*(?:and|but|so|also|plus|or|then)\s+|\s+(?:and|but|also|plus)\s+|\s*,\s+|\s+-+\s+|,?\s*\b(?:by the way|btw)\b[,:]?\s*/iu;
/** More parts than this are a story, not two requests. */
const most = 8;

/** The parts of a message that may mean something of their own; empty where there is but one. */
export function clausesOf(text: string): string[] {
  const parts = text
    .split(joint)
    .map((part) => part.trim())
    .filter((part) => /\p{L}|\p{N}|\p{Extended_Pictographic}/u.test(part));
  return parts.length < 2 || parts.length > most ? [] : parts;
}
