import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../../src", import.meta.url));

/** A program that is bundled as for a browser: the files of the package in it, and its compressed size. */
async function bundle(code: string): Promise<{ files: readonly string[]; size: number }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: src, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const files = Object.entries(output?.inputs ?? {}).flatMap(([name, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [name.replace(/^.*src\//, "")] : [],
  );
  return { files, size: brotliCompressSync(outputFiles[0]?.contents ?? "").length };
}

const PAGINATION = /^(?:pag|sequential)/;

test("a bundle has nothing of paginate unless it is imported, and then less than 1.5 kB more", async () => {
  const plain = await bundle('import { createClient } from "./index.ts"; console.log(createClient());');
  expect(plain.files).toContain("client.ts");
  expect(plain.files.filter((name) => PAGINATION.test(name))).toEqual([]);

  const both = await bundle(
    'import { createClient, paginate } from "./index.ts"; console.log(paginate(createClient(), "/devices"));',
  );
  expect(both.files.filter((name) => PAGINATION.test(name)).length).toBeGreaterThan(3);
  expect(both.size - plain.size).toBeLessThan(1500);
});
