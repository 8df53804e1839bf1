import type { ErrorStatus } from "../errors/status.ts";
import { refuseUnknown } from "../errors/unknown-names.ts";

/** What {@link FakeFlatpeak.fail} makes of calls. */
export type Fault = (StatusFault | BreakFault | TruncationFault | PageFault | DelayFault | CustomFault) & {
  /** How many calls it meets; then it is over. Default: all, until it is ended or followed by another. */
  readonly times?: number | undefined;
};

/** A fault that swallows an answer. */
export interface Loss {
  /**
   * Whether the call is carried out all the same, and only its answer is lost: what was to be created is there then.
   * Default: false.
   */
  readonly carriedOut?: boolean | undefined;
}

/** An error of the API, or of a gateway before it: any status, with the contract's example as its body if there is one. */
export interface StatusFault extends Loss {
  readonly kind?: undefined;
  /** Any of 400 to 599. */
  readonly status: ErrorStatus;
  /** For example `{ "retry-after": "2" }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** `reset`: the connection breaks before any answer. `stall`: no answer comes until the caller gives up. */
export interface BreakFault extends Loss {
  /** Whether the connection breaks or nothing comes. */
  readonly kind: "reset" | "stall";
}

/** The connection breaks in the middle of the answer; the call is carried out. */
export interface TruncationFault {
  readonly kind: "truncated";
}

/** A page of HTML where JSON belongs, as gateways and captive portals send it. */
export interface PageFault extends Loss {
  readonly kind: "html";
  /** Default: 502. */
  readonly status?: number | undefined;
}

/** The answer is right, but late; the call is carried out at once. */
export interface DelayFault {
  readonly kind: "slow";
  /** In milliseconds. */
  readonly delay: number;
}

/** Anything else: the answer as it is to be, however far from the contract. */
export interface CustomFault extends Loss {
  readonly kind?: undefined;
  /**
   * `Response.error()` breaks the connection, `undefined` leaves the call to the fake. The operationId is undefined for a
   * path or method that the contract lacks.
   */
  readonly respond: (
    request: Request,
    operationId: string | undefined,
  ) => Response | undefined | Promise<Response | undefined>;
}

/** The faults to come, of each operation and of any. */
export interface Faults {
  /**
   * Has a fault follow those set before, in place of one that would never end.
   *
   * @param operationId `"*"` for any call, also one that the contract lacks
   * @returns what ends it
   */
  readonly add: (operationId: string, fault: Fault) => () => void;
  /** The fault that meets a call, which then has met one call more. An operation's own come before those of any. */
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

interface Pending {
  readonly fault: Fault;
  left: number;
}

/** Makes an empty list of faults. */
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
      refuseUnknown("the fault", fault, FAULT_NAMES);
      const pending = { fault, left: fault.times ?? Infinity };
      const finite = (queues.get(id) ?? []).filter(({ left }) => left > 0 && left < Infinity);
      queues.set(id, [...finite, pending]);
      return () => {
        pending.left = 0;
      };
    },
    next: (id) => (id === undefined ? undefined : take(id)) ?? take("*"),
    clear: () => {
      queues.clear();
    },
  };
}
