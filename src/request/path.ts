import { UsageError } from "../errors/classes.ts";
import { isWellFormed } from "./parameter.ts";

/** `.` and `..`, plain or percent-encoded: encoding a dot again does not help where a gateway decodes twice. */
export const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

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
): Readonly<Record<string, unknown>> | undefined {
  // Most paths have no parameters, so this check comes before the regular expression.
  if (!path.includes("{")) return undefined;
  const values: [string, unknown][] = [];
  for (const [, name = ""] of path.matchAll(/\{([^{}]+)\}/g)) {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    const fault = findFault(value);
    if (fault !== undefined) {
      throw new UsageError(
        `path parameter "${name}" ${fault}; pass params: { path: { ${name}: … } } with the value of one segment`,
      );
    }
    values.push([name, value]);
  }
  // Creates own properties even for the name `__proto__`.
  return Object.fromEntries(values);
}

/** Describes why a value is not one segment, for a message after its name. `undefined` if it is one. */
function findFault(value: unknown): string | undefined {
  switch (typeof value) {
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : `is ${value}`;
    case "string":
      if (value === "") return "is empty";
      if (DOT_SEGMENT.test(value)) return `is "${value}", which would leave the path`;
      return isWellFormed(value) ? undefined : "has a lone surrogate, which has no encoding";
    case "undefined":
      return "is missing";
    default:
      return "is neither a string, a number nor a boolean";
  }
}
