import { fileURLToPath } from "node:url";
import { runCommand } from "./command/run.ts";
import { readObserveArguments, USAGE } from "./observe/arguments.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

await runCommand(USAGE, async (words) => {
  const request = readObserveArguments(words);
  // Loading the validator and the formatter takes almost a second, so a misspelled option fails before that.
  const { observe } = await import("./observe/observe.ts");
  return observe(ROOT, request);
});
