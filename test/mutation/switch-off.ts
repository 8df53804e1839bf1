import { vi } from "vitest";
import { getCurrentTest } from "vitest/suite";

/** Stryker switches a mutant on before the tests of a file, and never off: a thread runs the next mutant's tests, too. */
const { __stryker__: mutants } = globalThis as { __stryker__?: { activeMutant?: string | undefined } };
if (mutants !== undefined) mutants.activeMutant = undefined;

/** Skips tests that import the code again: this copy would keep the mutant that is on. */
vi.resetModules = () => {
  getCurrentTest()?.context.skip("imports the code again");
  return vi;
};
