import { resolve } from "node:path";
import { UsageError } from "../../src/index.ts";
import { ArgumentError } from "../command/argument-error.ts";
import { display } from "../command/display.ts";
import { writeAll } from "../command/output.ts";
import { readTestAccount } from "../command/test-account.ts";
import type { VerifyArguments } from "./arguments.ts";
import { travel } from "./journey.ts";
import type { JourneyEnd } from "./journey.ts";
import { renderLines } from "./lines.ts";
import { createRecord } from "./record.ts";
import type { JourneyRecord } from "./record.ts";
import { addRequestIds, judgeStaged, STAGED_COUNT, stageFake } from "./staged.ts";
import { renderTable } from "./table.ts";

/**
 * Verifies the contract: against the real API, or against a fake whose deviations are known.
 *
 * @returns the exit code: 0 if all responses conform, or if exactly the staged deviations were found
 * @throws ArgumentError before anything is sent, if the environment does not allow it
 */
export async function verify(
  { live, out }: VerifyArguments,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  const record = createRecord();
  const end = live ? await travelLive(environment, record, signal) : await travelStaged(record, signal);
  console.log(renderTable(record, end));
  for (const object of end.left)
    console.log(`\nDelete this object, which may be left in the account: ${object}`);
  if (end.stopped !== undefined) console.log(`\nThe journey ended early: ${end.stopped}`);
  if (out !== undefined) {
    const path = resolve(out);
    writeAll([{ path, text: renderLines(record, end, new Date()) }]);
    console.log(`\n${display(path)} written. Next: npm run spec:observe -- ${out}`);
  }
  const isComplete = end.stopped === undefined && end.left.length === 0;
  return isComplete && (live ? conforms(record) : matchesStaged(record, end)) ? 0 : 1;
}

async function travelLive(
  environment: NodeJS.ProcessEnv,
  record: JourneyRecord,
  signal: AbortSignal,
): Promise<JourneyEnd> {
  const account = readTestAccount(environment);
  try {
    return await travel(account, record, signal);
  } catch (error) {
    if (error instanceof UsageError) throw new ArgumentError(error.message, { cause: error });
    throw error;
  }
}

async function travelStaged(record: JourneyRecord, signal: AbortSignal): Promise<JourneyEnd> {
  const fake = stageFake();
  const { accountId, apiKey } = fake;
  return travel({ accountId, apiKey, fetch: addRequestIds(fake) }, record, signal);
}

function conforms(record: JourneyRecord): boolean {
  const failed = [...record.operations.values()].some(({ failures }) => failures.size > 0);
  return !failed && record.findings().length === 0;
}

function matchesStaged(record: JourneyRecord, end: JourneyEnd): boolean {
  const differences = judgeStaged(record, end);
  console.log(
    `\nThe fake has ${STAGED_COUNT} staged deviations and facts; not found or not staged: ${differences.length}`,
  );
  for (const difference of differences) console.log(`  ${difference}`);
  return differences.length === 0;
}
