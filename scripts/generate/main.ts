import { fileURLToPath } from "node:url";
import { readGenerateArguments } from "./arguments.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Carries out a command line of `npm run generate` and gives the exit code. */
export async function main(words: readonly string[]): Promise<number> {
  const request = readGenerateArguments(words);
  // The compiler and the validators take most of a second to load: not for a misspelt option.
  const [{ generate }, { describeSinceLastCommit }] = await Promise.all([
    import("./generation.ts"),
    import("../diff/since-last-commit.ts"),
  ]);
  return generate(ROOT, request, describeSinceLastCommit);
}
