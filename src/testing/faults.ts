import { UsageError } from "../errors/classes.ts";
import type { ErrorStatus } from "../errors/status.ts";
import { refuseUnknown } from "../errors/unknown-names.ts";
import { isJsonObject } from "../text/json.ts";
import { isStatus } from "./plain-response.ts";

/** Fault for {@link FakeFlatpeak.fail}. */
export type Fault = (StatusFault | BreakFault | TruncationFault | PageFault | DelayFault | CustomFault) & {
  /** Number of calls that it affects. Default: all, until it is removed or another is set. */
  readonly times?: number | undefined;
};

/** Fault that loses a response. */
export interface Loss {
  /**
   * If true, the fake processes the call and loses only the response, so the object is created. Default: false.
   */
  readonly carriedOut?: boolean | undefined;
}

/**
 * Error response of the API, or of a gateway: any error status, with the contract's example as its body if there is
 * one.
 */
export interface StatusFault extends Loss {
  readonly kind?: undefined;
  /** Any of 400 to 599. */
  readonly status: ErrorStatus;
  /** For example `{ "retry-after": "2" }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** `reset`: the connection breaks before any response. `stall`: there is no response until the caller aborts. */
export interface BreakFault extends Loss {
  /** Connection reset, or no response. */
  readonly kind: "reset" | "stall";
}

/** The connection breaks in the middle of the response; the fake processes the call. */
export interface TruncationFault {
  readonly kind: "truncated";
}

/** HTML page instead of JSON, as gateways and captive portals send it. */
export interface PageFault extends Loss {
  readonly kind: "html";
  /** Default: 502. */
  readonly status?: number | undefined;
}

/** Correct response, but delayed; the fake processes the call immediately. */
export interface DelayFault {
  readonly kind: "slow";
  /** In milliseconds, at most 2147483647. */
  readonly delay: number;
}

/** Any other response, even one that violates the contract. */
export interface CustomFault extends Loss {
  readonly kind?: undefined;
  /**
   * Returns the response. `Response.error()` breaks the connection; `undefined` keeps the fake's response. The
   * operationId is undefined for a path or method that the contract lacks.
   */
  readonly respond: (
    request: Request,
    operationId: string | undefined,
  ) => Response | undefined | Promise<Response | undefined>;
}

/** Pending faults of each operation, and of all operations. */
export interface Faults {
  /**
   * Adds a fault after the pending ones, and replaces one without `times`.
   *
   * @param operationId `"*"` for any call, also one that the contract lacks
   * @returns a function that removes it
   */
  readonly add: (operationId: string, fault: Fault) => () => void;
  /**
   * Returns the fault for a call and counts the call. Faults of the operation come before those of all operations.
   */
  readonly next: (operationId: string | undefined) => Fault | undefined;
  readonly clear: () => void;
}

const FAULT_NAMES: ReadonlySet<string> = new Set([
  "kind",
  "status",
  "headers",
  "delay",
  "respond",
  "carriedOut",
  "times",
]);

const KINDS: ReadonlySet<unknown> = new Set<NonNullable<Fault["kind"]>>([
  "reset",
  "stall",
  "truncated",
  "html",
  "slow",
]);

/** A timer with a longer delay fires at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** Refuses invalid values; most of them only JavaScript can pass. */
function refuseWrong(fault: unknown): void {
  if (!isJsonObject(fault)) throw new UsageError("The fault must be an object, such as { status: 503 }");
  const { kind, status, respond, delay, times } = fault;
  if (kind !== undefined && !KINDS.has(kind)) {
    throw new UsageError(
      `The fault has the unknown kind ${JSON.stringify(kind)}; use one of ${[...KINDS].join(", ")}`,
    );
  }
  if (kind === undefined && respond === undefined && !isStatus(status, 400)) {
    throw new UsageError(
      `The fault needs a kind, a respond function, or a status from 400 to 599, not ${String(status)}; fake.on sets other responses`,
    );
  }
  if (respond !== undefined && typeof respond !== "function")
    throw new UsageError("respond must be a function");
  if (status !== undefined && !isStatus(status)) {
    throw new UsageError(`The status must be from 200 to 599, not ${JSON.stringify(status)}`);
  }
  if (kind === "slow" && !(typeof delay === "number" && delay >= 0 && delay <= LONGEST_DELAY)) {
    throw new UsageError(`The fault of kind slow needs a delay in milliseconds, from 0 to ${LONGEST_DELAY}`);
  }
  if (times !== undefined && !(typeof times === "number" && times >= 0)) {
    throw new UsageError("times must be a number of calls");
  }
}

interface Pending {
  readonly fault: Fault;
  left: number;
}

export function createFaults(): Faults {
  const queues = new Map<string, Pending[]>();
  const take = (id: string): Fault | undefined => {
    const pending = queues.get(id)?.find(({ left }) => left > 0);
    if (pending === undefined) return undefined;
    pending.left -= 1;
    return pending.fault;
  };
  return {
    add: (id, fault) => {
      refuseWrong(fault);
      refuseUnknown("the fault", fault, FAULT_NAMES);
      const pending = { fault, left: fault.times ?? Infinity };
      // Without those that are used up, of which a long test may have many.
      const finite = (queues.get(id) ?? []).filter(({ left }) => left > 0 && left < Infinity);
      queues.set(id, [...finite, pending]);
      return () => {
        pending.left = 0;
      };
    },
    next: (id = "*") => take(id) ?? take("*"),
    clear: () => {
      queues.clear();
    },
  };
}
