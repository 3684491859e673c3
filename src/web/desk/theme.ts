import { teamsDarkTheme, teamsLightTheme } from "@fluentui/tokens";
import { setTheme } from "@fluentui/web-components/theme/index.js";

/** Paints the page light or dark, as the system is, and follows it. */
export function followTheme(): void {
  const isDark = matchMedia("(prefers-color-scheme: dark)");
  const paint = (): void => setTheme(isDark.matches ? teamsDarkTheme : teamsLightTheme);
  isDark.addEventListener("change", paint);
  paint();
}
