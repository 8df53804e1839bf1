import { JSONPathEnvironment, JSONPathError } from "json-p3";
import type { JSONValue } from "json-p3";

/** The keys that lead to what a target matches. */
export type TargetLocation = readonly (string | number)[];

/** Characters of a target: nested too deep, an expression would leave its reader no stack. */
const LONGEST_TARGET = 1_000;

/** Levels that a target may descend: more than a contract can have, as its reader refuses it then. */
const MOST_TARGET_DEPTH = 200;

/** How often a target may look at a value: so often for each, and so often more. Each `..` can multiply what came before. */
const LOOKS_PER_VALUE = 20;
const MORE_LOOKS = 100_000;

// An expression of these can take any time, and the steps of a regular expression cannot be counted.
const environment = new JSONPathEnvironment({ maxRecursionDepth: MOST_TARGET_DEPTH });
for (const name of ["match", "search"]) environment.functionRegister.delete(name);

class TooManyLooks extends Error {}

/**
 * Where a document has what a JSONPath (RFC 9535) without `match` and `search` matches, each place once; or what is wrong
 * with the path.
 */
export function findTargets(document: JSONValue, target: string): readonly TargetLocation[] | string {
  if (target.length > LONGEST_TARGET) return `longer than ${LONGEST_TARGET} characters; write it shorter`;
  try {
    const places = new Map<string, TargetLocation>();
    for (const { location } of environment.lazyQuery(target, watch(document))) {
      places.set(JSON.stringify(location), location);
    }
    if (places.size > 0) return [...places.values()];
    return "matches nothing; correct the target, or drop the action if what it was for is gone";
  } catch (error) {
    if (error instanceof TooManyLooks || error instanceof RangeError) {
      return "takes too many steps; name the place with fewer `..` and `*`";
    }
    if (error instanceof JSONPathError) return `no JSONPath (${error.message.replace(/\s+/g, " ")})`;
    throw error;
  }
}

/** The document, to be looked at so many times. */
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
