import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { display } from "../command/display.ts";
import { readContract } from "../contract/contract.ts";
import type { Contract, NamedFile } from "../contract/contract.ts";
import type { DiffArguments } from "./arguments.ts";
import { readEarlierContract } from "./git-contract.ts";

/** Reads the two contracts that the command line names; `from` is never absent. */
export async function readBothContracts(
  root: string,
  { from, to, overlay }: Pick<DiffArguments, "to" | "overlay"> & { readonly from: string },
): Promise<readonly [Contract, Contract]> {
  const own = fileNamed(join(root, "spec/overlay.yaml"));
  // Another contract of the same API is what the project's own would be replaced by, or was: it gets what that one gets.
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
