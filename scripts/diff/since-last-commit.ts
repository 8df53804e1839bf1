import type { Contract } from "../contract/contract.ts";
import { ContractError } from "../contract/contract-error.ts";

/**
 * Describes in a few lines what changed for users of the SDK since the last commit; `undefined` if nothing did.
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
    return `Since the last commit:\n${renderShort(compareContracts(before, contract), "npm run spec:diff")}`;
  } catch (error) {
    // All files are written already. Without git or a usable contract in it, only the comparison is missing.
    if (!(error instanceof ContractError)) throw error;
    return `Not compared with the last commit: ${error.problems[0] ?? ""}\n`;
  }
}
