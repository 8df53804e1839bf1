import { join } from "node:path";
import { expect, test } from "vitest";
import { renderCalls, renderPathCall, writeCallSites } from "../support/call-sites.ts";
import { measureCheck } from "../support/check-cost.ts";
import { renderIdioms } from "../support/type-idioms.ts";
import { CONTRACTS } from "./contracts.ts";
import { generate } from "./generation.ts";

/** Instantiations and types. An idiom may cost only little more with 1,200 operations than with Flatpeak's 37. */
const IDIOM = [11_000, 6_000] as const;
const FIFTY_CALLS = [43_000, 11_000] as const;
const MOST_BYTES = 16 * 2 ** 20;

const SOURCE = new URL("../../src/", import.meta.url).pathname;

test("idioms and calls over GitHub's contract stay within their compiler budget", async () => {
  const github = CONTRACTS.find(({ name }) => name === "github");
  if (github === undefined) throw new Error("GitHub's contract is not among the contracts.");
  const { folder } = await generate(github);
  const schema = join(folder, "schema.ts");
  const programs = {
    ...renderIdioms({
      head: `import { isApiError, isErrorFrom, unwrap } from "${SOURCE}index.ts";
import type {
  CallArguments, CallOutcome, Client, FlatpeakError, OperationData, OperationError, PathsWith, Result,
} from "${SOURCE}index.ts";
import type { operations, paths } from "${schema}";
declare const client: Client<paths>;`,
      call: `client.POST("/repos/{owner}/{repo}/issues", {
  params: { path: { owner: "octocat", repo: "Hello-World" } },
  body: { title: "Found a bug" },
})`,
      operationId: "issues/create",
      statuses: [400, 403, 404, 410, 422, 503],
      errorFrom: `<"issues/create", operations>`,
      errorOf: ", operations",
    }),
  };
  for (const [name, program] of Object.entries(programs)) expectWithin(name, program, IDIOM);
  const head = `import type { Client } from "${SOURCE}index.ts";
import type { paths } from "${schema}";
declare const client: Client<paths>;`;
  expectWithin("50 calls", renderCalls(head, writeCallSites(schema, 50), renderPathCall), FIFTY_CALLS);

  function expectWithin(name: string, program: string, budget: readonly [number, number]): void {
    const { errors, instantiations, types, bytes } = measureCheck(
      new Map([[join(folder, "idiom.ts"), program]]),
    );
    expect.soft(errors, name).toEqual([]);
    expect.soft(instantiations, `${name}: instantiations`).toBeLessThanOrEqual(budget[0]);
    expect.soft(types, `${name}: types`).toBeLessThanOrEqual(budget[1]);
    expect.soft(bytes, `${name}: bytes`).toBeLessThan(MOST_BYTES);
  }
}, 600_000);
