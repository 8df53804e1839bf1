import { fileURLToPath } from "node:url";
import { runCommand } from "./command/run.ts";
import { readObserveArguments, USAGE } from "./observe/arguments.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

await runCommand(USAGE, async (words) => {
  const request = readObserveArguments(words);
  // The validator and the formatter take most of a second to load: not for a misspelled option.
  const { observe } = await import("./observe/observe.ts");
  return observe(ROOT, request);
});
