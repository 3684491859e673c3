import { AppError } from "../../common/errors.ts";

/**
 * A watermark is the `seq` of the last line that was seen. None, an empty one and the public service's `-` mean: from
 * the beginning.
 */
export function seqOf(watermark: string | null): number {
  if (watermark === null || watermark === "" || watermark === "-") return 0;
  if (/^\d{1,15}$/.test(watermark)) return Number(watermark);
  throw new AppError("BadRequest", "The watermark is not one that we gave out.", {
    remedy: "Leave it out to read from the beginning.",
  });
}
