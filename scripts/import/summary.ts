import { ContractError } from "../contract/contract-error.ts";
import { makeContract } from "../contract/contract.ts";
import type { Source } from "../contract/source.ts";

/** What an import changes, in short. The overlay is left out: it may fit only one of the two. */
export async function describeChange(present: Source, imported: Source): Promise<string> {
  const before = await makeContract(present).catch((error: unknown) => {
    if (error instanceof ContractError) return undefined;
    throw error;
  });
  if (before === undefined)
    return `${present.name} was not valid before, so there is nothing to compare with`;
  const after = await makeContract(imported);
  const release =
    before.version === after.version ? "" : `Release ${before.version} becomes ${after.version}\n`;
  // The compiler that judges takes a while to load.
  const [{ compareContracts }, { renderShort }] = await Promise.all([
    import("../diff/comparison.ts"),
    import("../diff/markdown.ts"),
  ]);
  return release + renderShort(compareContracts(before, after));
}
