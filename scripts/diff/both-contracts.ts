import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { display } from "../command/display.ts";
import { readContract } from "../contract/contract.ts";
import type { Contract, NamedFile } from "../contract/contract.ts";
import type { DiffArguments } from "./arguments.ts";
import { readEarlierContract } from "./git-contract.ts";

/** Reads the two contracts of the command line; `from` has its default already. */
export async function readBothContracts(
  root: string,
  { from, to, overlay }: Pick<DiffArguments, "to" | "overlay"> & { readonly from: string },
): Promise<readonly [Contract, Contract]> {
  const own = fileNamed(join(root, "spec/overlay.yaml"));
  // A file is an earlier or later version of the project's own contract, so it gets the same overlay.
  const given = overlay === undefined ? undefined : fileNamed(resolve(overlay));
  const ofFiles = given ?? (isFile(from) && to !== undefined ? undefined : own);
  const before = isFile(from)
    ? await readContract(fileNamed(resolve(from)), ofFiles)
    : await readEarlierContract(root, from);
  const after =
    to === undefined
      ? await readContract(fileNamed(join(root, "spec/flatpeak.yaml")), own)
      : await readContract(fileNamed(resolve(to)), ofFiles);
  return [before, after];
}

function isFile(text: string): boolean {
  return statSync(text, { throwIfNoEntry: false })?.isFile() ?? false;
}

function fileNamed(file: string): NamedFile {
  return { file, name: display(file) };
}
