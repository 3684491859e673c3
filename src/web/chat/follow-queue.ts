/** Where the person's case stands among those that wait, as the service tells it. */
export type QueuePlace = {
  case: string;
  /** How many wait longer. */
  ahead: number;
  /** How long people waited lately; null: not known. */
  usualSeconds: number | null;
  /** Whether somebody is there to answer. */
  staffed: boolean;
};

/** How often the page asks while it is seen. */
const everyMs = 10_000;

/** Asks for the place again and again while the person waits. `ask` may fail: then the next one tells. */
export function followQueue({
  ask,
  show,
  isWaiting,
}: {
  ask: () => Promise<QueuePlace | null>;
  show: (place: QueuePlace) => void;
  isWaiting: () => boolean;
}): { receive(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    clearTimeout(timer);
    if (!isWaiting() || document.visibilityState !== "visible") return;
    timer = setTimeout(() => void look(), everyMs);
    const place = await ask().catch(() => null);
    if (isWaiting() && place) show(place);
  };
  document.addEventListener("visibilitychange", () => void look());
  return { receive: () => void look() };
}
