import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Contract } from "../../scripts/contract/contract.ts";
import { ContractError } from "../../scripts/contract/contract-error.ts";
import { compareContracts } from "../../scripts/diff/comparison.ts";
import { compileConsumers } from "../support/consumers.ts";
import { writeConsumers } from "../support/diff-consumers.ts";
import { contractOf, richContract } from "../support/diff-contract.ts";
import { applyEdits, someEdits } from "../support/diff-edits.ts";
import type { DrawnEdit } from "../support/diff-edits.ts";
import { FULL_TIMEOUT, pickSize, SEED } from "../support/sizes.ts";

const EDITS = pickSize(1, 60);

/** One edit of each verdict, in addition to the random ones. */
const FIXED: readonly (readonly DrawnEdit[])[] = [
  [["describe", 0, 0]],
  [["add a property", 0, 0]],
  [["remove a known value", 0, 1]],
];

interface EditedContract {
  readonly edits: readonly DrawnEdit[];
  readonly contract: Contract;
}

async function editContract(edits: readonly DrawnEdit[]): Promise<readonly EditedContract[]> {
  try {
    return [{ edits, contract: await contractOf(applyEdits(richContract(), edits)) }];
  } catch (error) {
    // Some edits make the contract invalid.
    if (error instanceof ContractError) return [];
    throw error;
  }
}

/** Compiler messages for some programs, by contract. */
function failuresOf(text: string, contracts: readonly Contract[]): ReadonlyMap<Contract, readonly string[]> {
  const found = new Map<Contract, readonly string[]>();
  // Each setting may refuse code that the other accepts.
  for (const exactOptionalPropertyTypes of [false, true]) {
    const open = contracts.filter((contract) => (found.get(contract) ?? []).length === 0);
    const consumers = open.map(({ document }) => ({ document, text }));
    const problems = compileConsumers(consumers, { exactOptionalPropertyTypes });
    for (const [index, contract] of open.entries()) found.set(contract, problems[index] ?? []);
  }
  return found;
}

test(
  "a change is breaking if and only if a program with the exported types and operations stops compiling",
  async () => {
    console.log(`TEST_SEED=${SEED}: ${EDITS} edits`);
    const old = await contractOf(richContract());
    const text = writeConsumers(old.document);
    const drawn = [...FIXED, ...fc.sample(someEdits, { numRuns: EDITS, seed: SEED })];
    const cases = (await Promise.all(drawn.map(editContract))).flat();
    const failures = failuresOf(text, [old, ...cases.map(({ contract }) => contract)]);
    expect(failures.get(old)).toEqual([]);

    const wrong = cases.flatMap(({ edits, contract }) => {
      const { verdict, changes, unjudged } = compareContracts(old, contract);
      const broken = failures.get(contract) ?? [];
      if ((verdict === "major") === broken.length > 0 && unjudged.length === 0) return [];
      return [{ edits, verdict, unjudged, changes: changes.slice(0, 3), broken: broken.slice(0, 3) }];
    });
    expect(wrong).toEqual([]);
  },
  FULL_TIMEOUT,
);
