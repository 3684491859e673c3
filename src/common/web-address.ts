// Quantifiers are bounded and an address starts at a word boundary, so that a long line takes linear time.
/** A web address in a text: with https, or of a well-known domain. */
export const webAddress =
  /(?<![\w@./-])(?:https:\/\/(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}|(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|dev|help))\b(?!@)(?:\/(?:[\w./?=&;%#~+-]{0,500}[\w/])?)?/gi;
