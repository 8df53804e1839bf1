import { UsageError } from "../errors/classes.ts";
import { refuseUnknown } from "../errors/unknown-names.ts";
import { isJsonObject, parseJson } from "../text/json.ts";
import { unescapeStep } from "../text/pointer.ts";
import { isStatus } from "./plain-response.ts";
import type { PlainResponse } from "./plain-response.ts";

/** Deviation for {@link FakeFlatpeak.deviate}; `kind` is the kind of finding that `flatpeak/drift` reports. */
export type Deviation = BodyDeviation | StatusDeviation | VersionDeviation | HeaderDeviation;

/** Deviation at one place of the body. Responses without this place do not change. */
export interface BodyDeviation {
  /**
   * - `missing-property`: the property is omitted.
   * - `wrong-type`: a string becomes a number, everything else a string.
   * - `unknown-property`: the property is added, with a string as its value.
   */
  readonly kind: "missing-property" | "wrong-type" | "unknown-property";
  /** JSON pointer into the body. A step `*` stands for all items of a list, and all keys of a map. */
  readonly pointer: string;
}

/** Another status code, with the same body. */
export interface StatusDeviation {
  readonly kind: "undocumented-status";
  /** Any of 200 to 599. */
  readonly status: number;
}

/** Another API version in the header of the response. */
export interface VersionDeviation {
  readonly kind: "other-version";
  /** Such as `2027-01-31.busbar`. */
  readonly version: string;
}

/** A `Deprecation` or a `Sunset` header. */
export interface HeaderDeviation {
  /** Header that the response gets. */
  readonly kind: "deprecated" | "sunset";
}

/** Deviations of each operation. */
export interface Deviations {
  /** Adds a deviation. Returns a function that removes it. */
  readonly add: (operationId: string, deviation: Deviation) => () => void;
  /** Returns the response with all deviations of its operation. */
  readonly apply: (operationId: string, response: PlainResponse) => PlainResponse;
  readonly clear: () => void;
}

const DEVIATION_NAMES: ReadonlySet<string> = new Set(["kind", "pointer", "status", "version"]);
/** The field that each kind needs; empty for none. */
const FIELDS: ReadonlyMap<unknown, string> = new Map<Deviation["kind"], string>([
  ["missing-property", "pointer"],
  ["wrong-type", "pointer"],
  ["unknown-property", "pointer"],
  ["undocumented-status", "status"],
  ["other-version", "version"],
  ["deprecated", ""],
  ["sunset", ""],
]);
const TEXT = "deviating";

/** @param versionHeader name of the header with the API version */
export function createDeviations(versionHeader = "flatpeak-version"): Deviations {
  const added = new Map<Deviation, string>();

  const change = (response: PlainResponse, deviation: Deviation): PlainResponse => {
    const withHeader = (name: string, value: string): PlainResponse => ({
      ...response,
      headers: { ...response.headers, [name.toLowerCase()]: value },
    });
    switch (deviation.kind) {
      case "undocumented-status":
        return { ...response, status: deviation.status };
      case "other-version":
        return withHeader(versionHeader, deviation.version);
      case "deprecated":
        return withHeader("deprecation", "@1798675200");
      case "sunset":
        return withHeader("sunset", "Thu, 31 Dec 2026 00:00:00 GMT");
      default:
        return response.body === undefined
          ? response
          : { ...response, body: changeBody(response.body, deviation) };
    }
  };

  return {
    add: (operationId, given) => {
      refuseWrong(given);
      refuseUnknown("the deviation", given, DEVIATION_NAMES);
      const deviation = { ...given };
      added.set(deviation, operationId);
      return () => {
        added.delete(deviation);
      };
    },
    apply: (operationId, response) =>
      [...added].filter(([, id]) => id === operationId).reduce((sum, [next]) => change(sum, next), response),
    clear: () => {
      added.clear();
    },
  };
}

/** Refuses invalid values; some of them only JavaScript can pass. */
function refuseWrong(deviation: unknown): void {
  const { kind, pointer, status, version } = isJsonObject(deviation) ? deviation : {};
  const field = FIELDS.get(kind);
  if (field === undefined) {
    throw new UsageError(`The deviation needs a kind: one of ${[...FIELDS.keys()].join(", ")}`);
  }
  const isPointer = typeof pointer === "string" && pointer.startsWith("/");
  if (field === "pointer" && !isPointer) {
    throw new UsageError(`The deviation of kind ${String(kind)} needs a JSON pointer, such as "/id"`);
  }
  if (field === "status" && !isStatus(status)) {
    throw new UsageError(`The deviation needs a status from 200 to 599, not ${String(status)}`);
  }
  if (field === "version" && typeof version !== "string") {
    throw new UsageError("The deviation of kind other-version needs a version");
  }
}

/** A changed copy of a body. */
function changeBody(body: unknown, { kind, pointer }: BodyDeviation): unknown {
  const copy = parseJson(JSON.stringify(body));
  const steps = pointer.split("/").slice(1).map(unescapeStep);
  const name = steps.pop();
  if (name === undefined) return copy;
  for (const parent of findAll([copy], steps)) {
    const keys = name === "*" ? Object.keys(parent) : [name];
    for (const key of keys) changeProperty(parent, key, kind);
  }
  return copy;
}

function findAll(found: readonly unknown[], steps: readonly string[]): readonly object[] {
  return steps
    .reduce(
      (values, step) =>
        values.flatMap((value): readonly unknown[] => {
          if (!isObject(value)) return [];
          if (step === "*") return Object.values(value);
          return Object.hasOwn(value, step) ? [Reflect.get(value, step)] : [];
        }),
      found,
    )
    .filter(isObject);
}

function changeProperty(parent: object, key: string, kind: BodyDeviation["kind"]): void {
  if (kind === "unknown-property") {
    if (isJsonObject(parent)) Reflect.set(parent, key, TEXT);
    return;
  }
  if (!Object.hasOwn(parent, key)) return;
  if (kind === "missing-property") Reflect.deleteProperty(parent, key);
  else Reflect.set(parent, key, typeof Reflect.get(parent, key) === "string" ? 1 : TEXT);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
