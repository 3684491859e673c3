import { clean } from "../normalise/clean.ts";

/** What deleting is called, what is to be deleted, and the words around that change nothing. */
const asking =
  /^(?:please |hey |hi |ok |can you |could you |will you |would you |i want you to |i want to |i would like (?:you )?to |i'?d like (?:you )?to |you should |now )*/u;
const erasing =
  /^(?:(?:delete|erase|remove|wipe|purge|clear|destroy) (?:all |everything |of |the )*(?:my|our|about me|of me)(?: (?:personal|private|chat|own|stored|saved))*(?: (?:data|information|info|details|history|conversations?|chats?|messages?|records?|transcripts?))?(?: and (?:data|chats?|history|messages))?|(?:delete|erase|remove|wipe|purge) (?:everything|all|all data|what) (?:you (?:have|know|store|stored|saved|keep)(?: (?:about|of|on|from) me)?|about me|of me|on me)|forget (?:about )?(?:me|everything about me|what i (?:said|told you|wrote))|erase me|right to be forgotten|gdpr (?:delete|deletion|erasure)(?: request)?)$/u;
const after = /(?: please| now| for me| from (?:here|your (?:system|systems|servers?|database))| thanks| thank you)+$/u;
/** "Delete my playlist" is about the music, and "my app" about a step: what is deleted must be ours to delete. */
const bare = /^(?:delete|erase|remove|wipe|purge|clear|destroy) (?:my|our)$/u;

/** Nobody asks for it without one of these. */
const hint = /delet|eras|remov|wip|purg|clear|destroy|forg|gdpr/;

/**
 * True for a wish that everything stored of the person be deleted, said in so many words; anything less plain is no
 * such wish.
 */
export function wantsErasure(text: string): boolean {
  if (text.length > 120) return false;
  const typed = clean(text);
  if (!hint.test(typed)) return false;
  const plain = typed
    .replace(/[.!?,]+/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  const core = plain.replace(asking, "").replace(after, "").trim();
  return erasing.test(core) && !bare.test(core);
}
