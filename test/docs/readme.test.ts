import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createFakeFlatpeak } from "flatpeak/testing";
import { readCodeBlocks } from "../support/code-blocks.ts";
import { compile } from "../support/compiler.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = `${ROOT}test/.readme`;
const readme = readFileSync(`${ROOT}README.md`, "utf8");
const blocks = readCodeBlocks(readme)
  .filter(({ language }) => language === "ts")
  .map((block, index) => ({ ...block, file: `${FOLDER}/block-${index + 1}.ts` }));

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  // A block is a separate module, without invisible code around it.
  for (const { file, code } of [...blocks, ...examples]) writeFileSync(file, `${code}\nexport {};\n`);
});
afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

test("the README has the blocks that this test expects", () => {
  expect(blocks.map(({ heading }) => heading)).toEqual([
    "First call",
    "Errors",
    "Errors",
    "Pagination",
    "Webhooks",
    "Testing",
  ]);
});

/** The `@example`s of the public documentation; each is compiled as a separate module. */
const examples = readdirSync(`${ROOT}src`, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .flatMap((name) =>
    [...readFileSync(`${ROOT}src/${name}`, "utf8").matchAll(/^ *\* ```ts\n(.*?)^ *\* ```$/gms)].map(
      ([, comment = ""], index) => ({
        file: `${FOLDER}/${name.replaceAll("/", "-").replace(/\.ts$/, "")}-${index + 1}.ts`,
        code: comment.replaceAll(/^ *\* ?/gm, ""),
      }),
    ),
  );

test("every TypeScript block and every example in the code compiles with a reader's settings", () => {
  expect(examples.length).toBeGreaterThan(6);
  expect(compile([...blocks, ...examples].map(({ file }) => file))).toEqual([]);
});

describe("all TypeScript blocks run in order against the same fake", () => {
  const fake = createFakeFlatpeak();
  const said: unknown[][] = [];

  beforeAll(() => {
    vi.stubEnv("FLATPEAK_ACCOUNT_ID", fake.accountId);
    vi.stubEnv("FLATPEAK_API_KEY", fake.apiKey);
    vi.stubGlobal("fetch", fake.fetch);
    for (const method of ["log", "error"] as const) {
      vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
        said.push([method, ...words]);
      });
    }
  });
  afterEach(() => {
    said.length = 0;
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  const expected: unknown[][][] = [
    [["log", expect.stringMatching(/^dev_[0-9a-f]{24}$/)]],
    [["log", "taken:", "Reference ID already exists"]],
    [["log", expect.stringContaining("dev_6563a6757360a6d6a628e839")]],
    [["log", "DEV1234567890"]],
    [],
    [["log", 503, "create-device"]],
  ];
  test.each(blocks.map((block, index) => ({ ...block, index })))(
    "$heading ($index)",
    async ({ file, index }) => {
      await import(/* @vite-ignore */ file);
      expect(said).toEqual(expected[index]);
    },
  );
});

test("the README has at most 200 lines", () => {
  expect(readme.split("\n").length).toBeLessThanOrEqual(201);
});

describe("the README and its tables describe the code", () => {
  test("the table of kinds has every class of error", async () => {
    const module: object = await import("../../src/errors/classes.ts");
    const classes = Object.keys(module).filter(
      (name) => /^[A-Z].*Error$/.test(name) && name !== "FlatpeakError",
    );
    const page = readFileSync(`${ROOT}docs/errors.md`, "utf8");
    for (const name of classes) expect(page).toMatch(new RegExp(`^\\| \`[a-z-]+\` +\\| \`${name}\` `, "m"));
  });

  test("every command in the README is a script of package.json", () => {
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as { scripts: object };
    const commands = [...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, name = ""]) => name);
    expect(commands).not.toEqual([]);
    for (const command of commands) expect(Object.keys(scripts)).toContain(command);
  });
});
