import { join } from "node:path";
import { makeContract } from "../contract/contract.ts";
import type { Contract } from "../contract/contract.ts";
import { ContractError } from "../contract/contract-error.ts";
import { parseSource } from "../contract/source.ts";
import type { Source } from "../contract/source.ts";
import { findCommit, readFileAt } from "./git.ts";

const CONTRACT = "spec/flatpeak.yaml";
const OVERLAY = "spec/overlay.yaml";

/**
 * Reads the contract of a git revision, with the overlay of that revision if it has one.
 *
 * @param root folder of the project
 * @param revision any revision that git understands: `HEAD`, a tag, a branch, a hash
 * @throws ContractError outside of git, for an unknown revision, and for a contract that cannot be used
 */
export async function readEarlierContract(root: string, revision: string): Promise<Contract> {
  const commit = await findCommit(root, revision);
  const contract = await readSourceAt(root, commit, revision, CONTRACT, "OpenAPI document");
  if (contract === undefined) {
    throw new ContractError([`${revision}: this revision has no ${CONTRACT}; name a later one, or a file`]);
  }
  return makeContract(contract, await readSourceAt(root, commit, revision, OVERLAY, "OpenAPI overlay"));
}

async function readSourceAt(
  root: string,
  commit: string,
  revision: string,
  path: string,
  kind: string,
): Promise<Source | undefined> {
  const bytes = await readFileAt(root, commit, path);
  return bytes === undefined ? undefined : parseSource(bytes, join(root, path), `${revision}:${path}`, kind);
}
