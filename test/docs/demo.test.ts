import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { main, USAGE } from "../../scripts/demo.ts";
import { joinParts, readCodeBlocks } from "../support/code-blocks.ts";
import { runInProcess } from "../support/in-process.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const guide = readFileSync(`${ROOT}docs/journey.md`, "utf8");

test("docs/journey.md has the code of the demo", () => {
  const [program] = joinParts(readCodeBlocks(guide)).filter(({ title }) => title === "journey.ts");
  expect(program?.code).toBe(readFileSync(`${ROOT}scripts/demo/journey.ts`, "utf8"));
});

test("npm run demo prints what docs/journey.md shows, in any time zone", async () => {
  const { code, stdout, stderr } = await runDemo({ TZ: "Australia/Lord_Howe" });
  expect(stderr).toBe("");
  const [heading = "", ...rest] = stdout.split("\n\n");
  expect(heading).toBe("Generate types from spec/flatpeak.yaml");
  expect(guide).toContain(`\`\`\`text\n${rest.join("\n\n")}\`\`\``);
  expect(code).toBe(0);
});

test("the demo refuses an unknown option before it does anything", async () => {
  const { code, stdout, stderr } = await runInProcess(USAGE, main, ["--alive"]);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/'--alive'[^]*Usage: npm run demo/);
});

async function runDemo(environment: NodeJS.ProcessEnv) {
  const child = spawn("node_modules/.bin/tsx", ["scripts/demo.ts"], {
    cwd: ROOT,
    // FORCE_COLOR, which vitest may set, makes Node warn about NO_COLOR on standard error.
    env: { ...process.env, FORCE_COLOR: undefined, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill();
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [code, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
