/** Marks the errors of a client, in every copy of the package. */
const ERROR_MARK = Symbol.for("flatpeak.error");

/**
 * Names a class of error, and has `instanceof` go by mark and kind instead of by prototype: it then holds across the ESM
 * and the CommonJS copy of the package, and across versions.
 *
 * @param kind of the instances; `undefined` for a class that holds all errors with the mark
 */
export function brand(
  type: { readonly prototype: Error },
  name: string,
  kind?: string,
  mark: symbol = ERROR_MARK,
): void {
  // On the prototype, so that they are there when the first line of a stack is written.
  hide(type.prototype, "name", name);
  hide(type.prototype, mark, true);
  hide(type, Symbol.hasInstance, function (this: unknown, value: unknown): boolean {
    // A class that a user derives inherits this function, and gets the ordinary check.
    if (this !== type) return Function.prototype[Symbol.hasInstance].call(this, value);
    if (typeof value !== "object" || value === null || Reflect.get(value, mark) !== true) return false;
    return kind === undefined || Reflect.get(value, "kind") === kind;
  });
}

/** Sets a property that loops, JSON and inspection do not see. */
export function hide(target: object, key: string | symbol, value: unknown): void {
  Object.defineProperty(target, key, { value, configurable: true, writable: true, enumerable: false });
}
