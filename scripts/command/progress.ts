/** Shows the progress of a command. */
export interface Progress {
  /** Runs a step, and reports it with its time if it took long. */
  step<T>(name: string, work: () => T | Promise<T>): Promise<T>;
}

/** Shorter steps are not reported. */
const LONG_STEP_MS = 1000;

const CLEAR_LINE = "\r\u001B[2K";

/**
 * Creates progress on standard error, so that it never mixes with the output. It prints a line for each step of more
 * than a second. A terminal also shows the current step.
 */
export function createProgress({ quiet }: { readonly quiet: boolean }): Progress {
  const stream = process.stderr;
  const live = stream.isTTY && process.env["TERM"] !== "dumb";
  return {
    async step(name, work) {
      if (quiet) return work();
      const startedAt = performance.now();
      // Written at once: most steps block the event loop, so no timer would fire.
      if (live) stream.write(`${name} …`);
      try {
        return await work();
      } finally {
        if (live) stream.write(CLEAR_LINE);
        const milliseconds = performance.now() - startedAt;
        if (milliseconds >= LONG_STEP_MS) stream.write(`${name}: ${(milliseconds / 1000).toFixed(1)} s\n`);
      }
    },
  };
}
