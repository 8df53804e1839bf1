import { chdir, cwd } from "node:process";
// esbuild keeps the folder in which it is loaded. A command would load it in the folder of a test, which is then removed.
import "esbuild";
import { vi } from "vitest";
import { carryOut } from "../../scripts/command/run.ts";
import type { Main } from "../../scripts/command/run.ts";

/** Output of a command line, and its exit code. */
export interface CommandRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process: a new process would load the compiler again. */
export async function runInProcess(
  usage: string,
  main: Main,
  words: readonly string[],
  folder = cwd(),
): Promise<CommandRun> {
  const before = cwd();
  let stdout = "";
  let stderr = "";
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => (stdout += String(text)) !== ""),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => (stderr += String(text)) !== ""),
    vi.spyOn(console, "log").mockImplementation((text) => (stdout += `${String(text)}\n`)),
    vi.spyOn(console, "error").mockImplementation((text) => (stderr += `${String(text)}\n`)),
  ];
  chdir(folder);
  try {
    const code = await carryOut(usage, main, words);
    return { code, stdout, stderr: withoutProgress(stderr) };
  } finally {
    chdir(before);
    for (const spy of spies) spy.mockRestore();
  }
}

/** Removes the lines of steps that took longer than a second, since these depend on the machine. */
export function withoutProgress(text: string): string {
  return text.replace(/^(?:[A-Z][a-z ]+): [\d.]+ s\n/gm, "");
}
