import { isWellFormed, LONE_SURROGATE } from "./parameter.ts";

/** `.` and `..`, plain or percent-encoded: encoding a dot again does not help where a gateway decodes twice. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/**
 * Says what is wrong with the path parameters of a call, before anything is sent.
 *
 * An empty one would turn `/devices/{id}` into the collection, a missing one would be sent as `{id}`, and a dot segment
 * leaves the path: `DELETE /customers/..` would ask for something else than the caller does.
 *
 * @returns the complaint, or `undefined` if there is none
 */
export function checkPathParameters(
  path: string,
  parameters: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const [, name = ""] of path.matchAll(/\{([^{}]+)\}/g)) {
    const complaint = checkValue(Object.hasOwn(parameters, name) ? parameters[name] : undefined);
    if (complaint !== undefined) {
      return `path parameter "${name}" ${complaint}; pass params: { path: { ${name}: … } } with the value of one segment`;
    }
  }
  return undefined;
}

function checkValue(value: unknown): string | undefined {
  switch (typeof value) {
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : `is ${value}`;
    case "string":
      if (value === "") return "is empty";
      if (DOT_SEGMENT.test(value)) return `is "${value}", which would leave the path`;
      return isWellFormed(value) ? undefined : LONE_SURROGATE.complaint;
    case "undefined":
      return "is missing";
    default:
      return "is neither a string, a number nor a boolean";
  }
}
