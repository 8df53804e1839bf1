import { env } from "node:process";

/** Number of runs of property tests; CONTRIBUTING.md lists the size of each command. */
const SIZES = ["few", "usual", "full"] as const;

const size = readSize();

/** Long enough for the full size on a slow machine. */
export const FULL_TIMEOUT = 3_600_000;

/** Seed of property tests, which they print. Set `TEST_SEED` for other random values than the default ones. */
export const SEED = Number(env["TEST_SEED"] ?? 1);

/** Picks the number of runs by `TEST_SIZE`. `few` is for mutation tests, which repeat a test for each mutant. */
export function pickSize(usual: number, full: number): number {
  return { few: Math.ceil(usual * 0.05), usual, full }[size];
}

function readSize(): (typeof SIZES)[number] {
  const name = env["TEST_SIZE"] ?? "usual";
  const found = SIZES.find((known) => known === name);
  if (found === undefined) throw new Error(`TEST_SIZE is "${name}"; set it to one of ${SIZES.join(", ")}`);
  return found;
}
