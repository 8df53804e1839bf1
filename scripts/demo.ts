import { runCommand } from "./command/run.ts";
import { parseWords } from "./command/words.ts";
import { main as generate } from "./generate.ts";

const USAGE = `Usage: npm run demo

Generates the types from the contract, then plays a day of a charging service against a fake Flatpeak. The guide
docs/journey.md explains the program step by step.

  --help  print this text
`;

await runCommand(USAGE, async (words) => {
  parseWords(words, {});
  console.log("Generate types from spec/flatpeak.yaml\n");
  const code = await generate(["--quiet"]);
  // Imported late: the SDK must use the files that were just generated.
  if (code === 0) await import("./demo/journey.ts");
  return code;
});
