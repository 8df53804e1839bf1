import type { ValidationError } from "../../generated/request-validators.js";
import { nearest } from "../errors/unknown-names.ts";
import { isJsonObject } from "../text/json.ts";
import { escapeStep, unescapeStep } from "../text/pointer.ts";

/** Part of a request that a validator has checked. */
interface Part {
  /** Names the place at a JSON pointer. */
  readonly nameOf: (pointer: string) => string;
  /** Lists the names that the contract has in the object at a JSON pointer. */
  readonly namesIn: (pointer: string) => readonly string[];
}

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "a time by RFC 3339, such as 2026-01-02T03:04:05Z",
  date: "a date, such as 2026-01-02",
};

/**
 * Describes the errors of a body, by JSON pointer and without its values.
 *
 * @param example the contract's example of the body
 */
export function describeBody(errors: readonly ValidationError[], example: unknown): readonly string[] {
  return describeAll(errors, {
    nameOf: (pointer) => (pointer === "" ? "the request body" : pointer),
    namesIn: (pointer) => Object.keys(findObject(example, pointer)),
  });
}

/** Describes the errors of parameters, by name and without their values. */
export function describeParameters(
  errors: readonly ValidationError[],
  place: string,
  names: readonly string[],
): readonly string[] {
  return describeAll(errors, {
    nameOf: (pointer) => `${place} parameter ${unescapeStep(pointer.slice(1))}`,
    namesIn: () => names,
  });
}

function describeAll(errors: readonly ValidationError[], part: Part): readonly string[] {
  // An `if` error adds nothing to the errors of its `then`.
  return errors.filter(({ keyword }) => keyword !== "if").map((error) => describe(error, part));
}

function describe({ instancePath, keyword, params }: ValidationError, { nameOf, namesIn }: Part): string {
  const name = nameOf(instancePath);
  const nameOfMember = (member: string): string => nameOf(`${instancePath}/${escapeStep(member)}`);
  switch (keyword) {
    case "required":
      return `${nameOfMember(String(params["missingProperty"]))} is missing`;
    case "additionalProperties":
    case "unevaluatedProperties": {
      const unknown = String(params["additionalProperty"] ?? params["unevaluatedProperty"]);
      return `${nameOfMember(unknown)} is not in the contract${advise(unknown, namesIn(instancePath))}`;
    }
    case "type":
      return `${name} must be ${[params["type"]].flat().map(withArticle).join(" or ")}`;
    case "enum":
      return `${name} must be one of ${[params["allowedValues"]].flat().join(", ")}`;
    case "format":
      return `${name} must be ${FORMATS[String(params["format"])] ?? String(params["format"])}`;
    case "minimum":
    case "maximum":
      return `${name} must be ${String(params["comparison"])} ${String(params["limit"])}`;
    default:
      return `${name} must satisfy ${keyword}: ${Object.values(params).join(" ")}`;
  }
}

function advise(unknown: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const near = nearest(unknown, names);
  return near === undefined ? `; use one of ${names.join(", ")}` : `; did you mean ${near}?`;
}

function withArticle(type: unknown): string {
  const name = String(type);
  return `${/^[aio]/.test(name) ? "an" : "a"} ${name}`;
}

/** Follows a pointer into an example. Lists in an example have one item. */
function findObject(example: unknown, pointer: string): object {
  let value = example;
  for (const step of pointer.split("/").slice(1)) {
    if (Array.isArray(value)) value = value[0];
    else value = isJsonObject(value) ? value[unescapeStep(step)] : undefined;
  }
  return isJsonObject(value) ? value : {};
}
