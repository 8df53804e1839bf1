import { JSONPathEnvironment, JSONPathError } from "json-p3";
import type { JSONValue } from "json-p3";

/** Path of keys to a match of a target. */
export type TargetLocation = readonly (string | number)[];

/** Maximum number of characters of a target: a deeply nested expression would overflow the stack of its parser. */
const LONGEST_TARGET = 1_000;

/** Maximum depth of a target: the reader refuses deeper contracts. */
const MOST_TARGET_DEPTH = 200;

/**
 * Maximum number of reads of a target: this many for each value, plus `MORE_LOOKS`. Each `..` can multiply the matches.
 */
const LOOKS_PER_VALUE = 20;
const MORE_LOOKS = 100_000;

// A regular expression in `match` or `search` can take unlimited time, and its steps cannot be counted.
const environment = new JSONPathEnvironment({ maxRecursionDepth: MOST_TARGET_DEPTH });
for (const name of ["match", "search"]) environment.functionRegister.delete(name);

class TooManyLooks extends Error {}

/**
 * Finds the matches of a JSONPath (RFC 9535) in a document, each once. `match` and `search` are not supported. Returns
 * a text if the path has a problem.
 */
export function findTargets(document: JSONValue, target: string): readonly TargetLocation[] | string {
  if (target.length > LONGEST_TARGET) return `longer than ${LONGEST_TARGET} characters; write it shorter`;
  try {
    const places = new Map<string, TargetLocation>();
    for (const { location } of environment.lazyQuery(target, watch(document))) {
      places.set(JSON.stringify(location), location);
    }
    if (places.size > 0) return [...places.values()];
    return "matches nothing; correct the target, or remove the action if it is no longer needed";
  } catch (error) {
    if (error instanceof TooManyLooks || error instanceof RangeError) {
      return "takes too many steps; name the place with fewer `..` and `*`";
    }
    if (error instanceof JSONPathError) return `not a JSONPath (${error.message.replace(/\s+/g, " ")})`;
    throw error;
  }
}

/** Wraps the document to limit the number of reads. */
function watch(document: JSONValue): JSONValue {
  let left = MORE_LOOKS + LOOKS_PER_VALUE * countValues(document);
  const count = (): void => {
    left -= 1;
    if (left < 0) throw new TooManyLooks();
  };
  const proxies = new WeakMap<object, object>();
  const wrap = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const proxy = proxies.get(value) ?? new Proxy(value, handler);
    proxies.set(value, proxy);
    return proxy;
  };
  const handler: ProxyHandler<object> = {
    get: (value, key) => {
      count();
      return wrap(Reflect.get(value, key));
    },
    getOwnPropertyDescriptor: (value, key) => {
      count();
      return Reflect.getOwnPropertyDescriptor(value, key);
    },
  };
  return wrap(document) as JSONValue;
}

function countValues(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, child) => sum + countValues(child), 1);
}
