import { build } from "esbuild";
import { createProject } from "./project.ts";

/** Creates the project of a Worker, and bundles it with the installed package like `wrangler`. */
export async function bundleWorker(
  name: string,
  worker: string,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const project = createProject(name, { ...files, "worker.ts": worker });
  const { outputFiles } = await build({
    absWorkingDir: project.path,
    entryPoints: ["worker.ts"],
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:workers"],
    write: false,
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error("esbuild wrote no bundle");
  return bundle.text;
}
