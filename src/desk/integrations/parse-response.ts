import type { z } from "zod";

import { unreadable } from "./api-client.ts";

/** Another system's answer in the shape that it documents; throws a `DeliveryError` for anything else. */
export function understood<Shape>(schema: z.ZodType<Shape>, answer: unknown): Shape {
  const read = schema.safeParse(answer);
  if (!read.success) throw unreadable();
  return read.data;
}
