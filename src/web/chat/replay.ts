type Observer<T> = { next?(value: T): void; error?(cause: unknown): void; complete?(): void };
/** The part of an observable that Web Chat uses. */
export type Subscription = { unsubscribe(): void };
export type Observable<T> = { subscribe(observer: Observer<T>): Subscription };

/** An observable that replays all past values, or the last one, to new subscribers; Web Chat subscribes repeatedly. */
export function createReplay<T>(keep: "all" | "last"): Observable<T> & { next(value: T): void } {
  const observers = new Set<Observer<T>>();
  let past: T[] = [];
  return {
    next(value) {
      past = keep === "all" ? [...past, value] : [value];
      for (const observer of observers) observer.next?.(value);
    },
    subscribe(observer) {
      for (const value of past) observer.next?.(value);
      observers.add(observer);
      return { unsubscribe: () => void observers.delete(observer) };
    },
  };
}

/** An observable of one promise; `begin` runs on subscription. */
export function once<T>(begin: () => Promise<T>): Observable<T> {
  return {
    subscribe(observer) {
      let here = true;
      const tell = async (): Promise<void> => {
        try {
          const value = await begin();
          if (!here) return;
          observer.next?.(value);
          observer.complete?.();
        } catch (cause) {
          if (here) observer.error?.(cause);
        }
      };
      void tell();
      return { unsubscribe: () => void (here = false) };
    },
  };
}
