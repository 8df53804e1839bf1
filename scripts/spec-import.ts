import { fileURLToPath } from "node:url";
import { runCommand } from "./command/run.ts";
import { readImportArguments, USAGE } from "./import/arguments.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

await runCommand(USAGE, async (words) => {
  const request = readImportArguments(words);
  // Loading the validator and the formatter takes almost a second, so a misspelled option fails before that.
  const { importContract } = await import("./import/import.ts");
  return importContract(ROOT, request);
});
