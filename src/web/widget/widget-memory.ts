/** What this site's pages remember of the widget. */
export type WidgetMemory = { isOpen: boolean; wrote: boolean };

const key = "music-support";
const nothing: WidgetMemory = { isOpen: false, wrote: false };

/** Storage may be disabled: then nothing is remembered. */
export function recall(): WidgetMemory {
  try {
    return { ...nothing, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<WidgetMemory>) };
  } catch {
    return nothing;
  }
}

/** Remembers these and keeps the rest. */
export function remember(patch: Partial<WidgetMemory>): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...recall(), ...patch }));
  } catch {
    // See `recall`.
  }
}
