/** A value that this browser keeps (`local`), or this tab (`session`). */
export type StoredValue = {
  read(): string | null;
  /** `null` removes it. */
  write(value: string | null): void;
};

/** Storage may be disabled, as it is for frames in some browsers: then nothing is kept. */
export function storedValue(kind: "local" | "session", key: string): StoredValue {
  const open = (): Storage => (kind === "local" ? localStorage : sessionStorage);
  return {
    read() {
      try {
        return open().getItem(key);
      } catch {
        return null;
      }
    },
    write(value) {
      try {
        if (value === null) open().removeItem(key);
        else open().setItem(key, value);
      } catch {
        // Nothing is kept.
      }
    },
  };
}
