import { z } from "zod";

/**
 * What an Adaptive Card 1.5 may hold, as far as ours go: strict, so that a member of another version or a slip of the
 * pen is seen.
 */

const spacing = z.enum([
  "none",
  "small",
  "default",
  "medium",
  "large",
  "extraLarge",
  "padding",
  "None",
  "Small",
  "Medium",
  "Large",
]);
const text = z.strictObject({
  type: z.literal("TextBlock"),
  text: z.string().min(1),
  wrap: z.boolean().optional(),
  isSubtle: z.boolean().optional(),
  size: z.enum(["Small", "Medium", "Large", "ExtraLarge", "Default"]).optional(),
  weight: z.enum(["Lighter", "Default", "Bolder"]).optional(),
  color: z.enum(["Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"]).optional(),
  style: z.enum(["default", "heading"]).optional(),
  spacing: spacing.optional(),
});
const richText = z.strictObject({
  type: z.literal("RichTextBlock"),
  spacing: spacing.optional(),
  inlines: z
    .array(text.omit({ type: true, wrap: true, style: true, spacing: true }).extend({ type: z.literal("TextRun") }))
    .min(1),
});
const style = z.enum(["default", "emphasis", "good", "attention", "warning", "accent"]);
const column = z.strictObject({
  type: z.literal("Column"),
  width: z.union([z.number().positive(), z.enum(["auto", "stretch"])]),
  style: style.optional(),
  minHeight: z
    .string()
    .regex(/^\d+px$/)
    .optional(),
  items: z.array(text),
});
const submit = z.strictObject({ type: z.literal("Action.Submit"), title: z.string().min(1), data: z.looseObject({}) });
const execute = z.strictObject({
  type: z.literal("Action.Execute"),
  title: z.string().min(1),
  verb: z.string(),
  data: z.looseObject({}),
  fallback: submit.optional(),
});
const action = z.discriminatedUnion("type", [submit, execute]);
const columns = z.strictObject({
  type: z.literal("ColumnSet"),
  spacing: spacing.optional(),
  columns: z.array(column).min(1),
});
const container = z.strictObject({
  type: z.literal("Container"),
  style: style.optional(),
  spacing: spacing.optional(),
  items: z.array(z.union([text, columns])),
});
const actionSet = z.strictObject({ type: z.literal("ActionSet"), actions: z.array(action).min(1).max(6) });

/** The card itself. */
export const adaptiveCard = z.strictObject({
  type: z.literal("AdaptiveCard"),
  $schema: z.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
  version: z.literal("1.5"),
  fallbackText: z.string(),
  speak: z.string(),
  body: z.array(z.discriminatedUnion("type", [text, richText, columns, container, actionSet])),
  actions: z.array(action).max(6).optional(),
});
