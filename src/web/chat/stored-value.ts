/** A value that this browser keeps (`local`), or this tab (`session`). */
export type StoredValue = {
  read(): string | null;
  /** `null` removes it. */
  write(value: string | null): void;
};

/** What keeps `local` values where the browser does not let this page do so, and what was kept so before. */
type Keeper = (key: string, value: string | null) => void;
const elsewhere = { values: new Map<string, string>(), keepers: new Set<Keeper>() };

/** From now on `keep` is asked to keep what the browser refuses to; `kept` is what was kept so before. */
export function keepElsewhere(kept: Readonly<Record<string, string>>, keep: Keeper): void {
  for (const [key, value] of Object.entries(kept)) elsewhere.values.set(key, value);
  elsewhere.keepers.add(keep);
}

/** Storage may be disabled, as it is for frames in some browsers: then nothing is kept, but by `keepElsewhere`. */
export function storedValue(kind: "local" | "session", key: string): StoredValue {
  const open = (): Storage => (kind === "local" ? localStorage : sessionStorage);
  return {
    read() {
      try {
        return open().getItem(key);
      } catch {
        return kind === "local" ? (elsewhere.values.get(key) ?? null) : null;
      }
    },
    write(value) {
      try {
        if (value === null) open().removeItem(key);
        else open().setItem(key, value);
      } catch {
        if (kind === "local") handOver(key, value);
      }
    },
  };
}

function handOver(key: string, value: string | null): void {
  if (value === null) elsewhere.values.delete(key);
  else elsewhere.values.set(key, value);
  for (const keep of elsewhere.keepers) keep(key, value);
}
