import { names } from "../../generated/validators.js";
import { unescapeStep } from "../text/pointer.ts";

/** Place in a body, in terms of the contract. */
export interface Place {
  /** The value; `undefined` if there is none. */
  readonly value: unknown;
  /** JSON pointer with `*` for indexes and for keys of maps. */
  readonly pointer: string;
}

const NAMES: ReadonlySet<string> = new Set(names);
/** A contract may nest without limit; a finding must not. */
const DEEPEST = 32;

/** Follows a JSON pointer of Ajv into a body. */
export function findPlace(body: unknown, path: string): Place {
  let value = body;
  let pointer = "";
  for (const [index, segment] of path.split("/").slice(1).entries()) {
    const name = unescapeStep(segment);
    value = ownValue(value, name);
    if (index < DEEPEST) pointer += NAMES.has(name) ? `/${segment}` : "/*";
  }
  return { value, pointer };
}

/** The value of an own property; `undefined` if there is none. */
export function ownValue(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}

/** The type of a value in JSON; `nothing` if there is none. */
export function typeOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
