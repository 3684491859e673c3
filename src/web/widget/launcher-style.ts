/**
 * The style of the launcher and its panel. It is set as a constructed style sheet, which a Content-Security-Policy
 * without `unsafe-inline` allows. `--colour` and `--on-colour` are set by script.
 */
export const launcherStyle = `
:host {
  all: initial;
  position: fixed;
  z-index: 2147483000;
  inset: auto 20px 20px auto;
  color-scheme: light dark;
  font: 16px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
:host([data-position="left"]) { inset: auto auto 20px 20px; }
.launcher {
  all: unset;
  position: relative;
  box-sizing: border-box;
  display: grid;
  place-items: center;
  width: 56px;
  height: 56px;
  border: 1px solid transparent;
  border-radius: 50%;
  color: var(--on-colour);
  background: var(--colour);
  box-shadow: 0 4px 16px rgb(0 0 0 / 28%);
  cursor: pointer;
}
.launcher:hover { filter: brightness(1.08); }
.launcher:focus-visible { outline: 3px solid var(--colour); outline-offset: 3px; box-shadow: 0 0 0 3px Canvas; }
.launcher svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.badge {
  position: absolute;
  top: -4px;
  right: -4px;
  box-sizing: border-box;
  min-width: 22px;
  height: 22px;
  padding: 0 6px;
  border: 2px solid Canvas;
  border-radius: 11px;
  color: #fff;
  background: #b3261e;
  font-size: 12px;
  font-weight: 700;
  line-height: 18px;
  text-align: center;
}
[hidden] { display: none !important; }
.panel {
  position: absolute;
  right: 0;
  bottom: 72px;
  overflow: hidden;
  width: 400px;
  max-width: calc(100vw - 40px);
  height: min(680px, calc(100vh - 112px));
  height: min(680px, calc(100dvh - 112px));
  border: 1px solid light-dark(#cfdcd6, #33453f);
  border-radius: 16px;
  background: light-dark(#fff, #111a17);
  box-shadow: 0 12px 40px rgb(0 0 0 / 30%);
}
:host([data-position="left"]) .panel { right: auto; left: 0; }
iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: light dark; }
@media (max-width: 480px), (max-height: 440px) {
  .panel {
    position: fixed;
    inset: var(--top, 0) 0 auto;
    width: 100%;
    max-width: none;
    height: var(--height, 100dvh);
    border: 0;
    border-radius: 0;
  }
  :host([open]) .launcher { display: none; }
}
@media (prefers-reduced-motion: no-preference) {
  .launcher { transition: transform 120ms; }
  .launcher:active { transform: scale(0.94); }
}
@media (forced-colors: active) {
  .launcher { border-color: ButtonText; }
}
@media print {
  :host { display: none; }
}
`;

/** Where the panel covers the whole screen; the same condition as in the style. */
export const fullScreenQuery = "(max-width: 480px), (max-height: 440px)";
