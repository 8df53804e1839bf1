import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ArgumentError } from "./command/argument-error.ts";
import { readDemoArguments, USAGE } from "./demo/arguments.ts";
import { createTranscript } from "./demo/transcript.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs a command line and returns the exit code: 0 if all is as expected, 1 if not, 2 if refused before the first call.
 */
async function run(words: readonly string[]): Promise<number> {
  try {
    const { live, help } = readDemoArguments(words);
    if (help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const transcript = createTranscript((line) => {
      console.log(line);
    }, process.stdout.isTTY && !process.env["NO_COLOR"]);
    return (await go(live, transcript)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    console.error(error.message);
    return 2;
  }
}

// Imported late: the SDK must use the files that were just generated.
async function go(live: boolean, transcript: ReturnType<typeof createTranscript>): Promise<boolean> {
  if (live) {
    const { goLive } = await import("./demo/live.ts");
    return goLive(process.env, transcript);
  }
  transcript.heading("Generate from the contract");
  if (!generateDemo()) return false;
  const { goLocal } = await import("./demo/local.ts");
  return goLocal(transcript);
}

/** Reports the written files on standard output. */
function generateDemo(): boolean {
  const words = ["--import", "tsx", "scripts/generate.ts"];
  return spawnSync(process.execPath, words, { cwd: ROOT, stdio: "inherit" }).status === 0;
}

process.exitCode = await run(process.argv.slice(2));
