import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { undoneTest } from "../entities/tried-steps.ts";
import { anyOf } from "../normalise/patterns.ts";

/** Tests for turns of speech that decide what a message wants done; the lexicon says what each means. */
export type MessageWords = Readonly<Record<keyof Omit<Lexicon["message-words"], "version">, RegExp>> & {
  /** Whether a text has words that say how something went. */
  saysResult: (text: string) => boolean;
  /** Whether a text says that something was not done, or takes it back. */
  saysUndone: (text: string) => boolean;
};

/** Compiles the lists of the lexicon. */
export function messageWords(lexicon: Lexicon): MessageWords {
  const words = lexicon["message-words"];
  const results = anyOf(lexicon.claims.results, "iu");
  return {
    byItself: anyOf(words.byItself),
    corrects: anyOf(words.corrects),
    byNumber: anyOf(words.byNumber),
    asksAboutStep: anyOf(words.asksAboutStep),
    asksWhether: anyOf(words.asksWhether),
    meanwhile: anyOf(words.meanwhile),
    asksToSkip: anyOf(words.asksToSkip),
    computer: anyOf(words.computer),
    phone: anyOf(words.phone),
    praise: anyOf(words.praise),
    fragment: anyOf(words.fragment),
    simpler: anyOf(words.simpler),
    takesBack: anyOf(words.takesBack),
    hesitates: anyOf(words.hesitates),
    pleads: anyOf(words.pleads),
    denies: anyOf(words.denies),
    returns: anyOf(words.returns),
    requests: anyOf(words.requests),
    persons: anyOf(words.persons),
    allOfThem: anyOf(words.allOfThem),
    refusesPerson: anyOf(words.refusesPerson),
    supposes: anyOf(words.supposes),
    supposesLater: anyOf(words.supposesLater),
    opensCase: anyOf(words.opensCase),
    playsThere: anyOf(words.playsThere),
    someError: anyOf(words.someError),
    correctsDevice: anyOf(words.correctsDevice),
    minePlays: anyOf(words.minePlays),
    loggedIn: anyOf(words.loggedIn),
    isBack: anyOf(words.isBack),
    forgets: anyOf(words.forgets),
    cannotDo: anyOf(words.cannotDo),
    affirms: anyOf(words.affirms),
    negates: anyOf(words.negates),
    playsAgain: anyOf(words.playsAgain),
    claimsNothing: anyOf(words.claimsNothing),
    doneElsewhere: anyOf(words.doneElsewhere),
    pressedWrong: anyOf(words.pressedWrong),
    goesBack: anyOf(words.goesBack),
    didAll: anyOf(words.didAll),
    spokeOf: anyOf(words.spokeOf),
    keepsCase: anyOf(words.keepsCase),
    closes: anyOf(words.closes),
    didIt: anyOf(words.didIt),
    saysResult: (text) => results.test(text),
    saysUndone: undoneTest(lexicon["tried-steps"]),
  };
}
