import { fileURLToPath } from "node:url";
import { runCommand } from "./command/run.ts";
import { readDiffArguments, USAGE } from "./diff/arguments.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

await runCommand(USAGE, async (words) => {
  const request = readDiffArguments(words);
  // Loading the compiler takes almost a second, so a misspelled option fails before that.
  const { diff } = await import("./diff/diff.ts");
  return diff(ROOT, request);
});
