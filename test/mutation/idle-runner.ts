import { performance } from "node:perf_hooks";
import { TestRunner } from "vitest";
import type { RunnerTestCase } from "vitest";

const CHECK_MS = 500;
/** A thread that only waits is active for less than this between two checks. */
const MAX_ACTIVE_MS = 5;
/** Number of checks, one after the other, that must find the thread idle. */
const MAX_IDLE_CHECKS = 8;

// Tests replace these.
const { clearInterval, setInterval } = globalThis;

/**
 * Ends a test that hangs as soon as its thread has done nothing for 4 s. A time limit would have to be long, because a
 * slow machine must not end a test. A thread that waits for a processor counts as active.
 */
export default class IdleRunner extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    let timer: ReturnType<typeof setInterval> | undefined;
    const hang = new Promise<never>((_, reject) => {
      let before = performance.eventLoopUtilization();
      let idle = 0;
      timer = setInterval(() => {
        const { active } = performance.eventLoopUtilization(before);
        before = performance.eventLoopUtilization();
        idle = active < MAX_ACTIVE_MS ? idle + 1 : 0;
        if (idle === MAX_IDLE_CHECKS) reject(new Error("The test hangs"));
      }, CHECK_MS);
    });
    try {
      await Promise.race([TestRunner.getTestFn(test)(), hang]);
    } finally {
      clearInterval(timer);
    }
  }
}
