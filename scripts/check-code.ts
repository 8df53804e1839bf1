// `tsc` and typed lint need the same types, so they share one program: it is created and checked once.
import { ESLint } from "eslint";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { compileProject } from "./check/project.ts";

/**
 * These apply with `--full`, and in editors. The first two need the expected type of every expression, `no-deprecated`
 * resolves every name, and the compiler reports most of what `no-unused-vars` finds.
 */
const SLOW_RULES = [
  "no-unsafe-class-instance-assignment",
  "no-unsafe-enum-assignment",
  "no-deprecated",
  "no-unused-vars",
];

const isFull = process.argv.includes("--full");
const ROOT = fileURLToPath(new URL("..", import.meta.url));

// The sources of the package alone, without the types of Node: a Node global must not compile there.
const { problems: shipped } = compileProject(ROOT, "src/tsconfig.json");
const { program, host, problems: all } = compileProject(ROOT, "tsconfig.json");
const problems = ts.sortAndDeduplicateDiagnostics([...shipped, ...all]);
if (problems.length > 0) console.error(ts.formatDiagnosticsWithColorAndContext(problems, host));

const eslint = new ESLint({
  cwd: ROOT,
  overrideConfig: {
    files: ["**/*.{ts,js,mjs}"],
    rules: isFull
      ? {}
      : Object.fromEntries(SLOW_RULES.map((name) => [`@typescript-eslint/${name}`, "off"] as const)),
    languageOptions: { parserOptions: { projectService: false, programs: [program] } },
  },
});
const results = await eslint.lintFiles(["."]);
const formatter = await eslint.loadFormatter("stylish");
const report = await formatter.format(results);
if (report !== "") console.error(report);

const isClean = results.every(({ errorCount, warningCount }) => errorCount + warningCount === 0);
process.exitCode = problems.length === 0 && isClean ? 0 : 1;
