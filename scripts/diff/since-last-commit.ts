import type { Contract } from "../contract/contract.ts";
import { ContractError } from "../contract/contract-error.ts";

/**
 * Says in a few lines what a contract changes for users of the SDK since the last commit; `undefined` if it is the same.
 *
 * @param root folder of the project
 */
export async function describeSinceLastCommit(root: string, contract: Contract): Promise<string | undefined> {
  // Most runs have nothing to compare.
  const { readEarlierContract } = await import("./git-contract.ts");
  try {
    const before = await readEarlierContract(root, "HEAD");
    if (before.sha256 === contract.sha256 && before.overlaySha256 === contract.overlaySha256)
      return undefined;
    const [{ compareContracts }, { renderShort }] = await Promise.all([
      import("./comparison.ts"),
      import("./report-text.ts"),
    ]);
    return `Since the last commit:\n${renderShort(compareContracts(before, contract))}`;
  } catch (error) {
    // Everything is written by now: without git, or a usable contract in it, there is merely nothing to compare with.
    if (!(error instanceof ContractError)) throw error;
    return `Not compared with the last commit: ${error.problems[0] ?? ""}\n`;
  }
}
