/** What the service writes into `/widget.js` when it starts. */
export type WidgetSettings = {
  /** The name of the assistant. */
  name: string;
  /** As `#rrggbb`. */
  colour: string;
  /** Origins whose pages may show the chat. */
  origins: readonly string[];
};

declare global {
  /** Stands in the built script; the service replaces it by JSON. */
  const MUSIC_SUPPORT_SETTINGS: WidgetSettings;
}
