import { watchDrift } from "../../src/drift/index.ts";
import type { CountedFinding } from "../../src/drift/index.ts";
import type { CallOutcome } from "../../src/index.ts";
import type { ClientOptions } from "../../src/index.ts";

/** Results of one operation. */
export interface OperationRecord {
  /** Number of responses by status code. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Kinds of calls that got no usable response, such as `timeout`. */
  readonly failures: ReadonlySet<string>;
}

/** Records all responses of a journey, without their values. */
export interface JourneyRecord {
  /** The option `drift` of the client. */
  readonly watch: NonNullable<ClientOptions["drift"]>;
  /** Records a call without a usable response. */
  readonly note: (outcome: CallOutcome) => void;
  readonly operations: ReadonlyMap<string, OperationRecord>;
  readonly findings: () => readonly CountedFinding[];
  /** Names of response headers with a request ID. */
  readonly requestIds: ReadonlySet<string>;
  /** Whether 429 responses had a `Retry-After`; both values if only some had one. */
  readonly retryAfter: ReadonlySet<boolean>;
}

const REQUEST_IDS = ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "cf-ray"];

export function createRecord(): JourneyRecord {
  const drift = watchDrift(() => undefined, { every: 1 });
  const operations = new Map<string, { statuses: Map<number, number>; failures: Set<string> }>();
  const requestIds = new Set<string>();
  const retryAfter = new Set<boolean>();
  const recordOf = (operationId: string) => {
    const record = operations.get(operationId) ?? {
      statuses: new Map<number, number>(),
      failures: new Set<string>(),
    };
    operations.set(operationId, record);
    return record;
  };
  return {
    watch: (body) => {
      drift(body);
      const { operationId, status, headers } = body;
      if (status === undefined) return;
      const { statuses } = recordOf(operationId);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      for (const name of REQUEST_IDS) if (headers?.get(name) != null) requestIds.add(name);
      if (status === 429) retryAfter.add(headers?.get("retry-after") != null);
    },
    note: ({ error, operation }) => {
      if (error !== undefined && error.kind !== "api" && operation !== undefined)
        recordOf(operation.operationId).failures.add(error.kind);
    },
    operations,
    findings: drift.findings,
    requestIds,
    retryAfter,
  };
}
