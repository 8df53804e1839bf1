import { vi } from "vitest";
import { getCurrentTest } from "vitest/suite";

/** Stryker activates a mutant before the tests of a file, and never deactivates it. A kept thread tests several mutants. */
const { __stryker__: mutants } = globalThis as { __stryker__?: { activeMutant?: string | undefined } };
if (mutants !== undefined) mutants.activeMutant = undefined;

/** Skips tests that import the code again: that copy would keep the active mutant. */
vi.resetModules = () => {
  getCurrentTest()?.context.skip("imports the code again");
  return vi;
};
