import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readCodeBlocks } from "../support/code-blocks.ts";
import { compile } from "../support/compiler.ts";
import { listPages, readMarkdown, readPage } from "./pages.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const pages = listPages();

// Next changes types of the whole program, such as that of `process.env`, so it has a separate program.
const isOfNext = (file: string): boolean => /[/]next[/.]/.test(file);

test.each([
  ["every page and spec", (file: string) => !isOfNext(file)],
  ["those of Next.js", isOfNext],
])("%s: every block compiles with a reader's settings", { timeout: 300_000 }, (_, belongs) => {
  const blocks = pages.flatMap((name) => readPage(name).map(({ file }) => file));
  const ours = ["", "given/"]
    .flatMap((folder) =>
      readdirSync(HERE + folder, { recursive: folder !== "", encoding: "utf8" }).map((name) => folder + name),
    )
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => HERE + name);
  const files = [...blocks, ...ours].filter(belongs);
  expect(files.length).toBeGreaterThan(5);
  expect(compile(files, "test/guides/tsconfig.json")).toEqual([]);
});

test.each(pages.filter((name) => readPage(name).length > 0))(
  "docs/%s.md has a spec that runs every block",
  (name) => {
    const spec = `${HERE}${name}.spec.ts`;
    const code = existsSync(spec) ? readFileSync(spec, "utf8") : "";
    expect(code, `${spec} opens the page`).toContain(`openPage("${name}"`);
    expect(code, `${spec} ends with it`).toMatch(/^page\.everyBlockRan\(\);\n$/m);
  },
);

describe.each(pages)("docs/%s.md", (name) => {
  const markdown = readMarkdown(name);

  test("names only commands of package.json", () => {
    const { scripts } = JSON.parse(readFileSync(`${HERE}../../package.json`, "utf8")) as { scripts: object };
    for (const [, command = ""] of markdown.matchAll(/npm run ([a-z:]+)/g)) {
      expect(Object.keys(scripts)).toContain(command);
    }
  });

  // A reader's test fails anyway without data.
  const programs = readPage(name).filter(({ title = "" }) => !title.endsWith(".test.ts"));

  test("checks the status or the error before it uses the result of a fetch or a call", () => {
    for (const { code, line } of programs) {
      const isFetched = /await fetch\(/.test(code);
      if (isFetched) expect(code, `line ${line}`).toMatch(/\.ok\b|errorOf\(/);
      const called = [...code.matchAll(/const \{([^}]*)\} = await (?:\w+\.)*(?:GET|PUT|POST|PATCH)\(/g)];
      for (const [, names = ""] of called) {
        if (!code.includes("errorOf(")) expect(names, `line ${line}`).toMatch(/\berror\b/);
      }
    }
  });

  test("has a language for every block", () => {
    for (const { language, line } of readCodeBlocks(markdown)) expect(language, `line ${line}`).not.toBe("");
  });
});
