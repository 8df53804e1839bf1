import { memberOf } from "../text/member.ts";

/** Brand of the errors of a client, the same in every copy of the package. */
const ERROR_MARK = Symbol.for("flatpeak.error");

/**
 * Names an error class, and makes `instanceof` check brand and kind instead of the prototype. It then works across the
 * ESM and CommonJS copies of the package, and across versions.
 *
 * @param kind of the instances; `undefined` for a class that includes all errors with the brand
 */
export function brand(
  type: { readonly prototype: Error },
  name: string,
  kind?: string,
  mark: symbol = ERROR_MARK,
): void {
  // On the prototype, since the stack gets its first line before a constructor could set the name.
  hide(type.prototype, "name", name);
  hide(type.prototype, mark, true);
  hide(type, Symbol.hasInstance, function (this: unknown, value: unknown): boolean {
    // A user's subclass inherits this function and gets the ordinary check.
    if (this !== type) return Function.prototype[Symbol.hasInstance].call(this, value);
    return memberOf(value, mark) === true && (kind === undefined || memberOf(value, "kind") === kind);
  });
}

/** Sets a property that is not enumerable: loops, JSON and loggers skip it. */
export function hide(target: object, key: string | symbol, value: unknown): void {
  Object.defineProperty(target, key, { value, configurable: true, writable: true, enumerable: false });
}
