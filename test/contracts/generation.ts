import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readContract } from "../../scripts/contract/contract.ts";
import type { Node } from "../../scripts/contract/document.ts";
import type { Manifest } from "../../src/manifest.ts";
import type { Examples } from "../../src/testing/examples.ts";
import type { PublicContract } from "./contracts.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Output folder of all generations, kept for inspection. */
export const OUTPUT = join(tmpdir(), "flatpeak-contracts");

/** Result of a generation. */
export interface Generation {
  readonly folder: string;
  readonly seconds: number;
}

/** Generates with the command, as a user does. Rejects with its output if it fails. */
export async function generate({ name, file, overlay }: PublicContract): Promise<Generation> {
  const folder = join(OUTPUT, name);
  // A new folder, because the command reports changes of an older generation.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const started = performance.now();
  await promisify(execFile)(
    process.execPath,
    [
      ...["--import", "tsx", join(ROOT, "scripts/generate.ts"), "--spec", file, "--out", folder],
      ...(overlay === undefined ? [] : ["--overlay", overlay]),
    ],
    { cwd: ROOT },
  );
  return { folder, seconds: (performance.now() - started) / 1000 };
}

/** The contract with its overlay, as the generator reads it. */
export async function readDocument({ name, file, overlay }: PublicContract): Promise<Node> {
  const addition = overlay === undefined ? undefined : { file: overlay, name: "overlay" };
  return (await readContract({ file, name }, addition)).document;
}

/** The generated manifest, imported. */
export async function readManifest(folder: string): Promise<Manifest> {
  const module = (await import(/* @vite-ignore */ join(folder, "manifest.ts"))) as { manifest: Manifest };
  return module.manifest;
}

/** The generated examples, imported. */
export async function readExamples(folder: string): Promise<Examples> {
  const module = (await import(/* @vite-ignore */ join(folder, "examples.ts"))) as { examples: Examples };
  return module.examples;
}
