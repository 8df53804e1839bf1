/** Tells whoever waits how far a command has come. */
export interface Progress {
  /** Does a step; tells of it, with its time, if it took long. */
  step<T>(name: string, work: () => T | Promise<T>): Promise<T>;
}

/** A step under this is over before anybody asks what is going on. */
const WORTH_TELLING_MS = 1000;

const CLEAR_LINE = "\r\u001B[2K";

/**
 * Progress on standard error, so that it never mixes with what a command puts out: a line per step that took longer than a
 * second, and on a terminal the step under way while it lasts.
 */
export function createProgress({ quiet }: { readonly quiet: boolean }): Progress {
  const stream = process.stderr;
  const live = stream.isTTY && process.env["TERM"] !== "dumb";
  return {
    async step(name, work) {
      if (quiet) return work();
      const startedAt = performance.now();
      // At once: most steps keep the process so busy that no timer would fire.
      if (live) stream.write(`${name} …`);
      try {
        return await work();
      } finally {
        if (live) stream.write(CLEAR_LINE);
        const milliseconds = performance.now() - startedAt;
        if (milliseconds >= WORTH_TELLING_MS)
          stream.write(`${name}: ${(milliseconds / 1000).toFixed(1)} s\n`);
      }
    },
  };
}
