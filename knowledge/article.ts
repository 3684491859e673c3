import { z } from "zod";

/**
 * The shapes of an article: one YAML file in `knowledge/articles/`, all that is known about one fault of one product.
 * Everything a reader sees is data here, so that a second article needs no code.
 */

/** Devices the guide tells apart; `other` is a TV, console, speaker or car. */
export const devices = ["windows", "macos", "linux", "ios", "android", "web", "other"] as const;
export type Device = (typeof devices)[number];

const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower case words joined by hyphens, such as 'restart-app'");
const sentence = z.string().trim().min(1, "must not be empty");
const day = z.iso.date("must be a day of the calendar such as 2026-11-22");
/** People are sent to these: nothing but an encrypted page. */
const page = z.url({ protocol: /^https$/, error: "must be a web address that starts with https://" });

/** Languages by their tags, such as "de" and "pt-BR"; a field that stands too far in would be taken for one. */
function refuseStrangeLanguages(texts: object, context: z.core.$RefinementCtx): void {
  for (const tag of Object.keys(texts))
    if (!/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/u.test(tag))
      context.addIssue({ code: "custom", path: [tag], message: `'${tag}' is no language` });
}

/** One text in every language there is; English is the complete one, the others fall back to it. */
export const localised = z.strictObject({ en: sentence }).catchall(sentence).superRefine(refuseStrangeLanguages);
const localisedList = z
  .strictObject({ en: z.array(sentence).min(1) })
  .catchall(z.array(sentence).min(1))
  .superRefine(refuseStrangeLanguages);
/** A text in every language there is. */
export type Localised = z.infer<typeof localised>;

/** Where a fact comes from, and when somebody last looked whether it still holds. */
const evidence = { source: sentence, verifiedOn: day };

/** What to do on one device: the numbered instructions. */
const doable = z
  .strictObject({
    instructions: localisedList,
    /** A line under the instructions: where else to look when the screen looks different, or when to skip the step. */
    note: localised.optional(),
    /** When the device does something else instead (phones have no DNS cache to flush), its own title and minutes. */
    replaces: z.strictObject({ title: localised, minutes: z.number().int().positive() }).optional(),
    /** Half a sentence that says why the step is replaced, required with `replaces`. */
    reason: localised.optional(),
    ...evidence,
  })
  .refine((on) => on.replaces === undefined || on.reason !== undefined, {
    path: ["reason"],
    error: "is missing, and something is done instead of the step",
  });
/** A step that this device cannot do at all: passed over, and said so with this half sentence. */
const notDoable = z.strictObject({ reason: localised, ...evidence });

/** Ids are how buttons, phrasings and kept outcomes name a thing, so two of the same would be taken for one. */
function refuseRepeatedIds(things: readonly { id: string }[], context: z.core.$RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, thing] of things.entries()) {
    if (seen.has(thing.id))
      context.addIssue({ code: "custom", path: [index, "id"], message: `'${thing.id}' is used twice` });
    seen.add(thing.id);
  }
}

/** What is known of a person's trouble beside the steps; an article says what follows from it. */
export const evidenceKinds = [
  "status-outage",
  "status-fine",
  "plays-on-other-network",
  "fails-on-other-network",
  "plays-on-other-device",
  "several-devices-fail",
  "other-apps-fail",
  "work-device",
] as const;
export type Evidence = (typeof evidenceKinds)[number];

/**
 * A diagnostic step asks what was seen instead of whether it helped. `means`: the answer that a bare yes or no gives.
 */
const observation = z.strictObject({
  question: localised,
  answers: z
    .array(
      z.strictObject({
        id,
        label: localised,
        means: z.enum(["yes", "no"]).optional(),
        evidence: z.enum(evidenceKinds),
      }),
    )
    .min(2)
    .superRefine(refuseRepeatedIds),
});

