/** One thing wrong in a knowledge file, said so that its author can mend it without reading code. */
export type Fault = {
  /** Relative to the knowledge directory: "articles/spotify-502.yaml". */
  readonly file: string;
  /** Where in the file: "steps.restart-app.on.windows". Empty when the whole file is meant. */
  readonly path: string;
  readonly line?: number;
  readonly fault: string;
  readonly fix: string;
};

/** One line for people: `file: path (line 12): fault — how to mend`. */
export function describeFault({ file, path, line, fault, fix: mend }: Fault): string {
  const place =
    line === undefined || path === `line ${line}` ? path || "all of it" : `${path || "all of it"} (line ${line})`;
  return `${file}: ${place}: ${fault} — ${mend}`;
}

/** Everything that keeps the knowledge from being used, found in one reading. */
export class KnowledgeFaults extends Error {
  override readonly name = "KnowledgeFaults";
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(["The knowledge cannot be used:", ...faults.map(describeFault)].join("\n"));
    this.faults = faults;
  }
}
