import { env } from "node:process";
import fc from "fast-check";
import { afterAll, beforeAll, test, vi } from "vitest";
import { FULL_TIMEOUT, pickSize, SEED } from "../support/sizes.ts";
import { live } from "../support/token-world.ts";
import type { LoginPlan, Scenario, Step, StorePlan } from "../support/token-world.ts";

const INTERLEAVINGS = pickSize(1_000, 20_000);

beforeAll(() => {
  // The digest for a store's key is computed in a thread, outside the scheduler's virtual time.
  vi.spyOn(crypto.subtle, "digest").mockResolvedValue(new ArrayBuffer(32));
  vi.useFakeTimers({ toFake: ["Date", "performance", "setTimeout", "clearTimeout"] });
});
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const call: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("call"),
  timeout: fc.constantFrom(0, 3, 15, 60),
  forbidden: fc.boolean(),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: call },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("pass"),
      seconds: fc.constantFrom(0.5, 1, 4, 10, 20, 41, 70),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("revoke") }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("set the clock"),
      seconds: fc.constantFrom(-10_800, -30, -1, 30, 10_800),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("abort"), which: fc.nat(5) }) },
);

const login: fc.Arbitrary<LoginPlan> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ends: fc.constant("with a token"),
      after: fc.constantFrom(0, 0, 0, 2, 9, 12, 25),
      life: fc.constantFrom(5, 20, 100, 1000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ends: fc.constantFrom("refused", "refused", "broken", "never"),
      after: fc.constantFrom(0, 0, 2, 12),
      life: fc.constant(0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ends: fc.constant("on its deadline"),
      after: fc.constantFrom(5, 30),
      life: fc.constant(0),
    }),
  },
);

const rest: fc.Arbitrary<LoginPlan> = fc.oneof(
  { weight: 9, arbitrary: fc.constant<LoginPlan>({ ends: "with a token", after: 0, life: 100 }) },
  { weight: 1, arbitrary: fc.constant<LoginPlan>({ ends: "never", after: 0, life: 0 }) },
);

const world = {
  steps: fc.array(step, { minLength: 1, maxLength: 14 }),
  logins: fc.array(login, { maxLength: 6 }),
  rest,
  letGo: fc.boolean(),
};

const withoutStore: fc.Arbitrary<Scenario> = fc.record({
  ...world,
  refusal: fc.constantFrom(401, 403),
  store: fc.constant(undefined),
});

const storePlan: fc.Arbitrary<StorePlan> = fc.oneof(
  fc.record({
    gives: fc.constantFrom("a good token", "a revoked token", "a revoked token"),
    // Also with a clock that is ahead.
    age: fc.constantFrom(-10_800, -30, 0, 30, 200),
  }),
  fc.record({ gives: fc.constantFrom("rubbish", "a failure", "no answer") }),
);

const withStore: fc.Arbitrary<Scenario> = fc.record({
  ...world,
  refusal: fc.constant(401),
  store: fc.array(storePlan, { maxLength: 8 }),
});

test.each([
  ["without a store", withoutStore],
  ["with a store of any content", withStore],
])(
  `the token source satisfies the model in ${INTERLEAVINGS} interleavings %s`,
  { timeout: FULL_TIMEOUT },
  async (_name, scenario) => {
    const { TEST_PATH: path } = env;
    // A failure prints the seed, the path and the shortest schedule that it found.
    await fc.assert(fc.asyncProperty(scenario, fc.scheduler(), live), {
      numRuns: INTERLEAVINGS,
      seed: SEED,
      ...(path === undefined ? {} : { path }),
    });
  },
);
