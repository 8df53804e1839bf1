import { fileURLToPath } from "node:url";
import { runCommand } from "./command/run.ts";
import { readImportArguments, USAGE } from "./import/arguments.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

await runCommand(USAGE, async (words) => {
  const request = readImportArguments(words);
  // The validator and the formatter take most of a second to load: not for a misspelt option.
  const { importContract } = await import("./import/import.ts");
  return importContract(ROOT, request);
});
