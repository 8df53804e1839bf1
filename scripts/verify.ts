import { runCommand } from "./command/run.ts";
import { readVerifyArguments, USAGE } from "./verify/arguments.ts";

await runCommand(USAGE, async (words) => {
  const request = readVerifyArguments(words);
  const stop = new AbortController();
  // Once: a second interruption ends the process at once.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  // The SDK is loaded late: not for a misspelled option.
  const { verify } = await import("./verify/verify.ts");
  return verify(request, process.env, stop.signal);
});
