import { createFakeFlatpeak } from "../../src/testing/index.ts";
import type { Deviation, FakeFlatpeak, OperationId } from "../../src/testing/index.ts";
import type { operations } from "../../generated/schema.ts";
import { settleQuestions } from "./questions.ts";
import type { JourneyEnd } from "./journey.ts";
import type { JourneyRecord } from "./record.ts";

/** A deviation of the fake, and its expected finding. */
interface StagedDeviation {
  readonly operationId: OperationId<operations>;
  readonly deviation: Deviation;
  readonly finding: string;
}

const STAGED: readonly StagedDeviation[] = [
  {
    operationId: "get-device",
    deviation: { kind: "missing-property", pointer: "/account_id" },
    finding: "get-device 200 missing-property /account_id nothing",
  },
  {
    operationId: "list-devices",
    deviation: { kind: "wrong-type", pointer: "/data/*/live_mode" },
    finding: "list-devices 200 wrong-type /data/*/live_mode string",
  },
  {
    operationId: "get-customer",
    deviation: { kind: "unknown-property", pointer: "/grid_zone" },
    finding: "get-customer 200 unknown-property /grid_zone string",
  },
  {
    operationId: "delete-customer",
    deviation: { kind: "undocumented-status", status: 200 },
    finding: "delete-customer 200 undocumented-status  200",
  },
  {
    operationId: "list-locations",
    deviation: { kind: "other-version", version: "2027-01-31.busbar" },
    finding: "list-locations 200 other-version  2027-01-31.busbar",
  },
  {
    operationId: "get-tariff",
    deviation: { kind: "deprecated" },
    finding: "get-tariff 200 deprecated  a header",
  },
  {
    operationId: "list-tariffs",
    deviation: { kind: "sunset" },
    finding: "list-tariffs 200 sunset  a header",
  },
];

const STAGED_FACTS: readonly string[] = [
  "status for an unknown bearer token: 401",
  "Retry-After on 429: yes",
  "header with a request ID: x-request-id",
  "statuses of DELETE: 202 (delete-tariff); 202 (delete-location); 202 (delete-device); 200 (delete-customer)",
];

/** Creates a fake with all staged deviations. */
export function stageFake(): FakeFlatpeak & { readonly baseUrl?: undefined } {
  const fake = createFakeFlatpeak({ refusalStatus: 401 });
  for (const { operationId, deviation } of STAGED) fake.deviate(operationId, deviation);
  fake.fail("list-events", { status: 429, headers: { "retry-after": "0" }, times: 1 });
  return fake;
}

/** Adds a request ID to all responses of a fake. */
export function addRequestIds({ fetch }: FakeFlatpeak): FakeFlatpeak["fetch"] {
  return async (input, init) => {
    const response = await fetch(input, init);
    response.headers.set("x-request-id", crypto.randomUUID());
    return response;
  };
}

/** Compares the findings of a journey with the staged deviations. Returns the differences. */
export function judgeStaged(record: JourneyRecord, end: JourneyEnd): readonly string[] {
  const found = record
    .findings()
    .map(
      ({ operationId, status, kind, pointer, received }) =>
        `${operationId} ${status ?? ""} ${kind} ${pointer} ${received}`,
    );
  const answers = settleQuestions(record, end).map(
    ({ question, answer = "not settled" }) => `${question}: ${answer}`,
  );
  const expected = [...STAGED.map(({ finding }) => finding), ...STAGED_FACTS];
  const actual = [...found, ...answers];
  return [
    ...expected.filter((line) => !actual.includes(line)).map((line) => `not found: ${line}`),
    ...actual.filter((line) => !expected.includes(line)).map((line) => `not staged: ${line}`),
  ];
}

/** Number of staged deviations and facts that are not documented. */
export const STAGED_COUNT: number = STAGED.length + STAGED_FACTS.length;
