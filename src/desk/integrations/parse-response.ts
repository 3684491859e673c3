import type { z } from "zod";

import { unreadableResponse } from "./api-client.ts";

/** Another system's answer in the shape that it documents; throws a `DeliveryError` for anything else. */
export function parseResponse<Shape>(schema: z.ZodType<Shape>, answer: unknown): Shape {
  const read = schema.safeParse(answer);
  if (!read.success) throw unreadableResponse();
  return read.data;
}
