import { runCommand } from "./command/run.ts";
import { readVerifyArguments, USAGE } from "./verify/arguments.ts";

await runCommand(USAGE, async (words) => {
  const request = readVerifyArguments(words);
  const stop = new AbortController();
  // Only once: a second interruption ends the process immediately.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  // Loaded late, so that a misspelled option fails quickly.
  const { verify } = await import("./verify/verify.ts");
  return verify(request, process.env, stop.signal);
});
