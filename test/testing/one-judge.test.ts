import { beforeAll, expect, test } from "vitest";
import { manifest } from "../../generated/manifest.ts";
import { operationsOf } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { createFakeFlatpeak } from "flatpeak/testing";
import { basic } from "../support/local-flatpeak/caller.ts";
import { readOwnContract } from "../support/local-flatpeak/closed-contract.ts";
import { loadJudge } from "../support/local-flatpeak/judge.ts";
import type { JudgedRequest } from "../support/local-flatpeak/judge.ts";
import { baseUrl } from "../support/local-flatpeak/session.ts";
import { makeRequest } from "../support/random-requests.ts";
import { FULL_TIMEOUT, pickSize, SEED } from "../support/sizes.ts";
import { createRandom } from "../support/soundness/instances.ts";

const REQUESTS = pickSize(200, 5000);

let contract: Node;
beforeAll(async () => {
  console.log(`TEST_SEED=${SEED}: ${REQUESTS} requests of each family`);
  contract = await readOwnContract();
});

const familyOf = (path: string): string => path.split("/")[1] ?? "";
const paths = Object.keys(manifest.operations).map((key) => key.split(" ")[1] ?? "");

/** Why a fake refuses a request; `undefined` if it accepts it. */
function createFakeJudge(): (sent: JudgedRequest) => Promise<string | undefined> {
  const fake = createFakeFlatpeak({ now: () => 0 });
  const authorizations = { login: basic(fake.accountId, fake.apiKey), other: `Bearer ${fake.issueToken()}` };
  const accepted = new Set<string>();
  for (const { operationId } of Object.values(manifest.operations)) {
    // A handler is called for requests that have been accepted.
    fake.on(operationId, () => {
      accepted.add(operationId);
      return undefined;
    });
  }
  return async ({ method, path, query, headers, body }) => {
    accepted.clear();
    const response = await fake.fetch(`${baseUrl}${path}?${query}`, {
      method,
      headers: { ...headers, authorization: authorizations[path === "/login" ? "login" : "other"] },
      // A text would get a content type.
      body: body === undefined ? null : new TextEncoder().encode(body),
    });
    if (accepted.size > 0) return undefined;
    expect(response.status).toBe(400);
    return ((await response.json()) as { message: string }).message;
  };
}

test.each([...new Set(paths.map(familyOf))])(
  "the fake and openapi-backend accept and refuse the same requests of /%s",
  async (family) => {
    const judge = await loadJudge();
    let judgeByFake = createFakeJudge();
    const operations = operationsOf(contract).filter(({ path }) => familyOf(path) === family);
    const random = createRandom(SEED);
    const counts = { accepted: 0, refused: 0 };
    const disagreements: unknown[] = [];
    for (let index = 0; index < REQUESTS; index += 1) {
      const operation = operations[index % operations.length];
      if (operation === undefined) throw new Error(`There is no operation of ${family}`);
      // A fake searches its record for every token that it issued.
      if (index % 100 === 0) judgeByFake = createFakeJudge();
      const sent = makeRequest(contract, operation, random);
      const { invalid } = judge.judgeRequest(sent);
      const refusal = await judgeByFake(sent);
      if ((refusal === undefined) !== (invalid.length === 0)) disagreements.push({ sent, refusal, invalid });
      counts[refusal === undefined ? "accepted" : "refused"] += 1;
    }
    expect(disagreements).toEqual([]);
    expect(counts.accepted).toBeGreaterThan(REQUESTS / 10);
    expect(counts.refused).toBeGreaterThan(REQUESTS / 20);
  },
  FULL_TIMEOUT,
);
