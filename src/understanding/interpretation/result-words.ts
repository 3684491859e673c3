const words =
  /\b(?:no|not|nope|nah|still|same|nothing|never|none|nowhere|error|broken|fail\w*|dead|down|again|useless|work\w*|play\w*|load\w*|\d{3})\b|n['’]?t\b/iu;

/** Whether a text has words that say how something went. Anger and gibberish have none, whatever a model reads in them. */
export const saysResult = (text: string): boolean => words.test(text);
