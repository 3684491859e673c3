/** Colours as `#rrggbb`, and what can be read on them. */

/** WCAG 2.2 asks this contrast for text. */
const readable = 4.5;
const white = "#ffffff";
const black = "#000000";

/** Whether a text is a colour as `#rgb` or `#rrggbb`. */
export function isHexColour(text: string): boolean {
  return /^#([\da-f]{3}|[\da-f]{6})$/i.test(text);
}

/** White or black, whichever is read better on this colour. */
export function textOn(colour: string): string {
  return contrast(white, colour) >= readable
    ? white
    : contrast(black, colour) > contrast(white, colour)
      ? black
      : white;
}

/**
 * The colour, made darker or lighter as far as text of it needs on this ground: as far as the ground is light or dark.
 */
function readableOn(colour: string, ground: string): string {
  const end = textOn(ground);
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(colour, end, share);
    if (contrast(mixed, ground) >= readable) return mixed;
  }
  return end;
}

/** The grounds of the chat page that are read with most effort, light and dark: an agent's messages in `style.css`. */
const grounds = { light: "#e7e9fb", dark: "#262a48" };

/** The custom properties of the chat page that follow from the one colour of a brand. */
export function brandProperties(colour: string): Readonly<Record<string, string>> {
  return {
    "--accent": `light-dark(${readableOn(colour, grounds.light)}, ${readableOn(colour, grounds.dark)})`,
    "--band": colour,
    "--on-band": textOn(colour),
    "--mine": colour,
    "--on-mine": textOn(colour),
  };
}

/** From 1 to 21, as WCAG defines it. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(from: string, to: string, share: number): string {
  const end = channelsOf(to);
  const mixed = channelsOf(from).map((value, at) => Math.round(value + ((end[at] ?? 0) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function channelsOf(colour: string): number[] {
  const digits = colour.slice(1);
  const full = digits.length === 3 ? digits.replaceAll(/./g, "$&$&") : digits;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16));
}
