import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The files in the bundle of a user's program. */
async function bundle(program: string, platform: "browser" | "node" = "browser"): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: ROOT },
    // As in the package's exports.
    alias: {
      flatpeak: `${ROOT}src/index.ts`,
      "flatpeak/testing": `${ROOT}src/testing/index.ts`,
      "flatpeak/testing/node": `${ROOT}src/testing/node.ts`,
    },
    absWorkingDir: ROOT,
    bundle: true,
    format: "esm",
    platform,
    write: false,
    metafile: true,
  });
  return Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
}

test("a bundle that does not import the fake contains neither the fake nor the contract's examples", async () => {
  const files = await bundle('import { createClient } from "flatpeak"; console.log(createClient);');
  expect(files).toContain("src/client.ts");
  expect(
    files.filter((file) => /^src\/testing|^generated\/(examples|request-validators)/.test(file)),
  ).toEqual([]);
});

test("the fake bundles only its own files and a few small ones of the core, and runs without Node", async () => {
  const files = await bundle(
    'import { createFakeFlatpeak } from "flatpeak/testing"; console.log(createFakeFlatpeak);',
  );
  expect(files).toContain("generated/examples.ts");
  expect(files.filter((file) => !file.startsWith("src/testing/")).sort()).toEqual([
    "<stdin>",
    "generated/examples.ts",
    "generated/manifest.ts",
    "generated/request-validators.js",
    "generated/webhooks.ts",
    "src/errors/brand.ts",
    "src/errors/classes.ts",
    "src/errors/redact-json.ts",
    "src/errors/redaction.ts",
    "src/errors/status.ts",
    "src/errors/unknown-names.ts",
    "src/text/base64.ts",
    "src/text/describe-value.ts",
    "src/text/digits.ts",
    "src/text/escapes.ts",
    "src/text/json.ts",
    "src/text/line.ts",
    "src/text/member.ts",
    "src/text/path-template.ts",
    "src/text/pointer.ts",
    "src/text/search.ts",
  ]);
  expect(files.filter((file) => file.startsWith("src/testing/node"))).toEqual([]);
});

test("the server does not bundle a fake", async () => {
  const files = await bundle('import { listen } from "flatpeak/testing/node"; console.log(listen);', "node");
  expect(files).toContain("src/testing/node/listen.ts");
  expect(files.filter((file) => file.startsWith("generated"))).toEqual([]);
});
