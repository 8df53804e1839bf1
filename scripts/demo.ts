import { fileURLToPath } from "node:url";
import { runCommand } from "./command/run.ts";
import { parseWords } from "./command/words.ts";
import { main as generate } from "./generate.ts";

export const USAGE = `Usage: npm run demo

Generates the types from the contract, then plays a day of a charging service against a fake Flatpeak. The guide
docs/journey.md explains the program step by step.

  --help  print this text
`;

/** Runs a command line of `npm run demo` and returns the exit code. */
export async function main(words: readonly string[]): Promise<number> {
  parseWords(words, {});
  console.log("Generate types from spec/flatpeak.yaml\n");
  const code = await generate(["--quiet"]);
  // Imported late: the SDK must use the files that were just generated.
  if (code === 0) await import("./demo/journey.ts");
  return code;
}

// Tests import `main` and run it in their own process.
if (process.argv[1] === fileURLToPath(import.meta.url)) await runCommand(USAGE, main);
