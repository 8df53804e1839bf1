import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

// `npm test` runs the same in the process of the test.
test("npm run demo prints what docs/journey.md shows, as a command", async () => {
  const { stdout, stderr } = await promisify(execFile)("npm", ["run", "--silent", "demo"], {
    cwd: ROOT,
    // FORCE_COLOR, which vitest may set, makes Node warn about NO_COLOR on standard error.
    env: { ...process.env, FORCE_COLOR: undefined, TZ: "Australia/Lord_Howe" },
  });
  const [heading = "", ...rest] = stdout.split("\n\n");
  expect(heading).toBe("Generate types from spec/flatpeak.yaml");
  expect(readFileSync(`${ROOT}docs/journey.md`, "utf8")).toContain(`\`\`\`text\n${rest.join("\n\n")}\`\`\``);
  expect(stderr).toBe("");
});
