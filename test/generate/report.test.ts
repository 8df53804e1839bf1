import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createProgress } from "../../scripts/command/progress.ts";
import { readContract } from "../../scripts/contract/contract.ts";
import type { Contract } from "../../scripts/contract/contract.ts";
import { describeSinceLastCommit } from "../../scripts/diff/since-last-commit.ts";
import { renderSummary } from "../../scripts/generate/summary.ts";

const HEAD = 'openapi: 3.0.3\ninfo: { title: T, version: "1" }\n';
const OPERATION = "{ responses: { 200: { description: Done }, 404: { description: None } } }";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "report-"));
  mkdirSync(join(root, "spec"));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

async function write(paths: string): Promise<Contract> {
  const file = join(root, "spec/flatpeak.yaml");
  writeFileSync(file, `${HEAD}paths: ${paths}\n`);
  return readContract({ file, name: "flatpeak.yaml" });
}

function git(...words: readonly string[]): void {
  const author = ["-c", "user.name=T", "-c", "user.email=t@example.com"];
  execFileSync("git", [...author, ...words], { cwd: root, stdio: "pipe" });
}

test(
  "changes since the last commit are summarized; without changes nothing is printed",
  { timeout: 60_000 },
  async () => {
    const before = await write(`{ /a: { get: ${OPERATION} }, /b: { get: ${OPERATION} } }`);
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "Contract");
    expect(await describeSinceLastCommit(root, before)).toBeUndefined();

    const after = await write(`{ /a: { get: ${OPERATION} } }`);
    expect(await describeSinceLastCommit(root, after)).toMatch(
      /^Since the last commit:\nBreaking changes: .*\n.*GET \/b/,
    );
  },
);

test("a missing git is not a failure: nothing is compared", async () => {
  const contract = await write("{}");
  expect(await describeSinceLastCommit(root, contract)).toMatch(
    /^Not compared with the last commit: .*not in a git repository/,
  );
});

test("the summary has files with sizes, counts, and warnings by kind with some places", async () => {
  const paths = Array.from({ length: 7 }, (_, index) => `/a${index}: { get: ${OPERATION} }`).join(", ");
  const file = { path: join(process.cwd(), "out/schema.ts"), text: "x".repeat(1234) };
  const lines = renderSummary(await write(`{ ${paths} }`), new Map([[file, "missing"]]), 1500).split("\n");
  expect(lines.slice(0, 2)).toEqual([
    "out/schema.ts written, 1.2 kB",
    "7 operations, 0 schemas, 14 statuses, 1.5 s",
  ]);
  expect(lines).toContain("7 warnings:");
  expect(lines).toContain("  7 × no operationId: known by method and path (missing-operation-id)");
  expect(lines).toContain("      GET /a0");
  expect(lines).toContain("      and 2 more");
  expect(lines).not.toContain("      GET /a5");
});

test.each([
  { quiet: false, milliseconds: 1300, printed: "Generating: 1.3 s\n" },
  { quiet: false, milliseconds: 900, printed: "" },
  { quiet: true, milliseconds: 1300, printed: "" },
])(
  "a step of $milliseconds ms, quiet $quiet, is reported as '$printed'",
  async ({ quiet, milliseconds, printed }) => {
    const lines: string[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
    vi.spyOn(performance, "now").mockReturnValueOnce(0).mockReturnValueOnce(milliseconds);
    expect(await createProgress({ quiet }).step("Generating", () => "done")).toBe("done");
    expect(lines.join("")).toBe(printed);
  },
);
