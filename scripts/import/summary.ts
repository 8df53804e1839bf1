import { ContractError } from "../contract/contract-error.ts";
import { makeContract } from "../contract/contract.ts";
import type { Contract } from "../contract/contract.ts";
import type { Source } from "../contract/source.ts";

/**
 * What an import changes for users of the SDK, in short. The overlay is applied to both sides, so that what it added before
 * and the newer contract says itself is no change; to neither if it does not fit the present one.
 */
export async function describeChange(present: Source, imported: Source, overlay?: Source): Promise<string> {
  const both = (await readBoth(present, imported, overlay)) ?? (await readBoth(present, imported));
  if (both === undefined) return `${present.name} was not valid before, so there is nothing to compare with`;
  const [before, after] = both;
  const release =
    before.version === after.version ? "" : `Release ${before.version} becomes ${after.version}\n`;
  // The compiler that judges takes a while to load.
  const [{ compareContracts }, { renderShort }] = await Promise.all([
    import("../diff/comparison.ts"),
    import("../diff/report-text.ts"),
  ]);
  return release + renderShort(compareContracts(before, after));
}

/** `undefined` if one of them is not valid so: the present one, because the imported one was validated. */
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
