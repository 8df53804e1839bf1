import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
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
  vi.stubEnv("TZ", "Australia/Lord_Howe");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { code, stdout, stderr } = await runInProcess(USAGE, main, []);
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
