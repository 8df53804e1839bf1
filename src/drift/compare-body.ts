import type { ValidationError, Validator } from "../../generated/validators.js";
import { escapeStep } from "../text/pointer.ts";
import type { DriftFinding } from "./finding.ts";
import { findPlace, ownValue, typeOf } from "./place.ts";
import { isFieldName } from "./property-name.ts";

/** Deviation at one place of a body. */
export type Deviation = Pick<DriftFinding, "kind" | "pointer" | "expected" | "received">;

/** If no alternative matches, most errors within them concern alternatives that the sender did not mean. */
const ALTERNATIVES = new Set(["anyOf", "oneOf"]);
const LONGEST_LIST = 200;

/** Compares a body with its schema. A place with several deviations is listed once for each. */
export function compareBody(validate: Validator, body: unknown): readonly Deviation[] {
  if (validate(body)) return [];
  const errors = validate.errors ?? [];
  const undecided = errors
    .filter(({ keyword }) => ALTERNATIVES.has(keyword))
    .map(({ instancePath }) => instancePath);
  return errors
    .filter(({ keyword, instancePath }) => ALTERNATIVES.has(keyword) || !isWithin(instancePath, undecided))
    .flatMap((error) => describe(error, body) ?? []);
}

function isWithin(path: string, places: readonly string[]): boolean {
  return places.some((place) => path === place || path.startsWith(`${place}/`));
}

function describe({ instancePath, keyword, params }: ValidationError, body: unknown): Deviation | undefined {
  const { value, pointer } = findPlace(body, instancePath);
  const received = typeOf(value);
  switch (keyword) {
    case "if":
      // The errors of its `then` are listed, too.
      return undefined;
    case "required": {
      const name = escapeStep(String(params["missingProperty"]));
      return {
        kind: "missing-property",
        pointer: `${pointer}/${name}`,
        expected: "a value",
        received: "nothing",
      };
    }
    case "additionalProperties":
    case "unevaluatedProperties": {
      const name = String(params["additionalProperty"] ?? params["unevaluatedProperty"]);
      return {
        kind: "unknown-property",
        pointer: `${pointer}/${isFieldName(name) ? name : "*"}`,
        expected: "nothing",
        received: typeOf(ownValue(value, name)),
      };
    }
    case "enum":
    case "const": {
      const listed = JSON.stringify(params["allowedValues"] ?? [params["allowedValue"]]);
      return { kind: "unlisted-value", pointer, expected: listed.slice(0, LONGEST_LIST), received };
    }
    case "type":
      return { kind: "wrong-type", pointer, expected: [params["type"]].flat().join(" or "), received };
    default:
      return { kind: "wrong-type", pointer, expected: "another shape", received };
  }
}
