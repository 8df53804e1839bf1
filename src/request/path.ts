import { UsageError } from "../errors/classes.ts";
import { isWellFormed } from "./parameter.ts";

/** `.` and `..`, plain or percent-encoded: encoding a dot again does not help where a gateway decodes twice. */
export const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/** Values of path parameters, read once. */
export type PathParameters = Readonly<Record<string, string | number | boolean>>;

/**
 * Reads the path parameters of a call before anything is sent.
 *
 * An empty value would turn `/devices/{id}` into the collection. A missing value would be sent as `{id}`. A dot segment
 * would leave the path: `DELETE /customers/..` would call another operation.
 *
 * @returns a copy: a getter may return another value the next time
 * @throws UsageError for a value that is not one segment
 */
export function readPathParameters(
  path: string,
  parameters: Readonly<Record<string, unknown>> = {},
): PathParameters | undefined {
  // Most paths have no parameters, so this check comes before the regular expression.
  if (!path.includes("{")) return undefined;
  const values: Record<string, string | number | boolean> = {};
  for (const [, name = ""] of path.matchAll(/\{([^{}]+)\}/g)) {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (isSegment(value)) values[name] = value;
    else {
      throw new UsageError(
        `path parameter "${name}" ${complainOf(value)}; pass params: { path: { ${name}: … } } with the value of one segment`,
      );
    }
  }
  return values;
}

function isSegment(value: unknown): value is string | number | boolean {
  if (typeof value === "string") return value !== "" && !DOT_SEGMENT.test(value) && isWellFormed(value);
  return typeof value === "boolean" || Number.isFinite(value);
}

function complainOf(value: unknown): string {
  switch (typeof value) {
    case "number":
      return `is ${value}`;
    case "string":
      if (value === "") return "is empty";
      if (DOT_SEGMENT.test(value)) return `is "${value}", which would leave the path`;
      return "has a lone surrogate, which has no encoding";
    case "undefined":
      return "is missing";
    default:
      return "is neither a string, a number nor a boolean";
  }
}
