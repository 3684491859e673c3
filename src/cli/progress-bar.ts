/** A bar on stderr that shows how far long work is. */
export type ProgressBar = {
  /** `done` of the total, which may differ from that of the last call. */
  show(done: number, total?: number): void;
  /** Calls `write`, which prints something else, without the bar in its way. */
  around(write: () => void): void;
  /** Takes the bar away. */
  end(): void;
};

const width = 30;

/** Shows nothing unless `to` is a terminal, so that logs and programs get the output alone. */
export function showProgress(
  title: string,
  total: number,
  to: { isTTY?: boolean; write(text: string): unknown } = process.stderr,
): ProgressBar {
  if (!to.isTTY) return { show: () => undefined, around: (write) => write(), end: () => undefined };
  const clearLine = "\r\u001B[K";
  let shown = "";
  const bar: ProgressBar = {
    show(done, of = total) {
      const share = of === 0 ? 1 : Math.min(1, Math.max(0, done / of));
      const filled = Math.round(share * width);
      const line = `${title} ${"█".repeat(filled)}${"░".repeat(width - filled)} ${Math.floor(share * 100)} %`;
      if (line === shown) return;
      shown = line;
      to.write(clearLine + line);
    },
    around(write) {
      to.write(clearLine);
      write();
      to.write(shown);
    },
    end() {
      shown = "";
      to.write(clearLine);
    },
  };
  bar.show(0);
  return bar;
}
