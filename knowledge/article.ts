import { z } from "zod";

/**
 * The shapes of an article: one YAML file in `knowledge/articles/`, all that is known about one fault of one product.
 * Everything a reader sees is data here, so that a second article needs no code.
 */

/** Devices the guide tells apart; `other` is a TV, console, speaker or car. */
export const devices = ["windows", "macos", "linux", "ios", "android", "web", "other"] as const;
export type Device = (typeof devices)[number];

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower case words joined by hyphens, such as 'restart-app'");
const sentence = z.string().trim().min(1, "must not be empty");
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be a day such as 2026-11-22");

/** One text in every language there is; English is the complete one, the others fall back to it. */
const localised = z.strictObject({ en: sentence }).catchall(sentence);
const localisedList = z.strictObject({ en: z.array(sentence).min(1) }).catchall(z.array(sentence).min(1));
export type Localised = z.infer<typeof localised>;
export type LocalisedList = z.infer<typeof localisedList>;

/** Where a fact comes from, and when somebody last looked whether it still holds. */
const evidence = { source: sentence, verifiedOn: day };

/** What to do on one device: the numbered instructions. */
const doable = z.strictObject({
  instructions: localisedList,
  /** When the device does something else instead (phones have no DNS cache to flush), its own title and minutes. */
  replaces: z.strictObject({ title: localised, minutes: z.number().int().positive() }).optional(),
  /** Half a sentence that says why the step is replaced, required with `replaces`. */
  reason: localised.optional(),
  ...evidence,
});
/** A step that this device cannot do at all: passed over, and said so with this half sentence. */
const notDoable = z.strictObject({ reason: localised, ...evidence });

const step = z.strictObject({
  id,
  title: localised,
  minutes: z.number().int().positive(),
  /** Shown before the instructions. */
  warning: localised.optional(),
  /** The step destroys something: ask for consent before the instructions are shown. Needs a `warning`. */
  asksFirst: z.boolean().default(false),
  /** What the step does and why it can help, for "how?" and "why?". */
  purpose: localised,
  on: z.strictObject(Object.fromEntries(devices.map((device) => [device, z.union([doable, notDoable])])) as Record<Device, z.ZodUnion<[typeof doable, typeof notDoable]>>),
});

const answer = z.strictObject({ id, title: localised, text: localised, ...evidence });

const phrase = z.string().trim().toLowerCase().min(1);

export const articleSchema = z.strictObject({
  id,
  /** What is broken, and the words people have for it: the understanding reads these. */
  identity: z.strictObject({
    brand: sentence,
    /** Other names and common misspellings of the brand, lower case. */
    brandAliases: z.array(phrase),
    product: sentence,
    productType: id,
    code: z.string().trim().min(1),
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
    minutes: z.strictObject({ least: z.number().int().positive(), most: z.number().int().positive() }),
    tools: localisedList,
    /** When to stop trying and whom to ask; shown when all steps are tried. */
    professional: localised,
    contacts: z.array(z.strictObject({ name: localised, url: z.url().optional(), when: localised })).min(1),
    ...evidence,
  }),
  /** Pages where people can look at the live status themselves, best first; the feed is what the watcher reads. */
  status: z.strictObject({ feed: z.url().optional(), pages: z.array(z.strictObject({ name: sentence, url: z.url() })).min(1) }),
  steps: z.array(step).min(1),
  answers: z.array(answer).min(1),
});

export type Article = z.infer<typeof articleSchema>;
export type Step = Article["steps"][number];
export type Answer = Article["answers"][number];
export type StepOnDevice = Step["on"][Device];

/** The text in this language, or in English where there is none. */
export function inLocale<Text>(text: { en: Text } & Record<string, Text>, locale: string): Text {
  return text[locale] ?? text[locale.split("-")[0] ?? ""] ?? text.en;
}
