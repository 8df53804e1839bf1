import { vi } from "vitest";

/** Stryker switches a mutant on before the tests of a file, and never off: a thread runs the next mutant's tests, too. */
const { __stryker__: mutants } = globalThis as { __stryker__?: { activeMutant?: string | undefined } };
if (mutants !== undefined) mutants.activeMutant = undefined;

/** A copy of the code that a test imports while a mutant is on would keep the mutant for the next ones. */
vi.resetModules = () => {
  throw new Error("Mutation tests cannot import the code again; move this test to a file copies.test.ts");
};
