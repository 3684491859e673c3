import { rememberBriefly } from "../../common/remember.ts";

/** A part of a message that says one thing. */
export type Clause = { text: string; question: boolean };

const boundary =
  /(?<=[.!?;\n])\s+|\s*[;\n]\s*|\s*,\s*(?=(?:but|so|and|then|now|also|plus|because|though|which|while|still|yet|i|it|we|my|the|no|not|how|what|where|can|is|does|do|will)\b)|\s+-+>?\s+|\s+(?=but\b|because\b|although\b|though\b|however\b|and (?:how|what|why|where|can|is|does|do|will|i|it|my|we|no|now|still|then)\b|(?:so|then) (?:how|what|can|where|i)\b)/u;

/** Splits lower-case text with its punctuation into clauses, in order. */
export const clausesIn: (typed: string) => readonly Clause[] = rememberBriefly((typed) =>
  typed
    .split(boundary)
    .map((text) => text.trim())
    .filter((text) => /[\p{L}\p{N}]/u.test(text))
    .map((text) => ({ text, question: isQuestion(text) })),
);

const questionStart =
  /^(?:(?:so|and|but|ok|okay|hey|hi|please|well|um|uh|also|plus|then|or|just|quick question|question)[\s,:]+)*(?:what|what's|whats|why|how|how's|when|where|where's|who|which|is|are|does|do|did(?= (?:i|you|u|(?:it|this|that)(?: really| actually| ever| just)? (?:work|help|fix|happen|do|change|go|get|say|come|stop|start|make|cause|affect|break|delete|mean|need|take|have|update|install|finish|save|crash|count|matter)|they|we|he|she|(?:the(?! trick| job)|my|your)(?: \w+){1,4}? (?:work|help|fix|do|change|go|come|happen|stop|start|cause|break|make|get|say|cure|solve|update|crash|end|need|take|lose|see|know|have|mean|count|matter|affect|really|actually|even|ever)\b|anyone|anybody|somebody|someone|spotify)\b)|can(?!'t| confirm)|could|should|will|would|(?:has|have)(?= (?:i|you|u|it|this|that|they|we|he|she|the|my|your|any|anyone|anybody|somebody|someone|spotify|there)\b)|am|must|shall|may|any|anyone|anybody|(?:was|were)(?= (?:it|that|this|there|i|we|you|they)\b)|anything)\b/u;

function isQuestion(text: string): boolean {
  return text.endsWith("?") || questionStart.test(text);
}
