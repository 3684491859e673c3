/** What this site's pages remember of the widget. `kept`: what the frame may not keep itself, by key. */
export type WidgetMemory = { isOpen: boolean; wrote: boolean; kept: Readonly<Record<string, string>> };

const key = "music-support";
const nothing: WidgetMemory = { isOpen: false, wrote: false, kept: {} };

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

/** Keeps a value for the frame; `null` removes it. */
export function keepForFrame(name: string, value: string | null): void {
  const { [name]: _, ...others } = recall().kept;
  remember({ kept: value === null ? others : { ...others, [name]: value } });
}
