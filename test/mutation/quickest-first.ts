import { BaseSequencer } from "vitest/node";
import type { Reporter, TestModule, TestSpecification } from "vitest/node";
import { discardThread } from "./kept-worker.ts";

/** Time that each test file takes without a mutant. */
const durations = new Map<string, number>();

/** Measures the test files, and replaces the thread after a test that hangs. */
export const observer: Reporter = {
  onTestModuleEnd(module: TestModule) {
    const { collectDuration, duration } = module.diagnostic();
    if (!durations.has(module.moduleId)) durations.set(module.moduleId, collectDuration + duration);
    // A test that hangs leaves code behind that still runs.
    const errors = [...module.children.allTests()].flatMap((test) => test.result().errors ?? []);
    if (errors.some(({ message }) => /timed out|hangs/.test(message))) discardThread();
  },
};

/** Runs quick test files first: most mutants fail any test that runs them. */
export class QuickestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const of = ({ moduleId }: TestSpecification): number => durations.get(moduleId) ?? 0;
    return Promise.resolve([...files].sort((one, other) => of(one) - of(other)));
  }
}
