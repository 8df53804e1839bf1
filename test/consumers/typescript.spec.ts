import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createProject, readSource } from "./project.ts";

const compilers = ["typescript-5.4", "typescript", "typescript-6", "typescript-7"] as const;

const strict = {
  target: "es2022",
  strict: true,
  skipLibCheck: false,
  noUncheckedIndexedAccess: true,
  declaration: true,
  outDir: "out",
  listFiles: true,
};
const dom = { lib: ["es2022", "dom", "dom.iterable"], types: [] };
const node = { lib: ["es2022"], types: ["node"] };

/**
 * Each module resolution is combined with each compiler; the other settings are distributed so that each compiler has
 * all of them.
 */
const settings = {
  node16: { module: "node16", ...dom, exactOptionalPropertyTypes: true },
  nodenext: { module: "nodenext", ...node, exactOptionalPropertyTypes: false },
  bundler: { module: "esnext", moduleResolution: "bundler", ...node, exactOptionalPropertyTypes: true },
  node10: { module: "commonjs", moduleResolution: "node10", ...dom, exactOptionalPropertyTypes: false },
};
type Resolution = keyof typeof settings;

/** The declarations of each resolution. Those of the ES module refer to those of CommonJS. */
const declarations: Record<Resolution, readonly string[]> = {
  node16: ["index.d.cts", "index.d.mts"],
  nodenext: ["index.d.cts", "index.d.mts"],
  bundler: ["index.d.cts", "index.d.mts"],
  node10: ["index.d.cts"],
};

const sources = ["journey", "types", "node-types"];

describe.each(compilers)("%s", (compiler) => {
  // 6 refuses node10, and 7 has removed it.
  const old = compiler === "typescript" || compiler === "typescript-5.4";
  const resolutions: Resolution[] = ["node16", "nodenext", "bundler", ...(old ? (["node10"] as const) : [])];

  test.concurrent.each(resolutions)("resolves every type of the package with %s", async (resolution) => {
    const compilerOptions = { ...strict, ...settings[resolution] };
    const names = sources.filter((name) => name !== "node-types" || compilerOptions.types.length > 0);
    const extensions = ["node16", "nodenext"].includes(resolution) ? ["mts", "cts"] : ["ts"];
    const files = Object.fromEntries(
      names.flatMap((name) =>
        extensions.map((extension) => [`${name}.${extension}`, readSource(`${name}.ts`)]),
      ),
    );
    const project = createProject(`${compiler}-${resolution}`, {
      ...files,
      "tsconfig.json": JSON.stringify({ compilerOptions, files: Object.keys(files) }),
    });
    const printed = await project.run(execPath, pathOf(compiler));
    const read = [...printed.matchAll(/flatpeak\/dist\/(index\.d\.[cm]ts)$/gm)].map(([, file]) => file);
    expect(read.sort()).toEqual(declarations[resolution]);
    for (const extension of extensions) {
      // Declarations of a library must not refer to internal files of the package.
      const emitted = readFileSync(join(project.path, `out/types.d.${extension}`), "utf8");
      expect(emitted).toContain('import("flatpeak").Client<');
      expect(emitted).not.toContain("/dist/");
    }
  });
});

test.each(["typescript", "typescript-7"])("with %s, no type falls back to any", async (compiler) => {
  const source = readSource("types.ts");
  const paths = { flatpeak: ["./any.d.ts"], "flatpeak/*": ["./any.d.ts"] };
  const compilerOptions = { ...strict, ...settings.bundler, paths };
  const project = createProject(`${compiler}-any`, {
    "types.ts": source,
    "any.d.ts": readSource("any.d.ts"),
    "tsconfig.json": JSON.stringify({ compilerOptions, files: ["types.ts"] }),
  });
  const complaints = await project.run(execPath, pathOf(compiler)).then(
    () => "",
    (failure: unknown) => String(failure),
  );
  const told = [...complaints.matchAll(/types\.ts[(:](\d+)/g)].map(([, line]) => Number(line));
  const demands = source
    .split("\n")
    .flatMap((text, index) => (/: (Same|IsAny)<|@ts-expect-error/.test(text) ? [index + 1] : []));
  expect(demands.length).toBeGreaterThan(10);
  expect(demands.filter((line) => !told.includes(line))).toEqual([]);
});

function pathOf(compiler: string): string {
  return fileURLToPath(new URL(`node_modules/${compiler}/bin/tsc`, import.meta.url));
}
