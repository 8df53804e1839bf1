import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores([
    "dist",
    ".docs",
    "coverage",
    "generated",
    ".stryker-tmp",
    // Compiled with their own packages, which the rest does not install.
    "scripts/docs",
    "test/guides",
    "test/consumers",
    "test/bench/peers",
  ]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js", "test/contracts/typescript-5.9.mjs"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Numbers in messages (a status, milliseconds) read as they are.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ["test/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "vitest", importNames: ["it"], message: "Tests are called test." }] },
      ],
      // These assertions cannot fail.
      "no-restricted-syntax": [
        "error",
        {
          selector: "UnaryExpression[operator='void'] CallExpression[callee.name='expect']",
          message: "Await the assertion; void ignores its failure.",
        },
        {
          selector: "ExpressionStatement > CallExpression[callee.name='expect'][arguments.length=1]",
          message: "Call a matcher.",
        },
      ],
      // These give up after a second.
      "no-restricted-properties": [
        "error",
        ...["waitFor", "waitUntil"].map((property) => ({
          ...{ object: "vi", property },
          message: "Wait with expect.poll, whose timeout is a setting.",
        })),
      ],
    },
  },
  {
    files: ["test/types/**"],
    rules: {
      "@typescript-eslint/ban-ts-comment": [
        "error",
        { "ts-expect-error": "allow-with-description", minimumDescriptionLength: 3 },
      ],
    },
  },
  {
    files: ["src/**"],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "error" },
  },
  {
    // No assertion that the compiler cannot check.
    files: ["src/**"],
    // openapi-fetch's types are those of an operation, which are checked where a call is made.
    ignores: ["src/request/openapi-fetch.ts"],
    rules: {
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
    },
  },
);
