/** Reads a property of a value from other code; `undefined` if there is none, or if its getter throws. */
export function memberOf(value: unknown, key: PropertyKey): unknown {
  try {
    // `Object` makes any value safe to read, `undefined` and `null` too.
    return Reflect.get(Object(value), key);
  } catch {
    return undefined;
  }
}

/** True if a value has these methods. For checks by shape: a polyfill has its own class. */
export function hasMethods(value: unknown, ...names: readonly PropertyKey[]): boolean {
  return names.every((name) => typeof memberOf(value, name) === "function");
}
