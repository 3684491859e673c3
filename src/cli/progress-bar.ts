/** A bar on stderr that shows how far long work is. */
export type ProgressBar = {
  /** `done` of the total, which may differ from that of the last call. */
  show(done: number, total?: number): void;
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
  if (!to.isTTY) return { show: () => undefined, end: () => undefined };
  let shown = "";
  const bar: ProgressBar = {
    show(done, of = total) {
      const share = of === 0 ? 1 : Math.min(1, Math.max(0, done / of));
      const filled = Math.round(share * width);
      const line = `${title} ${"█".repeat(filled)}${"░".repeat(width - filled)} ${Math.floor(share * 100)} %`;
      if (line === shown) return;
      shown = line;
      to.write(`\r\u001B[K${line}`);
    },
    end: () => void to.write("\r\u001B[K"),
  };
  bar.show(0);
  return bar;
}
