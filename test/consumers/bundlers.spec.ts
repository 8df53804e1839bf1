import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { build as buildWithEsbuild } from "esbuild";
import { build as buildWithVite } from "vite";
import { expect, test } from "vitest";
import { experience } from "./experience.ts";
import { startFlatpeak } from "./flatpeak.ts";
import { createProject, readSource } from "./project.ts";
import type { Project } from "./project.ts";

/** Bundles `main.ts`, minified and with all dependencies, into `out/main.mjs` or `out/main.cjs`. */
const bundlers: Record<string, (project: Project) => Promise<unknown>> = {
  "esbuild, as an ES module": ({ path }) =>
    buildWithEsbuild({
      absWorkingDir: path,
      entryPoints: ["main.ts"],
      bundle: true,
      minify: true,
      platform: "node",
      format: "esm",
      outfile: "out/main.mjs",
    }),
  "esbuild, as CommonJS": ({ path }) =>
    buildWithEsbuild({
      absWorkingDir: path,
      entryPoints: ["main.ts"],
      bundle: true,
      minify: true,
      platform: "node",
      format: "cjs",
      outfile: "out/main.cjs",
    }),
  "Vite, for a server": ({ path }) =>
    buildWithVite({
      root: path,
      configFile: false,
      logLevel: "error",
      ssr: { noExternal: true },
      build: {
        ssr: "main.ts",
        minify: true,
        outDir: "out",
        rolldownOptions: { output: { entryFileNames: "main.mjs" } },
      },
    }),
};

test.each(Object.keys(bundlers))("the bundle of %s makes the journey", async (name) => {
  const flatpeak = await startFlatpeak();
  const project = createProject(`bundle-${Object.keys(bundlers).indexOf(name)}`, {
    "journey.ts": readSource("journey.ts"),
    "main.ts": readSource("main.ts"),
  });
  await bundlers[name]?.(project);
  // The bundle must not need the packages.
  rmSync(join(project.path, "node_modules"), { recursive: true });
  const [bundle = ""] = readdirSync(join(project.path, "out"));
  const printed = await project.run(execPath, join("out", bundle), JSON.stringify(flatpeak.journey));
  await flatpeak.close();
  expect(JSON.parse(printed)).toEqual(experience);
});
