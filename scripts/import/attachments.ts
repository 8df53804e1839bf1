import { realpath } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import { display } from "../command/display.ts";
import { ContractError } from "../contract/contract-error.ts";
import { findOutsideReferences } from "../contract/references.ts";
import { parseSource, readBytes } from "../contract/source.ts";
import type { Source } from "../contract/source.ts";
import { parseAddress, refuseAddress } from "./address.ts";
import { download } from "./download.ts";

/**
 * Reads a document and everything that it refers to, directly or indirectly: files in its folder or below, and
 * addresses if that is allowed.
 *
 * @param file absolute path or address of the document
 * @throws ContractError with the place of each reference that is not allowed or does not exist
 */
export async function gatherSources(
  root: Source,
  file: string,
  followRefs: boolean,
): Promise<ReadonlyMap<string, Source>> {
  const gathered = new Map([[file, root]]);
  const folder = parseAddress(file) === undefined ? await realpath(dirname(file)) : undefined;
  // A map iterates in insertion order and includes entries that are added meanwhile.
  for (const [base, source] of gathered) {
    const problems: string[] = [];
    for (const { pointer, reference } of findOutsideReferences(source.root)) {
      const target = resolveReference(reference, base);
      if (gathered.has(target)) continue;
      try {
        gathered.set(target, await readAttachment(target, { base, folder, followRefs }));
      } catch (error) {
        if (!(error instanceof ContractError)) throw error;
        problems.push(`${source.locate(pointer)}: ${reference}: ${error.message}`);
      }
    }
    if (problems.length > 0) throw new ContractError(problems);
  }
  return gathered;
}

/** Resolves like the bundler, without the fragment. */
function resolveReference(reference: string, base: string): string {
  const [path = ""] = reference.split("#");
  const address = parseAddress(path);
  if (address !== undefined) return path;
  return parseAddress(base) === undefined ? resolve(dirname(base), path) : new URL(path, base).href;
}

interface Policy {
  readonly base: string;
  /** Folder that must contain the files; `undefined` for a document from an address. */
  readonly folder: string | undefined;
  readonly followRefs: boolean;
}

async function readAttachment(target: string, { base, folder, followRefs }: Policy): Promise<Source> {
  const address = parseAddress(target);
  if (address === undefined) return readBeside(target, folder);
  const refusal = refuseAddress(address, parseAddress(base));
  if (refusal !== undefined) throw new ContractError([refusal]);
  if (!followRefs)
    throw new ContractError(["remote references are not followed; add --follow-refs to bundle them"]);
  return parseSource(await download(address), target, target, "part of an OpenAPI document");
}

async function readBeside(target: string, folder: string | undefined): Promise<Source> {
  const name = display(target);
  // Checked before opening, after following symbolic links. Reading reports missing files.
  const place = await realpath(target).catch(() => undefined);
  if (place !== undefined && !isBelow(place, folder)) {
    throw new ContractError([
      "is outside the folder of the document; bundle the contract into one file first",
    ]);
  }
  return parseSource(await readBytes(target, name), target, name, "part of an OpenAPI document");
}

function isBelow(place: string, folder: string | undefined): boolean {
  return folder !== undefined && place.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
