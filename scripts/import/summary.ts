import { ContractError } from "../contract/contract-error.ts";
import { makeContract } from "../contract/contract.ts";
import type { Contract } from "../contract/contract.ts";
import type { Source } from "../contract/source.ts";

/**
 * Summarizes what an import changes for users of the SDK. The overlay applies to both contracts, so a fact that moves
 * from the overlay to the contract is not a change. It applies to neither if it does not fit the present contract.
 *
 * @param command prints the whole report; `undefined` if no command does
 */
export async function describeChange(
  present: Source,
  imported: Source,
  overlay: Source | undefined,
  command: string | undefined,
): Promise<string> {
  const both = (await readBoth(present, imported, overlay)) ?? (await readBoth(present, imported));
  if (both === undefined) return `${present.name} was not valid before, so there is nothing to compare with`;
  const [before, after] = both;
  const release =
    before.version === after.version ? "" : `Release ${before.version} becomes ${after.version}\n`;
  // Loading the compiler takes a while.
  const [{ compareContracts }, { renderShort }] = await Promise.all([
    import("../diff/comparison.ts"),
    import("../diff/report-text.ts"),
  ]);
  return release + renderShort(compareContracts(before, after), command);
}

/** `undefined` if the present contract is not valid. The imported one was validated before. */
async function readBoth(
  present: Source,
  imported: Source,
  overlay?: Source,
): Promise<readonly [Contract, Contract] | undefined> {
  try {
    return [await makeContract(present, overlay), await makeContract(imported, overlay)];
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}
