import { UsageError } from "../errors/classes.ts";
import { isWellFormed } from "./parameter.ts";

/** `.` and `..`, plain or percent-encoded: encoding a dot again does not help where a gateway decodes twice. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/**
 * Looks at the path parameters of a call before anything is sent.
 *
 * An empty one would turn `/devices/{id}` into the collection, a missing one would be sent as `{id}`, and a dot segment
 * leaves the path: `DELETE /customers/..` would ask for something else than the caller does.
 *
 * @throws UsageError for a value that is not one segment
 */
export function checkPathParameters(path: string, parameters: Readonly<Record<string, unknown>> = {}): void {
  // A regular expression that finds nothing would be paid for by every call without any.
  if (!path.includes("{")) return;
  for (const [, name = ""] of path.matchAll(/\{([^{}]+)\}/g)) {
    const complaint = complainOf(Object.hasOwn(parameters, name) ? parameters[name] : undefined);
    if (complaint === undefined) continue;
    throw new UsageError(
      `path parameter "${name}" ${complaint}; pass params: { path: { ${name}: … } } with the value of one segment`,
    );
  }
}

function complainOf(value: unknown): string | undefined {
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
