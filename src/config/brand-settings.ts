import { existsSync } from "node:fs";
import { extname } from "node:path";
import { z } from "zod";

import { isHexColour } from "../common/brand-colours.ts";

/** The look and name of the chat page and the widget; null: as it is built. */
export type Brand = {
  name: string | null;
  tagline: string | null;
  /** As `#rrggbb`. */
  colour: string | null;
  /** The path of a picture. */
  logo: string | null;
  /** What is said first, instead of the welcome. */
  welcome: string | null;
};

const pictures = [".svg", ".png", ".jpg", ".webp"];
const line = (most: number) => z.string().max(most, `is too long. Give at most ${most} characters.`).default("");

/** Each setting by its name, for `settings.ts`. */
export const brandShape = {
  BRAND_NAME: line(60),
  BRAND_TAGLINE: line(80),
  BRAND_COLOR: z.string().refine(isHexColour, "is not a colour. Give one such as #1c6b59.").default(""),
  BRAND_LOGO: z
    .string()
    .refine(
      (path) => pictures.includes(extname(path).toLowerCase()) && existsSync(path),
      `is not a picture that is there. Give the path of a file that ends with ${pictures.join(", ")}.`,
    )
    .default(""),
  BRAND_WELCOME: line(500),
};

type Given = { [Name in keyof typeof brandShape]: string };

export function toBrand(given: Given): Brand {
  return {
    name: given.BRAND_NAME || null,
    tagline: given.BRAND_TAGLINE || null,
    colour: given.BRAND_COLOR || null,
    logo: given.BRAND_LOGO || null,
    welcome: given.BRAND_WELCOME || null,
  };
}
