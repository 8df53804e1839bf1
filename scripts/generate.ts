import { fileURLToPath } from "node:url";
import { runCommand } from "./command/run.ts";
import { readGenerateArguments, USAGE } from "./generate/arguments.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

await runCommand(USAGE, async (words) => {
  const request = readGenerateArguments(words);
  // The compiler and the validators take most of a second to load: not for a misspelt option.
  const [{ generate }, { describeSinceLastCommit }] = await Promise.all([
    import("./generate/generation.ts"),
    import("./diff/since-last-commit.ts"),
  ]);
  return generate(ROOT, request, describeSinceLastCommit);
});
