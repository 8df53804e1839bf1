import { reasonOf } from "../errors/cause.ts";
import { UsageError } from "../errors/classes.ts";
import { escapeStep } from "../text/pointer.ts";
import { isDate, tagOf } from "./parameter.ts";

/**
 * Writes a value as JSON.
 *
 * @param name of the value, for the message
 * @throws UsageError for values that JSON cannot carry
 */
export function writeJson(body: unknown, name = "the body"): string {
  let text: string;
  try {
    text = JSON.stringify(body);
  } catch (thrown) {
    // A circular value, a BigInt, or a `toJSON` that throws.
    throw new UsageError(`${name} cannot be sent as JSON: ${reasonOf(thrown)}`);
  }
  checkJson(body, name);
  return text;
}

/**
 * Refuses values that JSON would silently change: `NaN` would be sent as `null`, a `Map` as `{}`, a function as
 * nothing. Called after `JSON.stringify`, which refuses circular and too deeply nested values.
 *
 * @throws UsageError that names the value by its JSON pointer
 */
function checkJson(body: unknown, name: string): void {
  const misfit = findMisfit(body);
  if (misfit === undefined) return;
  const where = misfit.pointer === "" ? name : `"${misfit.pointer}" of ${name}`;
  throw new UsageError(`${where} is ${misfit.what}, which JSON cannot carry`);
}

interface Misfit {
  readonly pointer: string;
  readonly what: string;
}

/** Builds the pointer only when a value is refused: a valid body creates no strings. */
function findMisfit(value: unknown): Misfit | undefined {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? undefined : { pointer: "", what: String(value) };
    case "symbol":
    case "function":
      return { pointer: "", what: `a ${typeof value}` };
    case "object":
      return value === null ? undefined : Array.isArray(value) ? findInList(value) : findInObject(value);
    default:
      return undefined;
  }
}

function findInList(list: readonly unknown[]): Misfit | undefined {
  for (const [index, item] of list.entries()) {
    const misfit = item === undefined ? { pointer: "", what: "undefined" } : findMisfit(item);
    if (misfit !== undefined) return { ...misfit, pointer: `/${index}${misfit.pointer}` };
  }
  return undefined;
}

function findInObject(value: object): Misfit | undefined {
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const invalid = isDate(value) && Number.isNaN(value.getTime());
    return invalid ? { pointer: "", what: "an invalid date" } : undefined;
  }
  const entries: [string, unknown][] = Object.entries(value);
  // An object of another class without enumerable properties, such as a Map, has content that JSON omits.
  if (entries.length === 0 || ArrayBuffer.isView(value)) {
    const kind = tagOf(value);
    return PLAIN.has(kind) ? undefined : { pointer: "", what: `a ${kind}` };
  }
  for (const [key, item] of entries) {
    const misfit = findMisfit(item);
    if (misfit === undefined) continue;
    return { ...misfit, pointer: `/${escapeStep(key)}${misfit.pointer}` };
  }
  return undefined;
}

const PLAIN = new Set(["Object", "String", "Number", "Boolean"]);