/** The shape of a step, of an article or shared by articles. */
const stepSchema = z
  .strictObject({
    id,
    title: localised,
    minutes: z.number().int().positive(),
    observation: observation.optional(),
    /** Shown before the instructions. */
    warning: localised.optional(),
    /** The step destroys something: ask for consent before the instructions are shown. Needs a `warning`. */
    asksFirst: z.boolean().default(false),
    /** Signs the person out of the product, so that they need their login afterwards. */
    signsOut: z.boolean().default(false),
    /** What the step does and why it can help, for "how?" and "why?". */
    purpose: localised,
    on: z.strictObject(
      Object.fromEntries(devices.map((device) => [device, z.union([doable, notDoable])])) as Record<
        Device,
        z.ZodUnion<[typeof doable, typeof notDoable]>
      >,
    ),
    ...evidence,
  })
  .refine((one) => !one.asksFirst || one.warning !== undefined, {
    path: ["warning"],
    error: "is missing, and the step asks for consent first",
  });

/** The shape of a step in a file of its own. `phrasings`: how people ask for it, in whatever article. */
export const sharedStepSchema = stepSchema.safeExtend({ phrasings: z.array(sentence).min(5).optional() });

const answer = z.strictObject({ id, title: localised, text: localised, ...evidence });

/** What texts are searched for, so it has something to find, and no curved quotes that were meant for YAML. */
const name = z
  .string()
  .trim()
  .regex(/[\p{L}\p{N}]/u, "must have a letter or a digit")
  .regex(/^[^“”„"]*$/u, 'must be without quotes in it; around it stand plain ones: "');
const phrase = name.toLowerCase();

/** The shape of a whole article. */
export const articleSchema = z.strictObject({
  id,
  /** What is broken, and the words people have for it: the understanding reads these. */
  identity: z.strictObject({
    brand: name,
    /** Other names and common misspellings of the brand, lower case. */
    brandAliases: z.array(phrase),
    product: sentence,
    productType: id,
    code: name,
    /** The code in words: "bad gateway", "five oh two", lower case. */
    codeAliases: z.array(phrase),
    ...evidence,
  }),
  facts: z.strictObject({
    title: localised,
    /** One sentence for people: what this fault is. */
    summary: localised,
    severity: z.enum(["low", "medium", "high"]),
    difficulty: z.enum(["easy", "medium", "hard"]),
    minutes: z
      .strictObject({ least: z.number().int().positive(), most: z.number().int().positive() })
      .refine(({ least, most }) => least <= most, { path: ["least"], error: "must not be more than 'most'" }),
    tools: localisedList,
    /** When to stop trying and whom to ask; shown when all steps are tried. */
    professional: localised,
    contacts: z.array(z.strictObject({ name: localised, url: page.optional(), when: localised })).min(1),
    ...evidence,
  }),
  /** Pages where people can look at the live status themselves, best first; the feed is what the watcher reads. */
  status: z.strictObject({
    feed: page.optional(),
    pages: z.array(z.strictObject({ name: sentence, url: page })).min(1),
    ...evidence,
  }),
  steps: z.array(stepSchema).min(1).superRefine(refuseRepeatedIds),
  /** How evidence bends the order of the steps; later entries take precedence. `because` is said once, before the step. */
  order: z
    .array(
      z.strictObject({
        when: z.enum(evidenceKinds),
        front: z.array(id).default([]),
        skip: z.array(id).default([]),
        because: localised.optional(),
      }),
    )
    .default([]),
  answers: z.array(answer).min(1).superRefine(refuseRepeatedIds),
});

/** An article and its parts, as the rest of the house knows them. */
export type Article = z.infer<typeof articleSchema>;
export type Step = Article["steps"][number];
export type SharedStep = z.infer<typeof sharedStepSchema>;
export type Answer = Article["answers"][number];
export type StepOnDevice = Step["on"][Device];

/** The text in this language, or in English where there is none. */
export function inLocale<Text>(text: { en: Text } & Record<string, Text>, locale: string): Text {
  // The locale comes from outside: "constructor" must not find what every object inherits.
  const written = [locale, locale.split("-")[0] ?? ""].find((tag) => Object.hasOwn(text, tag));
  return written === undefined ? text.en : (text[written] ?? text.en);
}
